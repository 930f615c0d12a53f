import { history } from '@codemirror/commands'
import type { Text } from '@codemirror/state'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Draft, DraftView } from '../../shared/contract/desk-drafts.ts'
import type { Missing } from '../../shared/contract/desk-views.ts'
import {
  type Field,
  type FieldValue,
  type FieldValues,
  isKnownField,
  isStructuredField,
  isTextField,
} from '../../shared/domain/fields.ts'
import type { StructuredKind } from '../../shared/domain/structured.ts'
import type { CommentAnswer } from '../../shared/domain/work.ts'
import { ANSWERS, answersToText, changeAnswer, textToAnswers } from '../../shared/rules/comment-answers.ts'
import { type Counting, sendCheck } from '../../shared/rules/send-check.ts'
import { NOTES_FIELD } from '../../shared/rules/notes.ts'
import { askPast, createDraftPort } from '../editor/draft-port.ts'
import { createStructureSync, type StructureSync } from '../editor/structure-sync.ts'
import { createTextSync, type FieldSync, type SyncOptions, type TextSync } from '../editor/draft-sync.ts'
import type { Timers } from '../editor/push-loop.ts'
import { type TextCounts, textCounts } from '../editor/text-counts.ts'
import { difference, textOf } from '../editor/text-edits.ts'
import { createUndoPast, type UndoPast } from '../editor/undo-past.ts'
import { createValueSync, type ValueSync } from '../editor/value-sync.ts'
import { type WritingHooks, type WritingKind, writing } from '../editor/writing.ts'
import type { Desk } from '../client/desk.ts'
import { createUploads, type Uploads } from './draft-uploads.ts'
import { isSameSave, type SaveState, saveState } from './save-state.ts'

export type DraftState = {
  /** Values of the fields that are not text, as the person sees them. */
  readonly values: Readonly<Record<string, FieldValue | null>>
  /** Of each text as of the last pause: another object whenever the text is another one. */
  readonly counts: Readonly<Record<string, TextCounts>>
  /** The same of what is selected, where something is. */
  readonly selected: Readonly<Record<string, TextCounts | undefined>>
  /** Counts up for a field that goes on in another way of it, whose text is another one. */
  readonly opened: Readonly<Record<string, number>>
  /** To a reviewer's comments. */
  readonly answers: readonly CommentAnswer[]
  /** What stands between the draft and its sending, as of the last pause. */
  readonly missing: readonly Missing[]
  /** By field, how many findings there are that are worth a look and hold nothing back; as of the last pause, too. */
  readonly findings: Readonly<Record<string, number>>
}

export type UnsavedText = {
  readonly field: string
  /** Which way of the field; the first one where it is undefined. */
  readonly branch: number | undefined
  readonly text: string
  readonly version: number
}

export type OpenDraft = {
  readonly taskId: string
  /** Where the person was when the task was last open; kept up to date by the screen while it is open. */
  view: DraftView
  readonly store: StoreApi<DraftState>
  /** It changes twice with every key: nothing that is drawn may hang on it. */
  readonly saving: StoreApi<SaveState>
  /** The text of a field, also of one whose text is a document (`structure`), and of the private notes (`NOTES_FIELD`). */
  text(field: string): TextSync | undefined
  structure(field: string): StructureSync | undefined
  /** Which way of a field is shown; the first one where it is undefined. */
  way(field: string): number | undefined
  value(field: string): ValueSync | undefined
  /**
   * Another way of the field is current, or of any field where none is named: goes on in that. What is not saved yet still
   * goes where it was written.
   */
  reopen(field?: string): Promise<void>
  /** Changes the answer to a reviewer's comment. */
  answer(
    of: Pick<CommentAnswer, 'submissionId' | 'comment'>,
    change: Partial<Pick<CommentAnswer, 'text' | 'resolved'>>,
  ): void
  /** The fields as the operator has them now; new ones begin as `loaded` says. */
  setFields(fields: readonly Field[], loaded: Draft): void
  hasFields(fields: readonly Field[]): boolean
  syncs(): FieldSync[]
  /** Files that are being taken in. */
  readonly uploads: Uploads
  /** Whether it stands on the screen: only then is what undo wants of the time before asked for ahead. */
  setShown(isShown: boolean): void
  /** Brings `missing` up to date. */
  check(): readonly Missing[]
  /** Resolves when the core has everything, or with false after `patienceMs`. */
  settled(patienceMs: number): Promise<boolean>
  /** Texts of which something is in this window only, also in ways of a field that it no longer shows. */
  unsaved(): UnsavedText[]
  /** The same of the fields that are no texts: a number, a choice, files. */
  unsavedValues(): { readonly field: string; readonly value: FieldValue | null }[]
  end(): void
}

export type DraftOptions = {
  readonly desk: Pick<Desk, 'drafts' | 'files' | 'versions'>
  readonly session: string
  readonly timers: Timers
  readonly onDefect: (error: unknown) => void
  /** Tells the person something that cannot be done. */
  readonly onNotice: (text: string) => void
  /** Something was written, or the core has taken it. */
  readonly onChange: () => void
  /** What the texts ask of the window, and tell it; may be left out where there is nobody to write. */
  readonly writing?: Pick<WritingHooks, 'sourceOf' | 'snippets' | 'onWritten'>
}

/**
 * What follows from a text is for a pause in typing: its counts, because each number that is drawn costs as much as the
 * key itself, and what is missing, because that reads every word. Who writes on without one sees the counts all the same.
 */
const PAUSE_MS = 200
const COUNT_EVERY_MS = 1_000
/** What was done before the opening, for undo, is asked for when all is shown. */
const PAST_AFTER_MS = 400

/** Everything that is being entered in one task, each field in step with the core. */
export function createOpenDraft(
  first: Draft,
  { desk, session, timers, onDefect, onNotice, onChange, writing: hooks }: DraftOptions,
): OpenDraft {
  const { taskId } = first
  const texts = new Map<string, TextSync>()
  const structures = new Map<string, StructureSync>()
  const values = new Map<string, ValueSync>()
  const branches = new Map<string, number | undefined>()
  /** Texts that are no longer shown and have something that is not saved yet, with the way of the field they are. */
  const leaving = new Map<TextSync, Pick<UnsavedText, 'field' | 'branch'>>()
  let fields: readonly Field[] = []
  /** The texts whose counts are shown. */
  const counted = new Map<string, Text>()
  let cancelPause = (): void => {}
  let cancelCount: (() => void) | undefined
  let cancelPast = (): void => {}
  let isShown = true
  const waiters = new Set<() => void>()
  /** How often was asked which ways are current, and by which of these questions that is known, by field. */
  let asked = 0
  const heard = new Map<string, number>()
  const store = createStore<DraftState>(() => ({
    values: {},
    counts: {},
    selected: {},
    opened: {},
    answers: [],
    missing: [],
    findings: {},
  }))
  const saving = createStore<SaveState>(() => ({ kind: 'saved' }))

  function optionsFor(field: string, changed: () => void): SyncOptions {
    const port = createDraftPort(desk.drafts, { taskId, field, session, branch: branches.get(field) })
    return { session, port, timers, onDefect, onChange: changed }
  }

  function addText(field: string, kind: WritingKind, loaded: Draft): void {
    const start = startOf(field, loaded)
    const extensions = writing(kind, textOf(start.text), {
      ...hooks,
      onTooMuch: () =>
        onNotice('This text is too large to be put in at once. Put it in by parts, or add it as a file.'),
      onSelected: (counts) => store.setState({ selected: { ...store.getState().selected, [field]: counts } }),
    })
    const options = optionsFor(field, () => textChanged(field))
    texts.set(field, createTextSync(start, { ...options, extensions, ...pastOf(field, start) }))
    count()
    changed({})
  }

  function addStructure(field: string, kind: StructuredKind, loaded: Draft): void {
    const start = startOf(field, loaded)
    const options = optionsFor(field, () => structureChanged(field))
    const text = createTextSync(start, { ...options, extensions: [history()], ...pastOf(field, start) })
    texts.set(field, text)
    structures.set(field, structureOf(field, kind, text))
    structureChanged(field)
  }

  function structureOf(field: string, kind: StructuredKind, text: TextSync): StructureSync {
    const structure = createStructureSync(
      kind,
      text,
      () => onNotice('Two windows changed the same part at once. What this one shows counts.'),
      () => onNotice('That does not fit here, it may be too long. What stood there before is kept.'),
      (isAll) => onNotice(unreadText(labelOf(field), isAll)),
    )
    const kept: StructureSync = {
      ...structure,
      // What is taken back from a message may belong to a way that is left: there the text is older, or goes nowhere.
      update: (...change) => {
        if (structures.get(field) === kept) structure.update(...change)
        else
          onNotice(
            'That was done in another way of this part, which stays as it is. Its versions have the text before.',
          )
      },
    }
    return kept
  }

  function labelOf(key: string): string {
    return fields.find((field) => field.key === key)?.label ?? key
  }

  function startOf(field: string, loaded: Draft): { version: number; text: string } {
    const draft = loaded.fields[field]
    if (draft === undefined || !('text' in draft)) return { version: draft?.version ?? 0, text: '' }
    branches.set(field, draft.branch)
    return draft
  }

  function pastOf(field: string, { version, text }: { version: number; text: string }): { past?: UndoPast } {
    if (version === 0) return {}
    const branch = branches.get(field)
    loadPastsSoon()
    return { past: createUndoPast(text, () => askPast(desk.versions, { taskId, field, branch, version })) }
  }

  function loadPastsSoon(): void {
    cancelPast()
    cancelPast = timers.after(PAST_AFTER_MS, () => void loadPasts())
  }

  /** One after the other: nobody waits for it. */
  async function loadPasts(): Promise<void> {
    for (const text of texts.values()) if (isShown) await text.loadPast()
  }

  function structureChanged(field: string): void {
    const sync = structures.get(field)
    if (sync === undefined) return
    sync.textChanged()
    const value = sync.value()
    const before = store.getState().values
    changed(before[field] === value ? {} : { values: { ...before, [field]: value } })
  }

  function addAnswers(loaded: Draft): void {
    const draft = loaded.fields[ANSWERS]
    const start = draft !== undefined && 'text' in draft ? draft : { version: draft?.version ?? 0, text: '' }
    const options = optionsFor(ANSWERS, answersChanged)
    texts.set(ANSWERS, createTextSync(start, { ...options, extensions: [history()] }))
    answersChanged()
  }

  function answersChanged(): void {
    const text = texts.get(ANSWERS)
    if (text === undefined) return
    const before = store.getState().answers
    const written = text.state().doc.toString()
    if (written === answersToText(before)) return changed({})
    const answers = textToAnswers(written)
    // Edits of two windows together may make no list: what this one shows is put back.
    if (answers === undefined) text.restore(answersToText(before))
    else changed({ answers })
  }

  function addValue(field: string, loaded: Draft): void {
    const draft = loaded.fields[field]
    const start = draft !== undefined && 'value' in draft ? draft : { version: draft?.version ?? 0, value: null }
    values.set(
      field,
      createValueSync(
        start,
        optionsFor(field, () => valueChanged(field)),
      ),
    )
    valueChanged(field)
  }

  function textChanged(field: string): void {
    const sync = texts.get(field)
    if (sync === undefined) return
    if (sync.state().doc !== counted.get(field)) cancelCount ??= timers.after(COUNT_EVERY_MS, count)
    changed({})
  }

  function count(): void {
    cancelCount?.()
    cancelCount = undefined
    const counts: Record<string, TextCounts> = {}
    for (const [field, sync] of texts) {
      const { doc } = sync.state()
      if (field === ANSWERS || structures.has(field) || counted.get(field) === doc) continue
      counted.set(field, doc)
      counts[field] = textCounts(doc)
    }
    if (Object.keys(counts).length > 0) store.setState({ counts: { ...store.getState().counts, ...counts } })
  }

  function valueChanged(field: string): void {
    const sync = values.get(field)
    if (sync === undefined) return
    const value = sync.value()
    const before = store.getState().values
    const isSame = JSON.stringify(before[field]) === JSON.stringify(value)
    changed(isSame ? {} : { values: { ...before, [field]: value } })
  }

  function changed(change: Partial<DraftState>): void {
    for (const text of leaving.keys()) if (text.syncState().pending === 0) leave(text)
    if (Object.keys(change).length > 0) store.setState(change)
    const save = saveState(syncs())
    if (!isSameSave(save, saving.getState())) saving.setState(save, true)
    cancelPause()
    cancelPause = timers.after(PAUSE_MS, () => {
      count()
      check()
    })
    if (save.kind === 'saved') for (const done of waiters) done()
    onChange()
  }

  /** Goes on in the way of a field that is current now, where that is another one. */
  function goOn(field: Field, loaded: Draft): void {
    const { key } = field
    const before = texts.get(key)
    const now = loaded.fields[key]
    if (before === undefined || now === undefined || !('text' in now) || now.branch === branches.get(key)) return
    leaving.set(before, { field: key, branch: branches.get(key) })
    const back = [...leaving].find(([, of]) => of.field === key && of.branch === now.branch)?.[0]
    if (back !== undefined) comeBack(field, back, now.branch)
    else if (isStructuredField(field)) addStructure(key, field.kind, loaded)
    else addText(key, writingKind(field), loaded)
    const { opened } = store.getState()
    store.setState({ opened: { ...opened, [key]: (opened[key] ?? 0) + 1 } })
  }

  /**
   * The way that is current again has words here that the core has not got: it goes on in the text that has them. Two
   * texts of one window in one way would take each other's edits for their own.
   */
  function comeBack(field: Field, text: TextSync, branch: number | undefined): void {
    const { key } = field
    leaving.delete(text)
    branches.set(key, branch)
    texts.set(key, text)
    if (isStructuredField(field)) structures.set(key, structureOf(key, field.kind, text))
    // Nobody has told it what others wrote meanwhile, and what was refused to it may be taken now.
    text.resume()
    if (isStructuredField(field)) return structureChanged(key)
    count()
    changed({})
  }

  function leave(text: TextSync): void {
    leaving.delete(text)
    text.end()
  }

  function syncs(): FieldSync[] {
    return [...texts.values(), ...leaving.keys(), ...values.values()]
  }

  function entered(): FieldValues {
    const all: FieldValues = {}
    for (const [field, sync] of texts) {
      if (field === NOTES_FIELD || structures.has(field)) continue
      if (sync.state().doc.length > 0) all[field] = sync.state().doc.toString()
    }
    for (const [field, sync] of values) {
      const value = sync.value()
      if (value !== null) all[field] = value
    }
    for (const [field, sync] of structures) {
      // As the core sees it, which says what is the matter.
      const value = sync.fits() ? sync.value() : (texts.get(field)?.state().doc.toString() ?? null)
      if (value !== null) all[field] = value
    }
    return all
  }

  /** Each leaf of a text is counted once. */
  const countsOf = (text: string, field: string): TextCounts =>
    textCounts(texts.get(field)?.state().doc ?? textOf(text))
  const counting: Counting = {
    words: (text, field) => countsOf(text, field).words,
    characters: (text, field) => countsOf(text, field).characters,
  }

  function check(): readonly Missing[] {
    const missing = sendCheck(fields, entered(), counting)
    if (JSON.stringify(missing) !== JSON.stringify(store.getState().missing)) store.setState({ missing })
    return missing
  }

  const draft: OpenDraft = {
    taskId,
    view: first.view,
    store,
    saving,
    text: (field) => texts.get(field),
    structure: (field) => structures.get(field),
    way: (field) => branches.get(field),
    value: (field) => values.get(field),
    reopen: async (key) => {
      const turn = ++asked
      const loaded = await desk.drafts.open({ taskId })
      for (const field of fields) {
        if (key !== undefined && field.key !== key) continue
        // An answer to a later question has come before this one, and says more.
        if ((heard.get(field.key) ?? 0) > turn) continue
        heard.set(field.key, turn)
        goOn(field, loaded)
      }
    },
    answer: (of, change) => {
      const text = texts.get(ANSWERS)
      if (text === undefined) return
      const answers = changeAnswer(store.getState().answers, of, change)
      const changes = difference(text.state().doc, textOf(answersToText(answers)))
      if (changes !== undefined) text.dispatch({ changes, userEvent: 'input.type' })
    },
    hasFields: (next) => next.every((field) => !isKnownField(field) || texts.has(field.key) || values.has(field.key)),
    setFields: (next, loaded) => {
      fields = next
      if (!texts.has(ANSWERS)) addAnswers(loaded)
      for (const field of next) {
        if (!isKnownField(field) || texts.has(field.key) || values.has(field.key)) continue
        if (isTextField(field)) addText(field.key, writingKind(field), loaded)
        else if (isStructuredField(field)) addStructure(field.key, field.kind, loaded)
        else addValue(field.key, loaded)
      }
      if (!texts.has(NOTES_FIELD)) addText(NOTES_FIELD, 'markdown', loaded)
      check()
    },
    syncs,
    uploads: createUploads(desk, session, (field) => values.get(field)?.refresh()),
    setShown: (next) => {
      isShown = next
      if (!isShown) cancelPast()
      else if ([...texts.values()].some((text) => text.hasPast())) loadPastsSoon()
    },
    check,
    settled: async (patienceMs) => {
      if (saving.getState().kind === 'saved') return true
      return new Promise((resolve) => {
        const end = (isSettled: boolean): void => {
          waiters.delete(done)
          cancel()
          resolve(isSettled)
        }
        const done = (): void => end(true)
        const cancel = timers.after(patienceMs, () => end(false))
        waiters.add(done)
      })
    },
    unsaved: () => {
      const shown = [...texts].map(([field, sync]) => ({ sync, field, branch: branches.get(field) }))
      const left = [...leaving].map(([sync, of]) => ({ sync, ...of }))
      return [...shown, ...left].flatMap(({ sync, ...of }) =>
        sync.syncState().pending > 0 ? [{ ...of, text: sync.state().doc.toString(), version: sync.version() }] : [],
      )
    },
    unsavedValues: () =>
      [...values].flatMap(([field, sync]) => (sync.syncState().pending > 0 ? [{ field, value: sync.value() }] : [])),
    end: () => {
      cancelPause()
      cancelCount?.()
      cancelPast()
      for (const sync of syncs()) sync.end()
    },
  }
  return draft
}

function unreadText(label: string, isAll: boolean): string {
  const what = isAll
    ? `What was written in “${label}” cannot be read`
    : `A part of what was written in “${label}” cannot be read`
  return `${what} any more. Nothing is deleted: it stays among the versions of this part, from which you can copy it. What you write now goes on without it.`
}

function writingKind(field: Field): WritingKind {
  if (field.kind === 'markdown') return 'markdown'
  return 'multiline' in field && field['multiline'] === true ? 'plain' : 'line'
}

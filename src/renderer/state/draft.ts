import { history } from '@codemirror/commands'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Draft, DraftView, FieldDraft } from '../../shared/contract/desk-drafts.ts'
import type { Missing } from '../../shared/contract/desk-views.ts'
import {
  type Field,
  type FieldValue,
  type FieldValues,
  isKnownField,
  isLoggedAsText,
  isStructuredField,
  type KnownField,
  type StructuredField,
} from '../../shared/domain/fields.ts'
import type { CommentAnswer } from '../../shared/domain/work.ts'
import {
  type AnsweredReview,
  ANSWERS,
  answersToText,
  changeAnswer,
  textToAnswers,
} from '../../shared/rules/comment-answers.ts'
import { type Counting, sendCheck } from '../../shared/rules/send-check.ts'
import { NOTES_FIELD } from '../../shared/rules/notes.ts'
import { askPast, createDraftPort } from '../editor/draft-port.ts'
import { type BrokenBy, createStructureSync, type StructureSync } from '../editor/structure-sync.ts'
import { createTextSync, type FieldSync, type Meeting, type SyncOptions, type TextSync } from '../editor/draft-sync.ts'
import { mergeAnswers } from '../editor/merge-structures.ts'
import type { Timers } from '../editor/push-loop.ts'
import { type TextCounts, textCounts } from '../editor/text-counts.ts'
import { difference, textOf } from '../editor/text-edits.ts'
import { createUndoPast } from '../editor/undo-past.ts'
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
  /** Goes on in the ways that are current, where another one is. What is not saved yet still goes where it was written. */
  reopen(): Promise<void>
  /** Changes the answer to a reviewer's comment, by its number. */
  answer(review: AnsweredReview, comment: number, change: Partial<Pick<CommentAnswer, 'text' | 'resolved'>>): void
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

/** A field in one way of it, in step with the core: a text, a document (`structure`) and its text, or a value. */
type FieldWay = {
  readonly field: string
  /** The first way where it is undefined. */
  readonly branch?: number | undefined
  readonly text?: TextSync
  readonly structure?: StructureSync | undefined
  readonly value?: ValueSync
}
type LoggedText = Extract<FieldDraft, { text: string }>

const NOTES: KnownField = { kind: 'markdown', key: NOTES_FIELD, label: 'Private notes', required: false }

/** Everything that is being entered in one task, each field in step with the core. */
export function createOpenDraft(
  first: Draft,
  { desk, session, timers, onDefect, onNotice, onChange, writing: hooks }: DraftOptions,
): OpenDraft {
  const { taskId } = first
  /** By field, the way of it that is shown. */
  const ways = new Map<string, FieldWay>()
  /** Ways of texts that are no longer shown, with something that is not saved yet. */
  const left = new Set<FieldWay>()
  let fields: readonly Field[] = []
  let cancelPause = (): void => {}
  let cancelCount: (() => void) | undefined
  let cancelPast = (): void => {}
  let isShown = true
  const waiters = new Set<() => void>()
  /** How often was asked which ways are current, and by which of these questions that is known. */
  let asked = 0
  let answered = 0
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

  /** A field in the way of it that is current. */
  function wayOf(field: KnownField, loaded: Draft): FieldWay {
    const { key } = field
    const { [key]: draft } = loaded.fields
    if (!isLoggedAsText(field)) {
      const start = draft !== undefined && 'value' in draft ? draft : { version: draft?.version ?? 0, value: null }
      return { field: key, value: createValueSync(start, optionsFor(key)) }
    }
    const start = textIn(draft)
    const { branch } = start
    const text = comeBack(key, branch) ?? createText(field, start)
    const structure = isStructuredField(field) ? createStructure(field, text) : undefined
    return { field: key, branch, text, structure }
  }

  /**
   * A way that is current again may have words here that the core has not got: it goes on in the text that has them. Two
   * texts of one window in one way would take each other's edits for their own.
   */
  function comeBack(field: string, branch: number | undefined): TextSync | undefined {
    const back = [...left].find((way) => way.field === field && way.branch === branch)
    if (back === undefined) return undefined
    left.delete(back)
    // Nobody has told it what others wrote meanwhile, and what was refused to it may be taken now.
    back.text?.resume()
    return back.text
  }

  function createText(field: KnownField, start: LoggedText): TextSync {
    const { key } = field
    const { version, text, branch } = start
    const extensions = isStructuredField(field)
      ? history()
      : writing(writingKind(field), textOf(text), {
          ...hooks,
          onTooMuch: () =>
            onNotice('This text is too large to be put in at once. Put it in by parts, or add it as a file.'),
          onSelected: (counts) => store.setState({ selected: { ...store.getState().selected, [key]: counts } }),
        })
    const options = { ...optionsFor(key, branch), extensions }
    if (version === 0) return createTextSync(start, options)
    loadPastsSoon()
    const past = createUndoPast(text, () => askPast(desk.versions, { taskId, field: key, branch, version }))
    return createTextSync(start, { ...options, past })
  }

  function optionsFor(field: string, branch?: number): SyncOptions {
    const port = createDraftPort(desk.drafts, { taskId, field, session, branch })
    return { session, port, timers, onDefect, onChange: () => fieldChanged(field) }
  }

  function createStructure({ key, kind, label }: StructuredField, text: TextSync): StructureSync {
    const structure = createStructureSync(
      kind,
      text,
      (by) => onNotice(brokenTexts[by]),
      () => onNotice('That does not fit here, it may be too long. What stood there before is kept.'),
      (isAll) => onNotice(unreadText(label, isAll)),
    )
    const kept: StructureSync = {
      ...structure,
      // What is taken back from a message may belong to a way that is left: there the text is older, or goes nowhere.
      update: (...change) => {
        if (ways.get(key)?.structure === kept) structure.update(...change)
        else
          onNotice(
            'That was done in another way of this part, which stays as it is. Its versions have the text before.',
          )
      },
    }
    return kept
  }

  function loadPastsSoon(): void {
    cancelPast()
    cancelPast = timers.after(PAST_AFTER_MS, () => void loadPasts())
  }

  /** One after the other: nobody waits for it. */
  async function loadPasts(): Promise<void> {
    for (const { text } of ways.values()) if (isShown) await text?.loadPast()
  }

  function show(way: FieldWay): void {
    ways.set(way.field, way)
    fieldChanged(way.field)
    count()
  }

  function fieldChanged(field: string): void {
    const way = ways.get(field)
    if (way === undefined) return
    cancelCount ??= timers.after(COUNT_EVERY_MS, count)
    changed(field === ANSWERS ? newAnswers(way) : newValue(way))
  }

  function newValue({ field, structure, value }: FieldWay): Partial<DraftState> {
    structure?.textChanged()
    const now = (structure ?? value)?.value()
    const { values } = store.getState()
    const { [field]: before } = values
    const isSame = now === before || (value !== undefined && JSON.stringify(now) === JSON.stringify(before))
    return isSame || now === undefined ? {} : { values: { ...values, [field]: now } }
  }

  function newAnswers({ text }: FieldWay): Partial<DraftState> {
    const { answers: before } = store.getState()
    const written = text?.state().doc.toString()
    if (text === undefined || written === undefined || written === answersToText(before)) return {}
    const merged = mergedAnswers(text.met(), before)
    const answers = merged ?? textToAnswers(written)
    // Edits of two windows together may make no list: what both made of it, or what this one shows, is put in its place.
    if (merged !== undefined || answers === undefined) text.restore(answersToText(answers ?? before))
    return answers === undefined ? {} : { answers }
  }

  function count(): void {
    cancelCount?.()
    cancelCount = undefined
    const before = store.getState().counts
    const fresh: Record<string, TextCounts> = {}
    for (const [field, { text, structure }] of ways) {
      if (text === undefined || structure !== undefined || field === ANSWERS) continue
      // The same object where the text is the same.
      const counts = textCounts(text.state().doc)
      if (counts !== before[field]) fresh[field] = counts
    }
    if (Object.keys(fresh).length > 0) store.setState({ counts: { ...before, ...fresh } })
  }

  function changed(change: Partial<DraftState>): void {
    for (const way of left) {
      if (way.text?.syncState().pending !== 0) continue
      left.delete(way)
      way.text.end()
    }
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
    const before = ways.get(key)
    const now = loaded.fields[key]
    if (!isKnownField(field) || before?.text === undefined || now === undefined || !('text' in now)) return
    if (now.branch === before.branch) return
    left.add(before)
    show(wayOf(field, loaded))
    const { opened } = store.getState()
    store.setState({ opened: { ...opened, [key]: (opened[key] ?? 0) + 1 } })
  }

  function syncs(): FieldSync[] {
    return [...ways.values(), ...left].flatMap(({ text, value }) => text ?? value ?? [])
  }

  function entered(): FieldValues {
    const all: FieldValues = {}
    for (const [field, { text, structure, value }] of ways) {
      if (field === NOTES_FIELD) continue
      // Of a document that does not fit as the core sees it, which says what is the matter.
      const isText = text !== undefined && structure?.fits() !== true
      const now = isText ? text.state().doc.toString() : (structure ?? value)?.value()
      if (now !== undefined && now !== null && now !== '') all[field] = now
    }
    return all
  }

  /** Each leaf of a text is counted once. */
  const countsOf = (text: string, field: string): TextCounts =>
    textCounts(ways.get(field)?.text?.state().doc ?? textOf(text))
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
    text: (field) => ways.get(field)?.text,
    structure: (field) => ways.get(field)?.structure,
    way: (field) => ways.get(field)?.branch,
    value: (field) => ways.get(field)?.value,
    reopen: async () => {
      const turn = ++asked
      const loaded = await desk.drafts.open({ taskId })
      // An answer to a later question has come before this one, and says more.
      if (answered > turn) return
      answered = turn
      for (const field of fields) goOn(field, loaded)
    },
    answer: (review, comment, change) => {
      const text = ways.get(ANSWERS)?.text
      if (text === undefined) return
      const answers = changeAnswer(store.getState().answers, review, comment, change)
      const changes = difference(text.state().doc, textOf(answersToText(answers)))
      if (changes !== undefined) text.dispatch({ changes, userEvent: 'input.type' })
    },
    hasFields: (next) => next.every((field) => !isKnownField(field) || ways.has(field.key)),
    setFields: (next, loaded) => {
      fields = next
      if (!ways.has(ANSWERS)) {
        const options = { ...optionsFor(ANSWERS), extensions: history() }
        show({ field: ANSWERS, text: createTextSync(textIn(loaded.fields[ANSWERS]), options) })
      }
      for (const field of [...next, NOTES]) {
        if (isKnownField(field) && !ways.has(field.key)) show(wayOf(field, loaded))
      }
      check()
    },
    syncs,
    uploads: createUploads(desk, session, (field) => ways.get(field)?.value?.refresh()),
    setShown: (next) => {
      isShown = next
      if (!isShown) cancelPast()
      else if ([...ways.values()].some(({ text }) => text?.hasPast() === true)) loadPastsSoon()
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
    unsaved: () =>
      [...ways.values(), ...left].flatMap(({ field, branch, text }) =>
        text !== undefined && text.syncState().pending > 0
          ? [{ field, branch, text: text.state().doc.toString(), version: text.version() }]
          : [],
      ),
    unsavedValues: () =>
      [...ways.values()].flatMap(({ field, value }) =>
        value !== undefined && value.syncState().pending > 0 ? [{ field, value: value.value() }] : [],
      ),
    end: () => {
      cancelPause()
      cancelCount?.()
      cancelPast()
      for (const sync of syncs()) sync.end()
    },
  }
  return draft
}

function textIn(draft: FieldDraft | undefined): LoggedText {
  return draft !== undefined && 'text' in draft ? draft : { version: draft?.version ?? 0, text: '' }
}

/** Where own answers met those of another window: what both made of them. */
function mergedAnswers(
  meeting: Meeting | undefined,
  mine: readonly CommentAnswer[],
): readonly CommentAnswer[] | undefined {
  const [base, theirs] =
    meeting === undefined ? [] : [meeting.base, meeting.theirs].map((one) => textToAnswers(one.toString()))
  return base === undefined || theirs === undefined ? undefined : mergeAnswers(base, mine, theirs)
}

const brokenTexts: Readonly<Record<BrokenBy, string>> = {
  meeting: 'Two windows changed the same part at once. What this one shows counts.',
  undo: 'That cannot be undone here: another window has written in it since. All stays as it is.',
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

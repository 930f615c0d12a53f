import type { Draft, DraftView, EditBurst, FieldDraft, LoggedEdit } from '../../shared/contract/desk-drafts.ts'
import type { FieldValue, FieldValues } from '../../shared/domain/fields.ts'
import type { Reading } from '../../shared/domain/ledger.ts'
import type { Json } from '../../shared/domain/primitives.ts'
import { ANSWERS } from '../../shared/rules/comment-answers.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { FieldRow } from '../store/drafts-table.ts'
import type { Store } from '../store/open-store.ts'
import { numberToOrigin, originToNumber, textToSource } from './edit-origins.ts'
import { parseChange } from './text-log.ts'
import { createTextReader } from './text-reader.ts'
import { parseStored } from '../store/stored-json.ts'

/** A text may grow to this many characters; beyond, an editor is no longer a pleasure and a submission too large. */
export const MAX_TEXT_LENGTH = 20_000_000
/** After so many edits, and when their size nears that of the text, the text itself is stored for quick opening. */
const CHECKPOINT_EDITS = 500
/** Checkpoints further back than the newest two are kept this many edits apart. */
const CHECKPOINT_SPACING = 10_000

export type EditProblem =
  | { readonly code: 'BEHIND'; readonly version: number }
  | { readonly code: 'BAD_EDIT'; readonly text: string }

export type Drafts = {
  open(taskNo: number, taskId: string): Draft
  /**
   * Appends the edits in one commit. Answers with the field's version once they are on the disk.
   * @param also what is to be written in the same commit
   */
  edit(
    taskNo: number,
    kind: 'text' | 'value',
    burst: EditBurst,
    also?: () => void,
  ): Result<{ version: number; savedAt: number }, EditProblem>
  /**
   * The same for a way of a field that is yet to be made: what `make` writes and the edits that it gives are one commit,
   * so that no way is ever there without the text it begins with.
   */
  begin(
    taskNo: number,
    kind: 'text' | 'value',
    make: () => EditBurst,
  ): Result<{ version: number; savedAt: number }, EditProblem>
  /** @param branch which way of the field, by its number; the first one where it is left out */
  since(taskNo: number, field: string, version: number, branch?: number): LoggedEdit[]
  at(taskNo: number, field: string, version: number, branch?: number): FieldDraft | undefined
  saveView(taskNo: number, view: DraftView): void
  /** What has been entered so far; texts that are empty and values that were taken out are not there. */
  values(taskNo: number): FieldValues
  /** How many edits all fields of a task have, in the ways that are current. */
  edits(taskNo: number): number
  /** Stores checkpoints that are due. Called when typing pauses. */
  settle(): void
}

/** What is kept in memory of a field that is being edited: never its text, so that a key costs the same in any text. */
type Open = { row: FieldRow; version: number; length: number; checkpointAt: number; bytesSince: number }

/** Drafts as a log of edits (docs/decisions). `now` gives both clocks. */
export function createDrafts(store: Store, now: () => Reading): Drafts {
  const open = new Map<string, Open>()
  const sessions = new Map<string, number>()
  const due = new Set<Open>()
  const texts = createTextReader(store)

  /** @returns undefined where there is no such way of the field */
  function openField(taskNo: number, { field, branch }: EditBurst, kind: 'text' | 'value'): Open | undefined {
    const known = open.get(openKey(taskNo, field, branch))
    if (known !== undefined) return known
    const found = store.drafts.way(taskNo, field, branch)
    if (found === undefined && branch !== undefined) return undefined
    const row = found ?? store.drafts.addField(taskNo, field, kind)
    const version = store.drafts.version(row.no)
    const checkpointAt = store.drafts.checkpoint(row.no, version)?.version ?? 0
    const length = row.kind === 'text' ? textAt(row, version).length : 0
    // A long tail without a checkpoint was left by a crash: the next pause makes one.
    const bytesSince = version - checkpointAt > 4 * CHECKPOINT_EDITS ? Number.POSITIVE_INFINITY : 0
    return { row, version, length, checkpointAt, bytesSince }
  }

  function sessionNo(id: string, at: Reading): number {
    let no = sessions.get(id) ?? store.drafts.session(id)
    if (no === undefined) no = store.drafts.addSession(id, at.wall, at.boot)
    return no
  }

  function textAt(row: FieldRow, version: number): string {
    return texts.stringAt(row.no, version)
  }

  function valueAt(row: FieldRow, version: number): FieldValue | null {
    for (const { change } of store.drafts.changes(row.no, version - 1, version))
      return parseStored(change) as FieldValue | null
    return null
  }

  function fieldAt(row: FieldRow, version: number): FieldDraft {
    return row.kind === 'text' ? { version, text: textAt(row, version) } : { version, value: valueAt(row, version) }
  }

  /** @param give the edits; called in the commit that they are entered in */
  function enter(
    taskNo: number,
    kind: 'text' | 'value',
    give: () => EditBurst,
    also?: () => void,
  ): Result<{ version: number; savedAt: number }, EditProblem> {
    const at = now()
    let given: EditBurst | undefined
    let state: Open | undefined
    let length = 0
    let version = 0
    let bytes = 0
    let session = 0
    const problem = store.transaction((): EditProblem | undefined => {
      const burst = give()
      given = burst
      state = openField(taskNo, burst, kind)
      if (state === undefined) return { code: 'BAD_EDIT', text: 'This way of writing it is not on this computer.' }
      ;({ version, length } = state)
      if (burst.version !== version) return { code: 'BEHIND', version }
      session = sessionNo(burst.session, at)
      // Everything is checked before anything is written, so that a bad edit leaves nothing behind.
      const texts: string[] = []
      for (const { change } of burst.edits) {
        if ('value' in change) {
          if (state.row.kind !== 'value') return { code: 'BAD_EDIT', text: `“${burst.field}” is a text.` }
          texts.push(JSON.stringify(change.value))
          continue
        }
        if (state.row.kind !== 'text') return { code: 'BAD_EDIT', text: `“${burst.field}” is not a text.` }
        const parsed = parseChange(change.changes, length)
        if (!parsed.ok) return { code: 'BAD_EDIT', text: `An edit of “${burst.field}” does not fit: ${parsed.error}.` }
        length = parsed.value.newLength
        texts.push(JSON.stringify(change.changes))
      }
      if (length > MAX_TEXT_LENGTH) return { code: 'BAD_EDIT', text: 'The text is longer than Understudy can keep.' }
      burst.edits.forEach(({ origin, selection, source }, i) => {
        const change = texts[i] ?? ''
        store.drafts.addEdit({
          fieldNo: state?.row.no ?? 0,
          version: version + i,
          sessionNo: session,
          origin: originToNumber(origin),
          wall: at.wall,
          mono: Math.round(at.mono),
          anchor: selection?.anchor ?? null,
          head: selection?.head ?? null,
          change,
          source: source === undefined ? null : JSON.stringify(source),
        })
        bytes += change.length
      })
      also?.()
      return undefined
    })
    if (problem !== undefined) return err(problem)
    // Memory follows the disk: when the commit failed, nothing of it is remembered.
    if (state === undefined || given === undefined) throw new Error('an edit without a field')
    open.set(openKey(taskNo, given.field, given.branch), state)
    sessions.set(given.session, session)
    state.version = version + given.edits.length
    state.length = length
    state.bytesSince += bytes
    if (isCheckpointDue(state)) due.add(state)
    return ok({ version: state.version, savedAt: at.wall })
  }

  function isCheckpointDue(state: Open): boolean {
    const edits = state.version - state.checkpointAt
    return state.row.kind === 'text' && edits >= CHECKPOINT_EDITS && state.bytesSince * 4 >= state.length
  }

  function settle(): void {
    for (const state of due) {
      const { row, version } = state
      store.transaction(() => {
        store.drafts.addCheckpoint(row.no, version, textAt(row, version))
        // The last but one stays for undo, which wants the edits before the opening.
        const [, , third, older = 0] = store.drafts.checkpointVersions(row.no)
        if (third !== undefined && third - older < CHECKPOINT_SPACING) store.drafts.dropCheckpoint(row.no, third)
      })
      state.checkpointAt = version
      state.bytesSince = 0
      due.delete(state)
    }
  }

  function viewOf(taskNo: number, fields: readonly FieldRow[]): DraftView {
    const view = store.drafts.view(taskNo)
    let newest = view === undefined ? undefined : { ...view, wall: view.at }
    for (const row of fields) {
      const last = store.drafts.lastEdit(row.no)
      // An answer to a reviewer is no place of a field.
      if (last?.anchor == null || row.field === ANSWERS) continue
      // The caret of an edit counts unless the expert moved it afterwards.
      if (newest === undefined || last.wall > newest.wall) newest = { window: '{}', at: 0, field: row.field, ...last }
    }
    return {
      window: view === undefined ? {} : (parseStored(view.window) as Record<string, Json>),
      ...(newest?.field == null ? {} : { field: newest.field }),
      ...(newest?.anchor == null ? {} : { anchor: newest.anchor, head: newest.head ?? newest.anchor }),
    }
  }

  return {
    open: (taskNo, taskId) => {
      const rows = store.drafts.fields(taskNo)
      const fields: Record<string, FieldDraft> = {}
      for (const row of rows) {
        const draft = fieldAt(row, store.drafts.version(row.no))
        const isFirst = store.drafts.way(taskNo, row.field, undefined)?.no === row.no
        fields[row.field] = 'text' in draft && !isFirst ? { ...draft, branch: row.no } : draft
      }
      return { taskId, fields, view: viewOf(taskNo, rows) }
    },
    edit: (taskNo, kind, burst, also) => enter(taskNo, kind, () => burst, also),
    begin: (taskNo, kind, make) => enter(taskNo, kind, make),
    since: (taskNo, field, version, branch) => {
      const row = store.drafts.way(taskNo, field, branch)
      if (row === undefined) return []
      return store.drafts.logged(row.no, version).map((logged) => {
        const source = textToSource(logged.source)
        return {
          session: logged.session,
          at: logged.wall,
          origin: numberToOrigin(logged.origin),
          change:
            row.kind === 'text'
              ? { changes: parseStored(logged.change) }
              : { value: parseStored(logged.change) as FieldValue | null },
          ...(source === undefined ? {} : { source }),
          ...(logged.anchor === null
            ? {}
            : { selection: { anchor: logged.anchor, head: logged.head ?? logged.anchor } }),
        }
      })
    },
    at: (taskNo, field, version, branch) => {
      const row = store.drafts.way(taskNo, field, branch)
      return row === undefined ? undefined : fieldAt(row, Math.min(version, store.drafts.version(row.no)))
    },
    saveView: (taskNo, view) => {
      store.drafts.putView(taskNo, {
        field: view.field ?? null,
        anchor: view.anchor ?? null,
        head: view.head ?? null,
        window: JSON.stringify(view.window),
        at: now().wall,
      })
    },
    values: (taskNo) => {
      const values: FieldValues = {}
      for (const row of store.drafts.fields(taskNo)) {
        const draft = fieldAt(row, store.drafts.version(row.no))
        const value = 'text' in draft ? draft.text : draft.value
        if (value !== null && value !== '') values[row.field] = value
      }
      return values
    },
    edits: (taskNo) => store.drafts.fields(taskNo).reduce((sum, { no }) => sum + store.drafts.version(no), 0),
    settle,
  }
}

function openKey(taskNo: number, field: string, branch: number | undefined): string {
  return branch === undefined ? `${taskNo} ${field}` : `${taskNo} ${field} ${branch}`
}

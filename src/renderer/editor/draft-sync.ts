import { collab, getSyncedVersion, receiveUpdates, sendableUpdates, type Update } from '@codemirror/collab'
import {
  Compartment,
  EditorState,
  type Extension,
  type StateCommand,
  type Text,
  Transaction,
  type TransactionSpec,
} from '@codemirror/state'
import type { LoggedEdit } from '../../shared/contract/desk-drafts.ts'
import type { DraftPort, EditError, PortError } from './draft-port.ts'
import { historyPlace } from './replace-history.ts'
import { createPushLoop, type Outcome, type Timers, toTrouble, type Trouble } from './push-loop.ts'
import { partChanges } from './part-changes.ts'
import type { UndoPast } from './undo-past.ts'
import { letGo, planBurst, RESTORE_EVENT, textOf, toDraftEdits, toUpdates } from './text-edits.ts'

/** How a field stands: what the core has not committed yet, and why. */
export type SyncState = {
  /** Edits that are in this window only. */
  readonly pending: number
  readonly trouble: Trouble | undefined
}

/** What every kind of field offers the draft it belongs to. */
export type FieldSync = {
  syncState(): SyncState
  /** Another window or the core itself has brought the field to `version`. */
  heard(version: number): void
  /** There is a new connection to the core. */
  reconnected(): void
  /** The task can be written in again: what was refused is tried again. */
  resume(): void
  /** Ends without waiting; what is pending stays here only. */
  end(): void
}

export type TextSync = FieldSync & {
  /** The newest state, with or without a view. */
  state(): EditorState
  /** The version that the core has confirmed. */
  version(): number
  /** Changes the text, through the view where there is one. */
  dispatch(spec: TransactionSpec): void
  /** Runs a command of the editor, through the view where there is one. */
  run(command: StateCommand): boolean
  /** Asks for what was done before the opening, so that undo can go on there. */
  loadPast(): Promise<void>
  /** Has `undo` called as soon as that is there. @returns false where there is nothing more to come */
  undoPast(undo: () => void): boolean
  hasPast(): boolean
  /**
   * Lets a view show the text. It must give every transaction it has applied to `took`, which hears nothing of a view that
   * shows an older text. @returns takes it off again
   */
  attach(apply: (transaction: Transaction) => void): () => void
  took(transactions: readonly Transaction[]): void
  /** Puts a text in the place of the present one, as one edit of origin `restored`. */
  restore(text: string): void
  /** While `onChange` tells of edits from elsewhere under which lie own ones that the core has not got: what both began with. */
  met(): Meeting | undefined
}

/** A text before own and others' edits, and with those of the others only. */
export type Meeting = { readonly base: Text; readonly theirs: Text }

export type SyncOptions = {
  /** Names this window to the core. */
  readonly session: string
  readonly port: DraftPort
  readonly timers: Timers
  /** Called after each change of `syncState`. */
  readonly onChange: () => void
  readonly onDefect: (error: unknown) => void
}

/** So long the editor goes without hearing that its edits are confirmed, and over so many of them at most. */
const HEAR_AFTER_MS = 1_000
const HEAR_AFTER_EDITS = 64

/**
 * Keeps one text the same here, in the core and in other windows. Edits go to the core in the tick they are made in,
 * one burst at a time; what the core has not confirmed stays pending whatever happens to the connection. A burst whose
 * answer was lost is recognised in the log by its session, so nothing is entered twice (docs/sync-spec.md).
 * @param start the text as the core has it
 */
export function createTextSync(
  start: { readonly version: number; readonly text: string },
  options: SyncOptions & { readonly extensions?: Extension; readonly past?: UndoPast },
): TextSync {
  const { session, port, timers, onChange, onDefect, past } = options
  const link = new Compartment()
  const collabFrom = (startVersion: number): Extension => collab({ startVersion, clientID: session })
  let state = EditorState.create({
    doc: textOf(start.text),
    extensions: [link.of(collabFrom(start.version)), historyPlace, options.extensions ?? [], past?.extension ?? []],
  })
  /** The text as the core has it, as far as the editor knows. */
  let synced: Text = state.doc
  let meeting: Meeting | undefined
  let view: ((transaction: Transaction) => void) | undefined
  /** The core may have edits that we have not. */
  let stale = false
  /** After a break it is to be checked that the core still has the history we know: it may come from a backup. */
  let unsure = false
  /** The history is another: the text is to be loaded anew. */
  let foreign = false
  /** The window's text has been put over a newly loaded one and the core has not got it yet. */
  let restoring = false
  /** The link to the core is being replaced; until it is there, nothing can be asked of it. */
  let relinking = false
  /**
   * How many of the editor's unconfirmed edits the core has confirmed. To tell the editor costs a transaction, and a
   * view that looks whether something is another, so it is told of many at once.
   */
  let confirmed = 0
  let cancelTelling = (): void => {}
  /** The newest edit that the core has confirmed, where we have seen it. */
  let newest: { session: string; changes: unknown } | undefined

  const loop = createPushLoop({ step, timers, onChange, onDefect })

  function apply(transaction: Transaction): void {
    if (view === undefined) took([transaction])
    else view(transaction)
  }

  function took(transactions: readonly Transaction[]): void {
    const last = transactions.at(-1)
    // A view that is gone can still be written in, by a quotation or a file that came late: what it shows is older.
    if (last === undefined || transactions[0]?.startState !== state) return
    state = last.state
    past?.took(transactions)
    if (relinking || !transactions.some((transaction) => transaction.docChanged)) return
    // First what is told may put the text right: the core, and so another window, is to get both at once.
    try {
      onChange()
    } finally {
      loop.kick()
    }
  }

  function step(isCurrent: () => boolean): Promise<Outcome> | undefined {
    if (foreign) return reload(isCurrent)
    if (stale) return catchUp(isCurrent)
    return sendableUpdates(state).length === confirmed ? undefined : push(isCurrent)
  }

  function versionNow(): number {
    return getSyncedVersion(state) + confirmed
  }

  function tellSoon(): void {
    cancelTelling()
    if (confirmed >= HEAR_AFTER_EDITS) tellEditor()
    else cancelTelling = timers.after(HEAR_AFTER_MS, tellEditor)
  }

  function tellEditor(): void {
    cancelTelling()
    if (confirmed === 0) return
    const own = sendableUpdates(state)
      .slice(0, confirmed)
      .map(({ changes }) => ({ changes, clientID: session }))
    confirmed = 0
    enter(own)
  }

  /** Has the editor know edits that the core has. */
  function enter(updates: readonly Update[]): void {
    const before = sendableUpdates(state)
    for (const { changes } of updates) synced = changes.apply(synced)
    apply(receiveUpdates(state, updates))
    const still = new Set(sendableUpdates(state))
    letGo(before.filter((one) => !still.has(one)))
  }

  async function push(isCurrent: () => boolean): Promise<Outcome> {
    const version = versionNow()
    const pending = sendableUpdates(state).slice(confirmed)
    const burst = planBurst(pending)
    const { anchor, head } = state.selection.main
    const result = await port.edit(
      version,
      toDraftEdits(burst, burst.length === pending.length ? { anchor, head } : undefined),
    )
    if (!isCurrent()) return 'done'
    if (!result.ok) return pushFailed(result.error, version)
    newest = { session, changes: burst.at(-1)?.changes.toJSON() }
    restoring = false
    stale ||= result.value.version !== version + burst.length
    confirmed += burst.length
    tellSoon()
    onChange()
    return 'done'
  }

  function pushFailed(error: EditError, version: number): Outcome {
    switch (error.code) {
      case 'BEHIND':
        // Merging the window's whole text with somebody's edit would enter it twice: look again instead.
        foreign = restoring || error.version < version
        stale = true
        return 'done'
      case 'BAD_EDIT':
        foreign = true
        // A text that does not fit even as one edit never will; the next key, which may shorten it, tries again.
        return restoring ? { kind: 'store', text: error.text } : 'done'
      default:
        return failed(error)
    }
  }

  /** The connection or the core failed. Whether a burst has arrived is seen in the log. */
  function failed(error: PortError): Outcome {
    const trouble = toTrouble(error)
    if (trouble.kind === 'lost') doubt()
    return trouble
  }

  function doubt(): void {
    stale = true
    unsure = true
    // What was put over a loaded text may have arrived, or not: only loading again tells.
    foreign ||= restoring
  }

  async function catchUp(isCurrent: () => boolean): Promise<Outcome> {
    stale = false
    const version = versionNow()
    const overlap = unsure && version > 0 ? 1 : 0
    const result = await port.since(version - overlap)
    if (!isCurrent()) return 'done'
    if (!result.ok) {
      stale = true
      return failed(result.error)
    }
    unsure = false
    const known = result.value.slice(0, overlap)
    if (known.length < overlap || !isNewest(known[0]) || !receive(result.value.slice(overlap))) foreign = true
    return 'done'
  }

  function isNewest(edit: LoggedEdit | undefined): boolean {
    if (edit === undefined || newest === undefined) return true
    const changes = 'changes' in edit.change ? edit.change.changes : undefined
    return edit.session === newest.session && JSON.stringify(changes) === JSON.stringify(newest.changes)
  }

  function meet(updates: readonly Update[]): void {
    const base = synced
    const theirs = updates.reduce((text, { changes }) => changes.apply(text), base)
    meeting = sendableUpdates(state).length === 0 ? undefined : { base, theirs }
    try {
      enter(updates)
    } finally {
      meeting = undefined
    }
  }

  function receive(edits: readonly LoggedEdit[]): boolean {
    if (edits.length === 0) return true
    tellEditor()
    const updates = toUpdates(edits, sendableUpdates(state)[0]?.changes.length ?? state.doc.length)
    const last = edits.at(-1)
    if (updates === undefined || last === undefined || !('changes' in last.change)) return false
    newest = { session: last.session, changes: last.change.changes }
    // Own ones whose answer was lost come first.
    const others = updates.findIndex(({ clientID }) => clientID !== session)
    const own = others < 0 ? updates : updates.slice(0, others)
    if (own.length > 0) enter(own)
    if (others >= 0) meet(updates.slice(others))
    onChange()
    return true
  }

  async function reload(isCurrent: () => boolean): Promise<Outcome> {
    const result = await port.load()
    if (!isCurrent()) return 'done'
    if (!result.ok) return failed(result.error)
    const loaded = result.value ?? { version: 0, text: '' }
    if (!('text' in loaded)) return { kind: 'refused', text: 'This part is kept in another form now.' }
    foreign = false
    stale = false
    unsure = false
    newest = undefined
    confirmed = 0
    const mine = state.doc
    const theirs = textOf(loaded.text)
    synced = theirs
    const { selection } = state
    const put = (spec: TransactionSpec): void =>
      apply(state.update({ ...spec, annotations: Transaction.addToHistory.of(false), filter: false }))
    relinking = true
    // Without the link these changes are nobody's edits; only the last one, the window's own text, is to be sent.
    put({ effects: link.reconfigure([]), changes: partChanges(mine, theirs) })
    put({ effects: link.reconfigure(collabFrom(loaded.version)) })
    relinking = false
    const own = partChanges(theirs, mine)
    restoring = own.length > 0
    if (restoring) put({ changes: own, selection, userEvent: RESTORE_EVENT })
    onChange()
    return 'done'
  }

  const target = { state: () => state, dispatch: (spec: TransactionSpec) => apply(state.update(spec)) }

  return {
    ...target,
    run: (command) => command({ state, dispatch: apply }),
    loadPast: async () => past?.load(target),
    undoPast: (undo) => past?.undoWhenThere(target, undo) ?? false,
    hasPast: () => past?.isComing() ?? false,
    version: versionNow,
    took,
    attach: (next) => {
      view = next
      return () => {
        if (view === next) view = undefined
      }
    },
    met: () => meeting,
    restore: (text) => {
      const changes = partChanges(state.doc, textOf(text))
      if (changes.length > 0) apply(state.update({ changes, userEvent: RESTORE_EVENT }))
    },
    syncState: () => ({ pending: sendableUpdates(state).length - confirmed, trouble: loop.trouble() }),
    heard: (version) => {
      if (version <= versionNow()) return
      stale = true
      loop.kick()
    },
    reconnected: () => {
      doubt()
      loop.restart()
    },
    resume: () => {
      doubt()
      loop.kick('again')
    },
    end: () => {
      cancelTelling()
      loop.end()
    },
  }
}

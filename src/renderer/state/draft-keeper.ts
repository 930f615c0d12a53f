import type { DeskEvent } from '../../shared/contract/desk.ts'
import type { Draft, DraftView, LoggedEdit } from '../../shared/contract/desk-drafts.ts'
import type { Field } from '../../shared/domain/fields.ts'
import type { Desk } from '../client/desk.ts'
import { declaredError } from '../client/error-text.ts'
import type { DeskEvents } from '../client/events.ts'
import type { Timers } from '../editor/push-loop.ts'
import { textOf, toUpdates } from '../editor/text-edits.ts'
import { createOpenDraft, type DraftOptions, type OpenDraft } from './draft.ts'
import type { DraftMirror, MirrorEntry, MirrorPlace } from './draft-mirror.ts'

export type DraftKeeper = {
  /** Asks for the draft of a task that is about to be shown, so that it is here when the rest is. */
  prepare(taskId: string): Promise<void>
  /** Opens the draft of a task, or gives the one that is open. Rejects when the core cannot be asked. */
  open(taskId: string, fields: readonly Field[]): Promise<OpenDraft>
  /** The task is no longer shown. Its draft stays until it is saved, and a while for the sake of undo. */
  release(taskId: string): void
  saveView(taskId: string, view: DraftView): void
  /** Words of earlier windows that the core never got. */
  leftBehind(taskId: string): Promise<MirrorEntry[]>
  discard(entry: MirrorEntry): void
  /** Takes a discarding back. */
  keep(entry: MirrorEntry): void
  start(window: Window): void
  /**
   * The core is there again, with the history it had. With another one what stands in the window must not be held against
   * it: it would put back over a backup what the backup took away.
   */
  reconnected(): void
  /** Waits until everything that was entered is saved. @returns whether it was within this time */
  settled(patienceMs: number): Promise<boolean>
  stop(): void
}

type Options = {
  readonly desk: Pick<Desk, 'drafts' | 'files' | 'versions'>
  readonly events: DeskEvents
  readonly session: string
  readonly timers: Timers
  readonly mirror: DraftMirror
  /** Milliseconds that only go forward. */
  readonly now: () => number
  readonly onDefect: (error: unknown) => void
  readonly onNotice: (text: string) => void
} & Pick<DraftOptions, 'writing'>

/** Unsaved words are mirrored when they are older than this. */
const MIRROR_AFTER_MS = 2_000
/** A window that closes asks the person only when something has not been saved for longer than a key takes. */
const ASK_AFTER_MS = 300
/** So many drafts that are not shown are held for their undo history. */
const HELD = 4

type Held = {
  readonly draft: OpenDraft
  /** What the core had when the draft was opened. */
  readonly first: Draft
  shown: number
  unsavedSince: number | undefined
  /** What is mirrored of it. */
  readonly mirrored: Map<string, MirrorPlace>
}
type DraftEvent = Extract<DeskEvent, { topic: 'draft' }>

/** Holds the drafts that are open in this window, shown or not, until everything in them is saved. */
export function createDraftKeeper(options: Options): DraftKeeper {
  const { desk, events, session, timers, mirror, now, onDefect, onNotice, writing } = options
  const held = new Map<string, Held>()
  const opening = new Map<string, Promise<Held>>()
  /** Tasks in which something happened that nothing here could hear: what is being loaded of them may be older. */
  const unheard = new Set<string>()
  let off: (() => void)[] = []
  let cancelMirror: (() => void) | undefined

  async function ask(taskId: string): Promise<Draft> {
    unheard.delete(taskId)
    return desk.drafts.open({ taskId })
  }

  async function load(taskId: string): Promise<Held> {
    const first = await ask(taskId)
    const draft = createOpenDraft(first, {
      desk,
      session,
      timers,
      onDefect,
      onNotice,
      onChange: () => changed(taskId),
      ...(writing === undefined ? {} : { writing }),
    })
    const entry: Held = { draft, first, shown: 0, unsavedSince: undefined, mirrored: new Map() }
    held.set(taskId, entry)
    return entry
  }

  async function hold(taskId: string): Promise<Held> {
    const known = held.get(taskId)
    if (known !== undefined) return known
    let loading = opening.get(taskId)
    if (loading === undefined) {
      loading = load(taskId).finally(() => opening.delete(taskId))
      opening.set(taskId, loading)
    }
    return loading
  }

  function hear({ taskId, field, version }: DraftEvent): void {
    dropUnopened(taskId)
    const draft = held.get(taskId)?.draft
    const sync = draft?.text(field) ?? draft?.value(field)
    if (sync === undefined) unheard.add(taskId)
    else sync.heard(version)
  }

  /** Another way may be current by now: what is written on in the one before would be saved and never sent. */
  function reopen(taskId: string): void {
    dropUnopened(taskId)
    const draft = held.get(taskId)?.draft
    if (draft === undefined) unheard.add(taskId)
    else draft.reopen().catch(() => undefined)
  }

  /** Nothing of a draft that was only prepared hears what others write: it is asked for anew. */
  function dropUnopened(taskId: string): void {
    const draft = held.get(taskId)?.draft
    if (draft !== undefined && isUnopened(draft)) held.delete(taskId)
  }

  function changed(taskId: string): void {
    const entry = held.get(taskId)
    if (entry === undefined) return
    if (entry.draft.saving.getState().kind === 'saved') {
      entry.unsavedSince = undefined
      for (const place of entry.mirrored.values()) mirror.remove(place)
      entry.mirrored.clear()
      return
    }
    entry.unsavedSince ??= now()
    cancelMirror ??= timers.after(MIRROR_AFTER_MS, mirrorOld)
  }

  function mirrorOld(): void {
    cancelMirror = undefined
    for (const entry of held.values()) {
      if (entry.unsavedSince === undefined) continue
      if (now() - entry.unsavedSince >= MIRROR_AFTER_MS) putMirror(entry)
      cancelMirror ??= timers.after(MIRROR_AFTER_MS, mirrorOld)
    }
  }

  function putMirror({ draft, mirrored }: Held): void {
    const { taskId } = draft
    for (const { field, branch, text, version } of draft.unsaved()) {
      const place = { taskId, field, session, ...(branch === undefined ? {} : { branch }) }
      if (mirror.put({ ...place, version, text })) mirrored.set(`${field} ${branch ?? ''}`, place)
    }
  }

  function forget(): void {
    // A file that is still on its way in is told of, and comes into, the draft that it was added to.
    const quiet = [...held.values()].filter(
      ({ draft, shown, unsavedSince }) =>
        shown === 0 && unsavedSince === undefined && draft.uploads.store.getState().uploads.length === 0,
    )
    for (const { draft } of quiet.slice(0, Math.max(0, quiet.length - HELD))) {
      draft.end()
      held.delete(draft.taskId)
    }
  }

  return {
    prepare: async (taskId) => {
      // One that was not opened after all, such as an offer's.
      for (const other of held.keys()) if (other !== taskId) dropUnopened(other)
      // Where it cannot be had, the opening says so.
      await hold(taskId).catch(() => undefined)
    },
    open: async (taskId, fields) => {
      let entry = await hold(taskId)
      // Somebody else wrote since it was asked for.
      while (held.get(taskId) !== entry) entry = await hold(taskId)
      const { draft, first } = entry
      // Those that the operator has added meanwhile begin as they are now.
      draft.setFields(fields, isUnopened(draft) || draft.hasFields(fields) ? first : await ask(taskId))
      if (unheard.delete(taskId)) {
        // It happened while what these begin with was on its way.
        for (const sync of draft.syncs()) sync.heard(Infinity)
        reopen(taskId)
      }
      entry.shown += 1
      draft.setShown(true)
      return draft
    },
    release: (taskId) => {
      const entry = held.get(taskId)
      if (entry === undefined) return
      entry.shown -= 1
      if (entry.shown === 0) entry.draft.setShown(false)
      // The newest goes to the end, so that the oldest are forgotten first.
      held.delete(taskId)
      held.set(taskId, entry)
      forget()
    },
    saveView: (taskId, view) => {
      const entry = held.get(taskId)
      if (entry !== undefined) entry.draft.view = view
      // The place where somebody was is not worth a message when it cannot be kept.
      desk.drafts.saveView({ taskId, view }).catch(() => undefined)
    },
    leftBehind: async (taskId) => {
      const entries = (await mirror.leftBehind(taskId)).filter((entry) => entry.session !== session)
      const lost: MirrorEntry[] = []
      for (const entry of entries) {
        if (await hasReached(desk, entry)) mirror.remove(entry)
        else lost.push(entry)
      }
      return lost
    },
    discard: (entry) => mirror.remove(entry),
    keep: (entry) => void mirror.put(entry),
    start: (window) => {
      const ask = (event: BeforeUnloadEvent): void => {
        const isUnsaved = [...held.values()].some(
          ({ draft, unsavedSince }) =>
            (unsavedSince !== undefined && now() - unsavedSince > ASK_AFTER_MS) || draft.uploads.isAdding(),
        )
        if (isUnsaved) event.preventDefault()
      }
      // Whatever is on its way when the window goes is mirrored; if it arrives, the next window sees that it did.
      const leave = (): void => {
        for (const entry of held.values()) putMirror(entry)
      }
      window.addEventListener('beforeunload', ask)
      window.addEventListener('pagehide', leave)
      off = [
        () => window.removeEventListener('beforeunload', ask),
        () => window.removeEventListener('pagehide', leave),
        events.on((event) => {
          if (event.topic === 'hello') {
            for (const taskId of held.keys()) dropUnopened(taskId)
          }
          if (event.topic === 'draft') hear(event)
          if (event.topic === 'branch') reopen(event.taskId)
        }),
      ]
    },
    reconnected: () => {
      for (const { draft } of held.values()) {
        if (isUnopened(draft)) continue
        for (const sync of draft.syncs()) sync.reconnected()
        reopen(draft.taskId)
      }
    },
    settled: async (patienceMs) => {
      const drafts = [...held.values()].map(({ draft }) => draft)
      const isSaved = await Promise.all(drafts.map((draft) => draft.settled(patienceMs)))
      return !isSaved.includes(false) && !drafts.some(({ uploads }) => uploads.isAdding())
    },
    stop: () => {
      for (const end of off.splice(0)) end()
      cancelMirror?.()
      for (const { draft } of held.values()) draft.end()
      held.clear()
    },
  }
}

/** Whether it was only prepared. */
function isUnopened(draft: OpenDraft): boolean {
  return draft.syncs().length === 0
}

/** Whether the core had a text at any time since the version it was built on. */
async function hasReached(desk: Options['desk'], entry: MirrorEntry): Promise<boolean> {
  const { taskId, field, branch, version, text } = entry
  const draft = (await desk.drafts.open({ taskId })).fields[field]
  if (draft === undefined || !('text' in draft)) return text === ''
  if (draft.branch === branch) {
    if (draft.text === text) return true
    if (draft.version <= version) return false
  }
  // The way that they were written in, which need not be the one that is current.
  const place = { taskId, field, version, ...(branch === undefined ? {} : { branch }) }
  const at = version === 0 ? '' : await textAt(desk, place)
  if (at === undefined) return false
  const { edits } = await desk.drafts.since(place)
  return at === text || passesThrough(at, edits, text)
}

/** @returns undefined where the core has no such version, or no such way: a backup from before it was put back */
async function textAt(
  desk: Options['desk'],
  place: Pick<MirrorEntry, 'taskId' | 'field' | 'version'> & { branch?: number },
): Promise<string | undefined> {
  try {
    return (await desk.drafts.at(place)).text ?? ''
  } catch (error) {
    if (declaredError(error)?.code === 'NOT_FOUND') return undefined
    throw error
  }
}

function passesThrough(start: string, edits: readonly LoggedEdit[], text: string): boolean {
  let at = textOf(start)
  const sought = textOf(text)
  for (const { changes } of toUpdates(edits, at.length) ?? []) {
    at = changes.apply(at)
    if (at.eq(sought)) return true
  }
  return false
}

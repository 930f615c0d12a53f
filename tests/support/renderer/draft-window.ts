import type { DeskEvents } from '../../../src/renderer/client/events.ts'
import { createDraftKeeper, type DraftKeeper } from '../../../src/renderer/state/draft-keeper.ts'
import { createDraftMirror, type DraftMirror } from '../../../src/renderer/state/draft-mirror.ts'
import type { OpenDraft } from '../../../src/renderer/state/draft.ts'
import type { DeskClient } from '../core/test-core.ts'
import { createUnsteady, type DraftBench, newId, type Unsteady } from './draft-bench.ts'

export type TestWindow = {
  readonly session: string
  readonly keeper: DraftKeeper
  readonly unsteady: Unsteady
  readonly live: Set<string>
  /** Whether the window would ask before it closes now. */
  asks(): boolean
  open(): Promise<OpenDraft>
  /** The window ends without a goodbye. */
  kill(): void
}

/** A window's drafts on the bench's core, with its events and a browser's storage that windows share. */
export async function openDraftWindow(
  bench: DraftBench,
  storage: Storage,
  live = new Set<string>(),
  events = eventsOf(bench.desk()),
  files: Partial<DeskClient['files']> = {},
): Promise<TestWindow> {
  const session = newId()
  live.add(session)
  const unsteady = createUnsteady(() => bench.desk())
  const desk = bench.desk()
  const { at, saveView } = desk.drafts
  const mirror: DraftMirror = createDraftMirror(storage, async () => live)
  const keeper = createDraftKeeper({
    desk: {
      drafts: { ...unsteady.drafts, at, saveView },
      files: { ...filesOf(desk), ...files },
      versions: desk.versions,
    },
    events,
    session,
    timers: bench.time.timers,
    mirror,
    now: () => bench.time.now(),
    onDefect: (error) => {
      throw error
    },
    onNotice: () => {},
  })
  const target = new EventTarget() as Window & EventTarget
  keeper.start(target)
  const { task } = await desk.tasks.get({ taskId: bench.taskId })
  return {
    session,
    keeper,
    unsteady,
    live,
    asks: () => !target.dispatchEvent(new Event('beforeunload', { cancelable: true })),
    open: () => keeper.open(bench.taskId, task.fields),
    kill: () => {
      keeper.stop()
      live.delete(session)
    },
  }
}

/** The calls about files, of which a test may hold one back. */
export function filesOf({ files: { begin, part, finish, cancel, read } }: DeskClient): DeskClient['files'] {
  return { begin, part, finish, cancel, read }
}

function eventsOf(desk: DeskClient): DeskEvents {
  return {
    on: (listener) => {
      const ending = new AbortController()
      void (async () => {
        for await (const event of await desk.app.watch({}, { signal: ending.signal })) listener(event)
      })().catch(() => undefined)
      return () => ending.abort()
    },
    start: () => {},
    stop: () => {},
  }
}

/** Writes at the end of a text. */
export function type(draft: OpenDraft, text: string, field = 'plan'): void {
  const sync = draft.text(field)
  sync?.dispatch({ changes: { from: sync.state().doc.length, insert: text }, userEvent: 'input.type' })
}

/** What there is to say of a window beside its core. */
export type WindowOptions = Parameters<typeof openDraftWindow> extends [unknown, ...infer Rest] ? Rest : never

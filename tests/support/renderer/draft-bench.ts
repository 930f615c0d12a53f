import { randomFillSync } from 'node:crypto'
import { cpSync } from 'node:fs'
import { history } from '@codemirror/commands'
import { ChangeSet, Text } from '@codemirror/state'
import type { DeskClient } from '../core/test-core.ts'
import { makeTempFolder, openTestCore, type TestCore } from '../core/test-core.ts'
import { createFakeTime, type FakeTime } from '../core/fake-time.ts'
import type { LoggedEdit } from '../../../src/shared/contract/desk-drafts.ts'
import { createIdSource } from '../../../src/shared/rules/ids.ts'
import { askPast, createDraftPort } from '../../../src/renderer/editor/draft-port.ts'
import {
  createTextSync,
  type FieldSync,
  type SyncOptions,
  type TextSync,
} from '../../../src/renderer/editor/draft-sync.ts'
import { createOpenDraft, type OpenDraft } from '../../../src/renderer/state/draft.ts'
import { createUndoPast } from '../../../src/renderer/editor/undo-past.ts'
import { createValueSync, type ValueSync } from '../../../src/renderer/editor/value-sync.ts'

type Loaded = Parameters<typeof createOpenDraft>[0]
type DraftDesk = Parameters<typeof createOpenDraft>[1]['desk']

export const newId = createIdSource(Date.now, (bytes) => void randomFillSync(bytes))

/** What can befall a call: lost on the way there, or on the way back, or no answer for ever, or arriving afterwards. */
export const faults = ['none', 'lost', 'answer-lost', 'no-answer', 'late'] as const
export type Fault = (typeof faults)[number]

type Drafts = DeskClient['drafts']

/** A connection to the core that does to the next calls what it is told. */
export type Unsteady = {
  readonly drafts: Pick<Drafts, 'edit' | 'since' | 'open'>
  /** Faults of the next calls, in their order. */
  readonly plan: (Fault | Error)[]
  /** Calls held back arrive now. */
  releaseLate(): Promise<void>
}

export function createUnsteady(desk: () => DeskClient | undefined): Unsteady {
  const plan: (Fault | Error)[] = []
  const late: (() => Promise<unknown>)[] = []
  async function through<T>(call: (drafts: Drafts) => Promise<T>): Promise<T> {
    const fault = plan.shift() ?? 'none'
    const here = desk()
    if (fault instanceof Error) throw fault
    if (here === undefined || fault === 'lost') throw new Error('no connection')
    if (fault === 'late') {
      late.push(async () => {
        const then = desk()
        if (then !== undefined) await call(then.drafts).catch(() => undefined)
      })
      throw new Error('no connection')
    }
    const answer = await call(here.drafts)
    if (fault === 'answer-lost') throw new Error('no connection')
    if (fault === 'no-answer') await new Promise(() => {})
    return answer
  }
  return {
    plan,
    releaseLate: async () => {
      for (const arrive of late.splice(0)) await arrive()
    },
    drafts: {
      edit: (input) => through((drafts) => drafts.edit(input)),
      since: (input) => through((drafts) => drafts.since(input)),
      open: (input) => through((drafts) => drafts.open(input)),
    },
  }
}

/** An open draft of a window that has no more to say; a defect fails the test. */
export function openDraftOf(loaded: Loaded, desk: DraftDesk, time: FakeTime): OpenDraft {
  return createOpenDraft(loaded, {
    desk,
    session: newId(),
    timers: time.timers,
    onDefect: (error) => {
      throw error
    },
    onNotice: () => {},
    onChange: () => {},
  })
}

type Joined = {
  readonly field: string
  readonly session: string
  readonly sync: FieldSync
  readonly unsteady: Unsteady
}

export type TextWindow = {
  readonly session: string
  readonly sync: TextSync
  readonly unsteady: Unsteady
  edits: number
}
export type ValueWindow = { readonly session: string; readonly sync: ValueSync; readonly unsteady: Unsteady }

export type DraftBench = {
  readonly time: FakeTime
  readonly taskId: string
  desk(): DeskClient
  /** The core ends and comes back on the same folder, and every window gets a new connection. */
  restart(folder?: string): Promise<void>
  /** The core ends; calls fail until `start`. */
  stop(): Promise<void>
  start(folder?: string): Promise<void>
  folder(): string
  /** @param onChange called as the draft is that holds the field */
  textWindow(field: string, onChange?: () => void): Promise<TextWindow>
  valueWindow(field: string): Promise<ValueWindow>
  log(field: string): Promise<LoggedEdit[]>
  textInCore(field: string): Promise<string>
  /** Faults end, what is late arrives, and time passes until nothing is pending any more. */
  calm(): Promise<void>
  close(): Promise<void>
}

/**
 * Windows and a core in one process, with connections that can be broken.
 * @param template a folder whose store the bench begins with
 */
export async function openDraftBench(title: string, template?: string): Promise<DraftBench> {
  const time = createFakeTime()
  let folder = makeTempFolder('drafts')
  if (template !== undefined) cpSync(template, folder, { recursive: true })
  let core: TestCore | undefined = await openTestCore({ folder, time })
  if (template === undefined) await core.desk.setup.openSample({})
  const { rows } = await core.desk.tasks.list({})
  const row = rows.find((one) => one.title.startsWith(title))
  const taskId = row?.id
  if (taskId === undefined) throw new Error(`the sample has no task about ${title}`)
  if (row?.state === 'offered') await core.desk.tasks.take({ taskId })

  const windows: Joined[] = []

  function desk(): DeskClient {
    if (core === undefined) throw new Error('the core is stopped')
    return core.desk
  }

  /** Reads the events of the present connection until it ends, as a window does. */
  async function watch({ field, session, sync }: Joined): Promise<void> {
    for await (const event of await desk().app.watch({})) {
      if (event.topic === 'hello') sync.reconnected()
      const isOurs = event.topic === 'draft' && event.taskId === taskId && event.field === field
      if (isOurs && event.session !== session) sync.heard(event.version)
    }
  }

  async function join<T extends Omit<Joined, 'field'>>(field: string, window: T): Promise<T> {
    const { session, sync, unsteady } = window
    const joined = { field, session, sync, unsteady }
    windows.push(joined)
    void watch(joined)
    await time.advance(0)
    return window
  }

  function options(field: string): SyncOptions & { unsteady: Unsteady } {
    const session = newId()
    const unsteady = createUnsteady(() => core?.desk)
    return {
      unsteady,
      session,
      port: createDraftPort(unsteady.drafts, { taskId: taskId ?? '', field, session }),
      timers: time.timers,
      onChange: () => {},
      onDefect: (error) => {
        throw error
      },
    }
  }

  async function stop(): Promise<void> {
    await core?.stop()
    core = undefined
  }

  async function start(next = folder): Promise<void> {
    folder = next
    core = await openTestCore({ folder, time })
    for (const window of windows) void watch(window)
  }

  const log = async (field: string): Promise<LoggedEdit[]> =>
    (await desk().drafts.since({ taskId, field, version: 0 })).edits

  return {
    time,
    taskId,
    desk,
    stop,
    start,
    restart: async (next) => {
      await stop()
      await start(next)
    },
    folder: () => folder,
    textWindow: async (field, onChange = () => {}) => {
      const { fields } = await desk().drafts.open({ taskId })
      const draft = fields[field] ?? { version: 0, text: '' }
      if (!('text' in draft)) throw new Error(`${field} is not a text`)
      const given = options(field)
      const { session, unsteady } = given
      const place = { taskId, field, version: draft.version }
      const past = createUndoPast(draft.text, () => askPast(desk().versions, place))
      return join(field, {
        session,
        unsteady,
        edits: 0,
        sync: createTextSync(draft, { ...given, onChange, extensions: history(), past }),
      })
    },
    valueWindow: async (field) => {
      const { fields } = await desk().drafts.open({ taskId })
      const draft = fields[field] ?? { version: 0, value: null }
      if (!('value' in draft)) throw new Error(`${field} is a text`)
      const given = options(field)
      return join(field, { session: given.session, unsteady: given.unsteady, sync: createValueSync(draft, given) })
    },
    log,
    textInCore: async (field) => {
      const draft = (await desk().drafts.open({ taskId })).fields[field]
      return draft !== undefined && 'text' in draft ? draft.text : ''
    },
    calm: async () => {
      if (core === undefined) await start()
      for (let round = 0; round < 50; round++) {
        for (const { unsteady, sync } of windows) {
          unsteady.plan.length = 0
          await unsteady.releaseLate()
          if (round === 0) sync.reconnected()
        }
        await time.advance(3_000)
        if (windows.every(({ sync }) => sync.syncState().pending === 0 && sync.syncState().trouble === undefined))
          return
      }
      throw new Error('the windows did not come to rest')
    },
    close: async () => {
      for (const { sync } of windows) sync.end()
      await stop()
    },
  }
}

/** What the log says by itself, without the core's help. */
export function replayLog(edits: readonly LoggedEdit[]): string {
  let text = Text.empty
  for (const { change } of edits) if ('changes' in change) text = ChangeSet.fromJSON(change.changes).apply(text)
  return text.toString()
}

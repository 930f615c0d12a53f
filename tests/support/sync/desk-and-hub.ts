import { ChangeSet } from '@codemirror/state'
import type { TaskRow } from '../../../src/shared/contract/desk-views.ts'
import { createFakeTime, type FakeTime } from '../core/fake-time.ts'
import { testId } from '../core/tasks.ts'
import { type DeskClient, openTestCore, type TestCore, type TestCoreOptions } from '../core/test-core.ts'
import { until } from '../core/until.ts'
import { createFaultyWire, type FaultyWire } from '../core/wire.ts'
import { taskContent } from '../hub/fixtures.ts'
import { openTestHub, type TestHub } from '../hub/test-hub.ts'

export const HUB_ADDRESS = 'http://127.0.0.1:8117/'

/** A real desk and a real hub in this process, a faulty wire between them, and one clock for both. */
export type DeskAndHub = {
  readonly hub: TestHub
  readonly time: FakeTime
  readonly wire: FaultyWire
  readonly code: string
  readonly expertId: string
  openDesk(options?: TestCoreOptions): Promise<TestCore>
  /** Enrols and waits until `tasks` tasks have come. */
  enrol(desk: DeskClient, tasks: number): Promise<TaskRow[]>
  close(): Promise<void>
}

export async function openDeskAndHub(): Promise<DeskAndHub> {
  const time = createFakeTime()
  const opened = await openTestHub({ clock: { now: () => time.now() } })
  // A question for news is open as long as there are none.
  const isOpen = ({ url }: Request): boolean => Number(new URL(url).searchParams.get('waitMs')) > 0
  const answer = (request: Request): Promise<Response> =>
    isOpen(request) ? opened.fetch(request) : time.during(opened.fetch(request))
  const hub = { ...opened, fetch: answer }
  const wire = createFaultyWire((request) => hub.fetch(request))
  const { code, expertId } = await hub.operator.enrolExpert()
  const cores: TestCore[] = []
  return {
    hub,
    time,
    wire,
    code,
    expertId,
    openDesk: async (options = {}) => {
      const core = await openTestCore({ time, wire: wire.wire, ...options })
      cores.push(core)
      return core
    },
    enrol: async (desk, tasks) => {
      await desk.setup.enrol({ address: HUB_ADDRESS, code })
      return until(desk, `${tasks} tasks are there`, async () => {
        const { rows } = await desk.tasks.list({ sort: 'title' })
        return rows.length === tasks && rows
      })
    },
    close: async () => {
      await Promise.all(cores.map((core) => core.stop().catch(() => {})))
      await hub.close()
    },
  }
}

/** Tasks with titles that sort. */
export function contents(n: number): ReturnType<typeof taskContent>[] {
  return Array.from({ length: n }, (_, i) => taskContent({ title: `Task ${String(i + 1).padStart(4, '0')}` }))
}

/** Replaces the text of a field, as a window would. */
export async function write(desk: DeskClient, taskId: string, text: string, field = 'answer'): Promise<void> {
  const draft = (await desk.drafts.open({ taskId })).fields[field]
  const before = draft !== undefined && 'text' in draft ? draft : { version: 0, text: '' }
  const changes = ChangeSet.of({ from: 0, to: before.text.length, insert: text }, before.text.length).toJSON()
  const edits = [
    { change: { changes }, origin: 'typed' as const, selection: { anchor: text.length, head: text.length } },
  ]
  await desk.drafts.edit({ taskId, field, version: before.version, session: testId('session'), edits })
}

export async function stateOf(desk: DeskClient, taskId: string): Promise<string> {
  return (await desk.tasks.get({ taskId })).row.state
}

/** @param passing as for `until` */
export async function untilState(
  desk: DeskClient,
  taskId: string,
  state: TaskRow['state'],
  passing?: FakeTime,
): Promise<void> {
  await until(desk, `the task is ${state}`, async () => (await stateOf(desk, taskId)) === state, passing)
}

/** How many submissions of a task the hub holds. */
export async function submissionsAtHub(hub: TestHub, taskId: string): Promise<number> {
  const rows = await hub.db.query<{ n: number }>('select count(*)::int as n from submissions where task_id = $1', [
    taskId,
  ])
  return rows[0]?.n ?? 0
}

import { afterEach, describe, expect, test } from 'vitest'
import { createInbox } from '../../src/renderer/state/inbox.ts'
import { createToasts } from '../../src/renderer/state/toasts.ts'
import { createToastQueue } from '../../src/renderer/ui/toast-queue.ts'
import { openTestCore, removeTempFolders, type TestCore } from '../support/core/test-core.ts'
import { eventually } from '../support/eventually.ts'

/** The window's inbox on a real core with the sample programme. */

const cores: TestCore[] = []

afterEach(async () => {
  for (const core of cores.splice(0)) await core.stop()
  removeTempFolders()
})

async function openInbox() {
  const core = await openTestCore()
  cores.push(core)
  await core.desk.setup.openSample({})
  // The words are indexed behind the tasks.
  await core.time.advance(1_000)
  const toastQueue = createToastQueue()
  const toasts = createToasts(toastQueue)
  const inbox = createInbox(core.desk, toasts)
  const ending = new AbortController()
  void (async () => {
    for await (const event of await core.desk.app.watch({}, { signal: ending.signal })) {
      if (event.topic === 'tasks') inbox.changed()
    }
  })().catch(() => undefined)
  inbox.watch()
  await eventually(() => expect(inbox.store.getState().total).toBe(18))
  return { inbox, toasts, toastQueue, state: () => inbox.store.getState(), desk: core.desk }
}

describe('the inbox', () => {
  test('finds tasks by the beginning of a word and by their kind', async () => {
    const { inbox, state } = await openInbox()
    inbox.change({ query: 'rotation nor' })
    await eventually(() => expect(state().total).toBe(1))
    expect(inbox.row(0)?.title).toContain('North Dakota')
    inbox.change({ query: '', kinds: ['grade'] })
    await eventually(() => expect(state().total).toBeGreaterThan(1))
    expect(inbox.row(0)?.kind).toBe('grade')
  })

  test('takes a task at once and gives it back while that is offered', async () => {
    const { inbox, toasts, desk } = await openInbox()
    const row = inbox.row(3)
    if (row === undefined) throw new Error('the sample has more than three tasks')
    await inbox.take(row)
    await eventually(() => expect(inbox.row(0)).toMatchObject({ id: row.id, state: 'taken' }))
    expect(toasts.undoLast()).toBe(true)
    await eventually(async () => {
      const { row: now } = await desk.tasks.get({ taskId: row.id })
      expect(now.state).toBe('offered')
    })
    expect(toasts.undoLast()).toBe(false)
  })

  test('says in plain words why a task can no longer be taken', async () => {
    const { inbox, toastQueue, desk } = await openInbox()
    const row = inbox.row(0)
    if (row === undefined) throw new Error('the sample has tasks')
    await desk.tasks.take({ taskId: row.id })
    await inbox.take(row)
    expect(toastQueue.visibleToasts.map(({ content }) => content)).toEqual([
      { text: 'This task is no longer on offer.', tone: 'problem' },
    ])
  })

  test('keeps the keyboard on its task when others come before it, and in its place when the task goes elsewhere', async () => {
    const { inbox, state, desk } = await openInbox()
    inbox.moveTo(5)
    const kept = inbox.row(5)?.id
    const other = inbox.row(9)
    await desk.tasks.take({ taskId: other?.id ?? '' })
    await eventually(() => expect(inbox.row(0)?.id).toBe(other?.id))
    expect([state().current, inbox.row(6)?.id]).toEqual([6, kept])
    inbox.moveTo(15)
    const last = inbox.row(15)
    await desk.tasks.take({ taskId: last?.id ?? '' })
    await eventually(() => expect(inbox.find(last?.id ?? '')).toBeLessThan(2))
    expect(state().current).toBe(15)
  })
})

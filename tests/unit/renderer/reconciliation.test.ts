import { eventually } from '../../support/eventually.ts'
import { expect, test } from 'vitest'
import { createReconciliation } from '../../../src/renderer/state/reconciliation.ts'
import { hashToRoute, routeToHash } from '../../../src/renderer/state/route.ts'
import { createToasts } from '../../../src/renderer/state/toasts.ts'
import { createToastQueue } from '../../../src/renderer/ui/toast-queue.ts'

const ALL = 5_000
const id = '01a20528-aa36-71a0-a104-9aa5737ef068'

/** A core with thousands of submissions, of which some do not agree. */
function openList() {
  const asked: { show: string; offset: number; limit: number }[] = []
  const desk = {
    sync: {
      reconcile: async (input: { show: 'all' | 'disagreeing'; offset: number; limit: number }) => {
        asked.push(input)
        const counts = { all: ALL, disagreeing: 3 }
        const total = input.show === 'all' ? ALL : 3
        const rows = Array.from({ length: Math.min(input.limit, Math.max(0, total - input.offset)) }, (_, i) => ({
          id: String(input.offset + i),
        }))
        return { total, counts, rows }
      },
      reconcileCsv: async ({ show }: { show: string }) => {
        if (show === 'disagreeing') throw new Error('no')
        return { fileName: 'a.csv', mediaType: 'text/csv', text: 'Task\r\n' }
      },
    },
  }
  const saved: string[] = []
  const toastQueue = createToastQueue()
  // As much of the core as the list asks; its type has all of it.
  const list = createReconciliation(desk as never, createToasts(toastQueue), (name) => saved.push(name))
  return { list, asked, saved, toastQueue, state: () => list.store.getState() }
}

test('a list of thousands asks for what is seen and its neighbours only', async () => {
  const { list, asked, state } = openList()
  const end = list.watch()
  await eventually(() => expect(state().total).toBe(ALL))
  list.ensure(2_510, 2_522)
  await eventually(() => expect(list.row(2_515)).toMatchObject({ id: '2515' }))
  await eventually(() => expect(asked).toHaveLength(4))
  expect(asked.map(({ offset }) => offset).toSorted((a, b) => a - b)).toEqual([0, 2_400, 2_500, 2_600])
  expect(list.row(0)).toBeDefined()
  list.show('disagreeing')
  await eventually(() => expect(state()).toMatchObject({ total: 3, counts: { all: ALL, disagreeing: 3 } }))
  end()
  const before = asked.length
  list.changed()
  await new Promise((resolve) => setImmediate(resolve))
  expect(asked).toHaveLength(before)
})

test('the list is saved as it is shown, and a failure is told', async () => {
  const { list, saved, toastQueue } = openList()
  await list.exportCsv()
  expect(saved).toEqual(['a.csv'])
  // Electron asks only now where it should go, and may be told nowhere.
  const said = JSON.stringify(toastQueue.visibleToasts.map(({ content }) => content))
  expect(said).toContain('a.csv is made.')
  expect(said).not.toContain('Saved')
  list.show('disagreeing')
  await list.exportCsv()
  expect(saved).toEqual(['a.csv'])
  expect(toastQueue.visibleToasts.map(({ content }) => content)).toContainEqual(
    expect.objectContaining({ tone: 'problem' }),
  )
})

test('an address leads to a part of a task, and an odd one only to the task', () => {
  const route = { screen: 'task', taskId: id, field: 'answer' } as const
  expect(routeToHash(route)).toBe(`#/task/${id}/answer`)
  expect(hashToRoute(routeToHash(route))).toEqual(route)
  expect(hashToRoute(`#/task/${id}/"]%20x`)).toEqual({ screen: 'task', taskId: id })
  expect(hashToRoute('#/reconcile')).toEqual({ screen: 'reconcile' })
})

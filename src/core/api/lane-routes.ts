import { isWritable } from '../../shared/rules/task-states.ts'
import { moveTask } from '../sync/task-facts.ts'
import { type Context, wakeLane } from './context.ts'
import type { Implementer } from './implementer.ts'
import { rowOf } from './tasks-routes.ts'

/** What helps a lane that does not move, besides mending the work itself. */
export function createLaneRoutes(os: Implementer, context: Context) {
  const { store, newId, ports } = context
  const gone = { data: { text: 'This task is not on this computer.' } }

  return {
    askMoreTime: os.work.askMoreTime.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      const refuse = (text: string) => errors.WRONG_STATE({ data: { state: head.state, text } })
      if (store.hubs.get(head.hubId)?.kind !== 'hub') throw refuse('The sample has no hub that one could ask.')
      if (!isWritable(head.state)) throw refuse('More time is only needed for work that is not sent yet.')
      const at = ports.clock.read().wall
      if (input.until <= at) throw refuse('Choose a day that is still to come.')
      const wishes = store.outbox.openOfTask(head.no).filter(({ kind }) => kind === 'extend')
      const isAsked = wishes.some(({ state }) => state !== 'quarantined')
      if (isAsked) throw refuse('More time was asked for already; the hub has not answered yet.')
      const id = newId()
      const body = JSON.stringify({
        backBy: input.until,
        ...(input.reason === undefined ? {} : { reason: input.reason.toWellFormed() }),
      })
      store.transaction(() => {
        // The new one takes the place of what the hub has refused.
        for (const refused of wishes) store.outbox.setUndone(refused.id)
        store.outbox.add({ id, hubId: head.hubId, taskNo: head.no, kind: 'extend', body, at })
      })
      wakeLane(context, head)
      return { operationId: id }
    }),

    putAside: os.work.putAside.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      const held = store.outbox
        .openOfTask(head.no)
        .find(({ id, state }) => id === input.operationId && state === 'quarantined')
      if (held === undefined || held.kind === 'submit') {
        const text = 'There is nothing of this task that could be put aside.'
        throw errors.WRONG_STATE({ data: { state: head.state, text } })
      }
      store.transaction(() => {
        store.outbox.setUndone(held.id)
        if (held.kind !== 'extend') moveTask(store, head, { kind: 'put-aside' })
      })
      wakeLane(context, head)
      return rowOf(context, store.tasks.head(head.id) ?? head)
    }),
  }
}

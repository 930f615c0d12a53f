import { z } from 'zod'
import { Missing, type TaskRow } from '../../shared/contract/desk-views.ts'
import { declaredError, errorToText } from '../client/error-text.ts'
import type { Desk } from '../client/desk.ts'
import type { OpenDraft } from './draft.ts'
import type { Toasts } from './toasts.ts'

/** The core is given so long for the last words before a send is called off. */
const SAVE_PATIENCE_MS = 3_000
const Incomplete = z.object({ missing: Missing.array() })

export type Decisions = {
  take(row: Pick<TaskRow, 'id'>): Promise<boolean>
  /** Goes on here with what another device of the expert holds. */
  continueHere(taskId: string): Promise<void>
  /** From now on the draft counts as written under the newest guideline. */
  acceptGuideline(taskId: string): Promise<void>
  decline(row: Pick<TaskRow, 'id'>, reason: string): Promise<boolean>
  /** Gives back a task that was taken, with what is written kept here. */
  giveBack(draft: OpenDraft, row: Pick<TaskRow, 'id'>, reason: string): Promise<boolean>
  /** @returns what is missing, empty when it was sent, undefined when it could not be */
  send(draft: OpenDraft, row: Pick<TaskRow, 'id' | 'sample'>): Promise<readonly Missing[] | undefined>
  /** Sends what was written for a task before it was withdrawn, finished or not. */
  sendAsItIs(row: Pick<TaskRow, 'id'>): Promise<void>
  takeBack(taskId: string): Promise<void>
  /** Opens work that the hub has for another version. */
  revise(taskId: string): Promise<void>
}

/** What the expert decides about a task, each with a way back while there is one. */
export function createDecisions(desk: Desk, toasts: Toasts): Decisions {
  async function attempt(call: Promise<unknown>): Promise<boolean> {
    try {
      await call
      return true
    } catch (error) {
      toasts.complain(errorToText(error))
      return false
    }
  }

  async function undo(taskId: string): Promise<void> {
    if (await attempt(desk.tasks.undo({ taskId }))) toasts.say('Taken back')
  }

  async function takeBack(taskId: string): Promise<void> {
    if (await attempt(desk.work.undoSend({ taskId }))) toasts.say('Taken back')
  }

  async function decline({ id }: Pick<TaskRow, 'id'>, reason: string): Promise<boolean> {
    const given = reason.trim()
    const isDone = await attempt(desk.tasks.decline({ taskId: id, ...(given === '' ? {} : { reason: given }) }))
    if (isDone) toasts.offerUndo('Given back. It goes to somebody else.', () => void undo(id), id)
    return isDone
  }

  return {
    take: async ({ id }) => {
      const isTaken = await attempt(desk.tasks.take({ taskId: id }))
      if (isTaken) toasts.offerUndo('The task is yours.', () => void undo(id), id)
      return isTaken
    },
    continueHere: async (taskId) => {
      const isTaken = await attempt(desk.tasks.take({ taskId }))
      const said =
        'You continue here. Time that counted on the other computer stays there and is not claimed from here.'
      if (isTaken) toasts.offerUndo(said, () => void undo(taskId), taskId)
    },
    acceptGuideline: async (taskId) => void (await attempt(desk.tasks.acceptGuideline({ taskId }))),
    decline,
    giveBack: async (draft, row, reason) => {
      // Writing is closed from then on: what is not saved yet would find no place.
      if (draft.uploads.isAdding() || !(await draft.settled(SAVE_PATIENCE_MS))) {
        toasts.complain('Not given back yet: the last words or files are still being saved. Try again shortly.')
        return false
      }
      return decline(row, reason)
    },
    send: async (draft, { id, sample }) => {
      const missing = draft.check()
      if (missing.length > 0) return missing
      // What has a problem says so in its field and stays out; what is on its way would be left out unseen.
      if (draft.uploads.isAdding()) {
        toasts.complain(
          'Not sent: a file is still being added. Send when it is in the list, or cancel the adding first.',
        )
        return undefined
      }
      if (!(await draft.settled(SAVE_PATIENCE_MS))) {
        toasts.complain('Not sent: the last words are not saved yet. They are kept in this window; try again shortly.')
        return undefined
      }
      try {
        await desk.work.send({ taskId: id })
      } catch (error) {
        const incomplete = Incomplete.safeParse(declaredError(error)?.data)
        if (incomplete.success) return incomplete.data.missing
        toasts.complain(errorToText(error))
        return undefined
      }
      const text = sample
        ? 'Finished. This is the sample: it stays on this computer.'
        : 'Finished. It goes to the hub as soon as it can.'
      toasts.offerUndoSend(text, () => void takeBack(id), id)
      return []
    },
    sendAsItIs: async ({ id }) => {
      if (!(await attempt(desk.work.send({ taskId: id })))) return
      toasts.offerUndoSend('It goes to the hub as it is, as soon as it can.', () => void takeBack(id), id)
    },
    takeBack,
    revise: async (taskId) => void (await attempt(desk.work.revise({ taskId }))),
  }
}

import type { TestCore } from '../core/test-core.ts'
import { contents, type DeskAndHub, untilState, write } from './desk-and-hub.ts'

export const MINUTE = 60_000

/** Takes the only task of a new batch and writes in it. @returns its id */
export async function writtenTask({ desk }: TestCore, world: DeskAndHub, programmeId?: string): Promise<string> {
  await world.hub.operator.importTasks(contents(1), programmeId === undefined ? {} : { programmeId })
  const [first] = await world.enrol(desk, 1)
  const taskId = first?.id ?? ''
  await desk.tasks.take({ taskId })
  await write(desk, taskId, 'Clover, then wheat.')
  return taskId
}

/** Types for so long by the clock. */
export async function workFor({ desk }: TestCore, world: DeskAndHub, taskId: string, minutes: number): Promise<void> {
  await desk.time.start({ taskId })
  for (let i = 0; i < minutes; i++) {
    await world.time.advance(MINUTE)
    await desk.time.activity({ taskId, kind: 'typing' })
  }
  await desk.time.stop({ by: 'left', taskId })
}

/** Hands a task in, and opens it again five minutes after the hub has it. @returns the id of what was handed in */
export async function handInAndReopen({ desk }: TestCore, world: DeskAndHub, taskId: string): Promise<string> {
  const { submissionId } = await desk.work.send({ taskId })
  await untilState(desk, taskId, 'received')
  await world.time.advance(5 * MINUTE)
  await desk.work.revise({ taskId })
  return submissionId
}

import { randomFillSync } from 'node:crypto'
import type { Operation } from '../../../src/shared/contract/hub.ts'
import { TaskContent } from '../../../src/shared/domain/task.ts'
import type { z } from 'zod'
import type { Submission } from '../../../src/shared/domain/work.ts'
import { createIdSource } from '../../../src/shared/rules/ids.ts'

/** Fresh UUIDv7s for what a desk makes. */
export const newId = createIdSource(Date.now, (bytes) => void randomFillSync(bytes))

export const farmer = { code: '11-9013.00', title: 'Farmers, Ranchers, and Other Agricultural Managers' }
export const nurse = { code: '29-1141.00', title: 'Registered Nurses' }
export const acuteNurse = { code: '29-1141.01', title: 'Acute Care Nurses' }

/** A task with one required text, `answer`, and a scale, `trust`, that may be left open. */
export function taskContent(overrides: Partial<z.input<typeof TaskContent>> = {}): TaskContent {
  return TaskContent.parse({
    kind: 'answer',
    title: 'Plan the rotation',
    occupation: farmer,
    brief: 'Plan four years for a mixed farm of 80 hectares.',
    fields: [
      { kind: 'markdown', key: 'answer', label: 'Your plan', minWords: 2 },
      { kind: 'likert', key: 'trust', label: 'How sure are you?', low: 'guess', high: 'certain', required: false },
    ],
    ...overrides,
  })
}

export function submission(taskId: string, overrides: Partial<Submission> = {}): Submission {
  return {
    id: newId(),
    taskId,
    taskRevision: 1,
    guidelineVersion: 1,
    values: { answer: 'Clover first, then wheat.' },
    finishedAt: Date.now(),
    zone: 'Europe/Vienna',
    offsetMinutes: 60,
    time: { workMs: 3_600_000 },
    ...overrides,
  }
}

export function submitOperation(body: Submission): Operation {
  return { id: body.id, taskId: body.taskId, at: body.finishedAt, kind: 'submit', body }
}

export function takeOperation(taskId: string, backBy?: number): Operation {
  return { id: newId(), taskId, at: Date.now(), kind: 'take', body: backBy === undefined ? {} : { backBy } }
}

export function declineOperation(taskId: string, reason?: string): Operation {
  return { id: newId(), taskId, at: Date.now(), kind: 'decline', body: reason === undefined ? {} : { reason } }
}

export function extendOperation(taskId: string, backBy: number): Operation {
  return { id: newId(), taskId, at: Date.now(), kind: 'extend', body: { backBy } }
}

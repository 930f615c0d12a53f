import { Batch, Programme, Task, TaskContent } from '../../../src/shared/domain/task.ts'
import type { z } from 'zod'

/** Ids for tests: UUIDv7s that one can read. */
export function testId(
  kind: 'programme' | 'batch' | 'task' | 'session' | 'hub' | 'expert' | 'submission',
  n = 1,
): string {
  const digit = { programme: 1, batch: 2, task: 3, session: 4, hub: 5, expert: 6, submission: 7 }[kind]
  return `019af111-0000-7000-8000-${digit}${String(n).padStart(11, '0')}`
}

export function testProgramme(changes: Partial<z.input<typeof Programme>> = {}): Programme {
  return Programme.parse({
    id: testId('programme'),
    name: 'Fields and barns',
    operator: 'Oakridge Data',
    terms: 'Fair terms.',
    guideline: { version: 1, text: 'Write as to a colleague.', changedAt: 1_790_000_000_000 },
    rate: { type: 'hourly', perHour: { minor: 12_000, currency: 'USD' } },
    leaseDays: 7,
    idleMs: 180_000,
    revision: 1,
    ...changes,
  })
}

export function testBatch(changes: Partial<z.input<typeof Batch>> = {}): Batch {
  return Batch.parse({
    id: testId('batch'),
    programmeId: testId('programme'),
    title: 'First batch',
    revision: 1,
    ...changes,
  })
}

export function testContent(changes: Partial<z.input<typeof TaskContent>> = {}): TaskContent {
  return TaskContent.parse({
    kind: 'author',
    title: 'Management plan for a mixed farm',
    occupation: { code: '11-9013.00', title: 'Farmers, Ranchers, and Other Agricultural Managers' },
    persona: { occupation: 'Farm manager', place: 'Wetlands near Emden' },
    brief: 'Write a plan for the coming season.',
    fields: [
      { key: 'plan', kind: 'markdown', label: 'Plan' },
      { key: 'confidence', kind: 'likert', label: 'Confidence', low: 'unsure', high: 'sure', required: false },
    ],
    ...changes,
  })
}

export function testTask(n = 1, changes: Partial<z.input<typeof TaskContent>> = {}): Task {
  return Task.parse({ ...testContent(changes), id: testId('task', n), batchId: testId('batch'), revision: 1 })
}

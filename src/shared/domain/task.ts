import { z } from 'zod'
import { Field, FileRef } from './fields.ts'
import { NO_ROUNDING, Rate, Rounding } from './money.ts'
import { Id, Instant, Json, Key, Line, OccupationCode } from './primitives.ts'

export const TaskKind = z.enum(['author', 'answer', 'compare', 'grade', 'revise', 'converse'])
export type TaskKind = z.infer<typeof TaskKind>

export const Occupation = z.object({ code: OccupationCode, title: Line(200) })
export type Occupation = z.infer<typeof Occupation>

/** Who is speaking or being served: the person the expert should have in mind. */
export const Persona = z.object({
  occupation: Line(200).optional(),
  experience: z.string().max(2000).optional(),
  place: z.string().max(2000).optional(),
  situation: z.string().max(8000).optional(),
})
export type Persona = z.infer<typeof Persona>

const materialBase = { key: Key, title: Line(200) }
export const Turn = z.object({ role: z.enum(['system', 'user', 'assistant']), text: z.string().max(1_000_000) })
export const Material = z.discriminatedUnion('kind', [
  z.object({ ...materialBase, kind: z.literal('text'), text: z.string().max(2_000_000) }),
  z.object({ ...materialBase, kind: z.literal('response'), text: z.string().max(2_000_000) }),
  z.object({ ...materialBase, kind: z.literal('conversation'), turns: z.array(Turn).min(1).max(1000) }),
  z.object({ ...materialBase, kind: z.literal('file'), file: FileRef }),
])
export type Material = z.infer<typeof Material>

/** What an operator writes: everything of a task but its place in the hub. */
export const TaskContent = z.object({
  kind: TaskKind,
  title: Line(200),
  occupation: Occupation,
  persona: Persona.optional(),
  brief: z.string().min(1).max(500_000),
  materials: z.array(Material).max(200).default([]),
  fields: z.array(Field).min(1).max(200),
  estimateMs: z.int().min(0).optional(),
  rate: Rate.optional(),
  tags: z.array(Line(60)).max(50).default([]),
  /**
   * Kept by the hub and given back untouched: the operator's own id, a GDPval row, anything else. Of it a desk is told the names
   * for the row of an authored task, and nothing more.
   */
  external: z.record(z.string(), Json).optional(),
})
export type TaskContent = z.infer<typeof TaskContent>

/** A task as the hub holds it. `revision` counts up when the operator changes it. */
export const Task = TaskContent.extend({ id: Id, batchId: Id, revision: z.int().min(1) })
export type Task = z.infer<typeof Task>

export const Guideline = z.object({ version: z.int().min(1), text: z.string().max(500_000), changedAt: Instant })
export type Guideline = z.infer<typeof Guideline>

export const Programme = z.object({
  id: Id,
  name: Line(200),
  operator: Line(200),
  summary: z.string().max(4000).default(''),
  terms: z.string().max(500_000),
  guideline: Guideline,
  rate: Rate,
  leaseDays: z.int().min(1).max(365),
  /** How working time is rounded before it is paid. */
  rounding: Rounding.default(NO_ROUNDING),
  /** Without a sign of work for this long, the clock asks. */
  idleMs: z.int().min(30_000).max(3_600_000).default(180_000),
  /** Reading speed: a text in the window counts as being read for as long as it takes at this speed. */
  readingWordsPerMinute: z.int().min(50).max(1_000).default(200),
  revision: z.int().min(1),
})
export type Programme = z.infer<typeof Programme>

export const Batch = z.object({
  id: Id,
  programmeId: Id,
  title: Line(200),
  note: z.string().max(10_000).default(''),
  dueAt: Instant.optional(),
  /** What its tasks pay that brought no rate of their own; each of them carries it. */
  rate: Rate.optional(),
  revision: z.int().min(1),
})
export type Batch = z.infer<typeof Batch>

import { z } from 'zod'
import { FieldValue, FileRef } from '../domain/fields.ts'
import { Id, Instant, Json, Key } from '../domain/primitives.ts'

/** How an edit came about. */
export const EditOrigin = z.enum(['typed', 'pasted', 'dropped', 'deleted', 'undone', 'redone', 'restored', 'set'])
export type EditOrigin = z.infer<typeof EditOrigin>

/** One CodeMirror change set as JSON (`ChangeSet.toJSON`), or the whole value of a field that is not text. */
export const EditChange = z.union([z.object({ changes: Json }), z.object({ value: FieldValue.nullable() })])
export type EditChange = z.infer<typeof EditChange>

/**
 * Where what was pasted or dropped had been copied, as far as the window knows: in a material of the task, in a field of
 * a draft, or not in this window at all. The brief counts as a material of the key `brief`.
 */
export const EditSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('material'), key: Key }),
  z.object({ kind: z.literal('draft'), taskId: Id, field: Key }),
  z.object({ kind: z.literal('outside') }),
])
export type EditSource = z.infer<typeof EditSource>

export const DraftEdit = z.object({
  change: EditChange,
  origin: EditOrigin,
  /** Of what was pasted or dropped only. */
  source: EditSource.optional(),
  /** Where caret and selection stood after the edit. */
  selection: z.object({ anchor: z.int().min(0), head: z.int().min(0) }).optional(),
})
export type DraftEdit = z.infer<typeof DraftEdit>

/**
 * Edits of one field that follow on its version `version`. `session` names the window that made them, so that after a
 * lost answer the window knows its own edits again and nothing is entered twice.
 */
export const EditBurst = z.object({
  taskId: Id,
  field: Key,
  /** Which way of the field is written on; the first one where it is left out. */
  branch: z.int().optional(),
  version: z.int().min(0),
  session: Id,
  edits: z.array(DraftEdit).min(1).max(5000),
})
export type EditBurst = z.infer<typeof EditBurst>

/** An edit as it lies in the log. Edits of one field are numbered from 0; its version is their count. */
export const LoggedEdit = DraftEdit.extend({ session: Id, at: Instant })
export type LoggedEdit = z.infer<typeof LoggedEdit>

export const FieldDraft = z.union([
  /** `branch` names the way of the field that is current, where it is not the first one. */
  z.object({ version: z.int().min(0), text: z.string(), branch: z.int().optional() }),
  z.object({ version: z.int().min(0), value: FieldValue.nullable() }),
])
export type FieldDraft = z.infer<typeof FieldDraft>

/** Where the expert was: the field, the caret in it, and what the window wants to remember (panels, scroll). */
export const DraftView = z.object({
  field: Key.optional(),
  anchor: z.int().min(0).optional(),
  head: z.int().min(0).optional(),
  window: z.record(z.string(), Json).default({}),
})
export type DraftView = z.infer<typeof DraftView>

export const Draft = z.object({ taskId: Id, fields: z.record(Key, FieldDraft), view: DraftView })
export type Draft = z.infer<typeof Draft>

export const FilesValue = z.array(FileRef)

/** A file of the field whose place a new one takes, and what the new one is without. */
export const Replaced = FileRef.pick({ name: true, sha256: true }).extend({
  removed: FileRef.shape.removed.unwrap(),
})
export type Replaced = z.infer<typeof Replaced>

import { z } from 'zod'
import { fieldBase } from './field-base.ts'
import { Json, Key, Line, Sha256 } from './primitives.ts'
import { StructuredValue, structuredFields } from './structured.ts'

/** Long text in Markdown (CommonMark with tables and task lists). */
export const MarkdownField = z.object({
  ...fieldBase,
  kind: z.literal('markdown'),
  minWords: z.int().min(0).optional(),
  maxWords: z.int().min(1).optional(),
})

/** A line or a few lines of plain text. Lengths count Unicode code points. */
export const TextField = z.object({
  ...fieldBase,
  kind: z.literal('text'),
  minLength: z.int().min(0).optional(),
  maxLength: z.int().min(1).optional(),
  multiline: z.boolean().default(false),
})

export const NumberField = z.object({
  ...fieldBase,
  kind: z.literal('number'),
  min: z.number().optional(),
  max: z.number().optional(),
  integer: z.boolean().default(false),
  unit: Line(40).optional(),
})

export const ChoiceField = z.object({
  ...fieldBase,
  kind: z.literal('choice'),
  multiple: z.boolean().default(false),
  options: z
    .array(z.object({ value: Line(120), label: Line(300) }))
    .min(2)
    .max(100),
})

/** A scale from 1 to `points`, its ends named. */
export const LikertField = z.object({
  ...fieldBase,
  kind: z.literal('likert'),
  points: z.int().min(2).max(11).default(5),
  low: Line(120),
  high: Line(120),
})

/** Files the expert delivers. */
export const FilesField = z.object({
  ...fieldBase,
  kind: z.literal('files'),
  minFiles: z.int().min(0).default(0),
  maxFiles: z.int().min(1).max(100).default(10),
  maxBytes: z.int().min(1).optional(),
  accept: z
    .array(z.string().regex(/^\.[a-z0-9]{1,10}$/, 'a file ending such as .pdf'))
    .max(30)
    .default([]),
})

/** A day of the calendar. */
export const DateField = z.object({
  ...fieldBase,
  kind: z.literal('date'),
  min: z.iso.date().optional(),
  max: z.iso.date().optional(),
})

export const KnownField = z.discriminatedUnion('kind', [
  MarkdownField,
  TextField,
  NumberField,
  ChoiceField,
  LikertField,
  DateField,
  FilesField,
  ...structuredFields,
])
export type KnownField = z.infer<typeof KnownField>

/** The field kinds this version can show and fill in. */
export const knownFieldKinds: ReadonlySet<string> = new Set(KnownField.options.map((option) => option.shape.kind.value))

/**
 * A field of a kind that a newer Understudy knows. It is kept as it came, shown with a notice and never sent half-done.
 */
export const UnknownField = z
  .object({
    key: Key,
    // `abort`, because a union answers with the errors of a known kind only when this branch is out of the question.
    kind: z
      .string()
      .min(1)
      .max(64)
      .refine((kind) => !knownFieldKinds.has(kind), { error: 'this field kind is known', abort: true }),
    label: Line(200).optional(),
    required: z.boolean().default(true),
  })
  .catchall(Json)
export type UnknownField = z.infer<typeof UnknownField>

export const Field = z.union([KnownField, UnknownField])
export type Field = z.infer<typeof Field>

/** @returns whether this version can show and fill in the field. */
export function isKnownField(field: Field): field is KnownField {
  return knownFieldKinds.has(field.kind)
}

/** A delivered file as the submission names it; the bytes travel by their SHA-256. */
export const FileRef = z.object({
  name: Line(255),
  sha256: Sha256,
  size: z.int().min(0),
  mediaType: Line(127),
  /** What the expert had taken out of it before, by its names (`Author`), never what it said. */
  removed: z.array(Line(200)).max(100).optional(),
})
export type FileRef = z.infer<typeof FileRef>

/** What an expert gave for one field. */
export const FieldValue = z.union([z.string(), z.number(), z.array(z.string()), z.array(FileRef), StructuredValue])
export type FieldValue = z.infer<typeof FieldValue>

/** Field key → value. A field without a value has no entry. */
export const FieldValues = z.record(Key, FieldValue)
export type FieldValues = z.infer<typeof FieldValues>

/** Fields whose value is a text that CodeMirror edits. */
export function isTextField(field: Field): boolean {
  return field.kind === 'markdown' || field.kind === 'text'
}

const structuredKinds: ReadonlySet<string> = new Set(structuredFields.map((field) => field.shape.kind.value))
export type StructuredField = Extract<KnownField, { kind: StructuredValue['kind'] }>

/** Fields whose value is a document of its own. */
export function isStructuredField(field: Field): field is StructuredField {
  return structuredKinds.has(field.kind)
}

/** Fields that the log keeps as a text: texts, and documents as JSON (`rules/structure-text.ts`). */
export function isLoggedAsText(field: Field): boolean {
  return isTextField(field) || isStructuredField(field)
}

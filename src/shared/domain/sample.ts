import { z } from 'zod'
import { FileRef } from './fields.ts'
import { Key, Line } from './primitives.ts'
import { type Material, Material as MaterialSchema, Programme, TaskContent } from './task.ts'

/** `programme.json` of a sample folder (resources/sample): what both the hub and a desk without a hub can load. */
export const SampleProgramme = z.object({
  programme: Programme.pick({
    name: true,
    operator: true,
    summary: true,
    rate: true,
    rounding: true,
    leaseDays: true,
    idleMs: true,
    readingWordsPerMinute: true,
  }),
  /** Markdown files beside it. */
  terms: z.string(),
  guideline: z.string(),
  /** The short list of occupations that a hub begins with (`rules/occupation-lines.ts`). */
  occupations: z.string(),
  batches: z
    .array(z.object({ key: Key, title: Line(200), note: z.string().max(10_000).default(''), tasks: z.string() }))
    .min(1),
})
export type SampleProgramme = z.infer<typeof SampleProgramme>

/** A material of kind file names a path in the folder; name, size, hash and media type are found when it is loaded. */
const SampleMaterial = z.union([
  z.object({ kind: z.literal('file'), key: Key, title: Line(200), path: z.string() }),
  MaterialSchema,
])
export const SampleTask = TaskContent.extend({
  materials: z.array(SampleMaterial).default([]),
  external: z.looseObject({ sampleId: z.string().min(1).max(100) }),
})
export type SampleTask = z.infer<typeof SampleTask>

/**
 * A sample task as a task's content.
 * @param fileOf gives the file at a path in the folder
 */
export function sampleToContent(sample: SampleTask, fileOf: (path: string) => FileRef): TaskContent {
  const materials = sample.materials.map((material): Material => {
    if (!('path' in material)) return material
    const { kind, key, title, path } = material
    return { kind, key, title, file: fileOf(path) }
  })
  return TaskContent.parse({ ...sample, materials })
}

const mediaTypes = new Map<string, string>(
  Object.entries({
    csv: 'text/csv',
    md: 'text/markdown',
    txt: 'text/plain',
    pdf: 'application/pdf',
    png: 'image/png',
    jpg: 'image/jpeg',
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  }),
)

/** Media type by a file name's ending. */
export function mediaTypeOf(name: string): string {
  return mediaTypes.get(name.slice(name.lastIndexOf('.') + 1).toLowerCase()) ?? 'application/octet-stream'
}

import type { FileRef } from '../../../../shared/domain/fields.ts'

/** How a file is shown. */
export type FileKind = 'pdf' | 'docx' | 'xlsx' | 'pptx' | 'csv' | 'markdown' | 'text' | 'picture' | 'other'

const byEnding: Readonly<Record<string, FileKind>> = {
  pdf: 'pdf',
  docx: 'docx',
  docm: 'docx',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
  pptx: 'pptx',
  pptm: 'pptx',
  ppsx: 'pptx',
  csv: 'csv',
  tsv: 'csv',
  md: 'markdown',
  markdown: 'markdown',
  txt: 'text',
  json: 'text',
  jsonl: 'text',
  log: 'text',
  xml: 'text',
  html: 'text',
  htm: 'text',
  yaml: 'text',
  yml: 'text',
  ini: 'text',
  tf: 'text',
  sql: 'text',
  py: 'text',
  js: 'text',
  ts: 'text',
  css: 'text',
  png: 'picture',
  jpg: 'picture',
  jpeg: 'picture',
  gif: 'picture',
  webp: 'picture',
  svg: 'picture',
}

const byMediaType: Readonly<Record<string, FileKind>> = {
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'text/csv': 'csv',
  'text/markdown': 'markdown',
  'application/json': 'text',
  'image/png': 'picture',
  'image/jpeg': 'picture',
  'image/gif': 'picture',
  'image/webp': 'picture',
  'image/svg+xml': 'picture',
}

/** By the ending of the name, else by what the operator says it is. */
export function fileKindOf({ name, mediaType }: Pick<FileRef, 'name' | 'mediaType'>): FileKind {
  const known = byEnding[endingOf(name)] ?? byMediaType[mediaType]
  return known ?? (mediaType.startsWith('text/') ? 'text' : 'other')
}

/** `plan.PDF` has `pdf`. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot === -1 ? '' : name.slice(dot + 1).toLowerCase()
}

const MEGABYTE = 1_000_000

/** Bytes of a file that are read at most to show it. Of a text its beginning is shown, of the others all or nothing. */
export const shownBytes: Readonly<Record<FileKind, number>> = {
  pdf: 150 * MEGABYTE,
  docx: 60 * MEGABYTE,
  xlsx: 60 * MEGABYTE,
  pptx: 150 * MEGABYTE,
  csv: 10 * MEGABYTE,
  markdown: 4 * MEGABYTE,
  text: 4 * MEGABYTE,
  picture: 60 * MEGABYTE,
  other: 1,
}

/** Whether the beginning of such a file can be shown without its end. */
export function isCuttable(kind: FileKind): boolean {
  return kind === 'csv' || kind === 'markdown' || kind === 'text'
}

const endingTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
}

/** The media type under which a picture is given to the browser, never another than that of a picture. */
export function pictureType({ name, mediaType }: Pick<FileRef, 'name' | 'mediaType'>): string {
  return endingTypes[endingOf(name)] ?? (Object.values(endingTypes).includes(mediaType) ? mediaType : 'image/png')
}

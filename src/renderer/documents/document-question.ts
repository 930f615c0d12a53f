import type { Result } from '../../shared/domain/result.ts'
import type { DocumentProblem } from './problem.ts'
import type { CleanedFile } from './properties.ts'
import type { Properties } from './property.ts'
import type { DocxText } from './read-docx.ts'
import type { Slide } from './read-pptx.ts'
import type { Workbook } from './read-xlsx.ts'

/** What the worker that reads documents is asked, and what it answers. */
export type Answers = {
  readonly docx: DocxText
  readonly xlsx: Workbook
  readonly pptx: readonly Slide[]
  readonly properties: Properties | undefined
  readonly clean: CleanedFile
}
export type DocumentTask = keyof Answers
export type DocumentQuestion = { readonly task: DocumentTask; readonly bytes: Uint8Array<ArrayBuffer> }
export type DocumentAnswer<Task extends DocumentTask> = Result<Answers[Task], DocumentProblem>

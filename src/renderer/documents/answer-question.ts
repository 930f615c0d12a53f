import { ok } from '../../shared/domain/result.ts'
import type { DocumentAnswer, DocumentQuestion, DocumentTask } from './document-question.ts'

/** Reads a document, with what its kind needs loaded when the first one comes. */
export async function answerQuestion({ task, bytes }: DocumentQuestion): Promise<DocumentAnswer<DocumentTask>> {
  switch (task) {
    case 'docx':
      return (await import('./read-docx.ts')).readDocx(bytes)
    case 'xlsx':
      return (await import('./read-xlsx.ts')).readXlsx(bytes)
    case 'pptx':
      return (await import('./read-pptx.ts')).readPptx(bytes)
    case 'properties': {
      const read = await (await import('./properties.ts')).readProperties(bytes)
      return read.ok ? ok(read.value) : read
    }
    case 'clean':
      return (await import('./properties.ts')).removeProperties(bytes)
  }
}

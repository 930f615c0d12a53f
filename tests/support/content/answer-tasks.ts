import { readdirSync } from 'node:fs'
import { sharedData } from '../shared-data.ts'
import { type BatchTask, titleOf } from './read-shared.ts'

/** The folder that goes with the batch as `--files-dir`. */
export const officeFiles = sharedData('attachments')

/** 58 files of office work, each with a question about it. */
export function answerTasks(): BatchTask[] {
  return readdirSync(officeFiles)
    .filter((name) => name !== 'manifest.tsv')
    .sort((a, b) => (endingOf(a) === endingOf(b) ? (a < b ? -1 : 1) : endingOf(a) < endingOf(b) ? -1 : 1))
    .map((path, index) => ({
      kind: 'answer',
      title: titleOf('Answer', index, path),
      occupation: { code: '13-1111.00', title: 'Management Analysts' },
      brief: `Somebody sent you **${path.replaceAll('_', ' ')}**. What does it say, and what would you do next?`,
      materials: [{ kind: 'file', key: 'file', title: path, path }],
      fields: [
        { kind: 'markdown', key: 'answer', label: 'Your answer', minWords: 20 },
        { kind: 'citations', key: 'sources', label: 'What you rely on', required: false },
        { kind: 'files', key: 'deliverable', label: 'What you deliver', required: false },
      ],
    }))
}

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.'))
}

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { z } from 'zod'
import type { TaskContent } from '../../../src/shared/domain/task.ts'
import { firstWords } from '../../../src/hub/import/first-words.ts'
import { sharedData } from '../shared-data.ts'

/** A task as an operator writes it into a batch file. */
export type BatchTask = Omit<z.input<typeof TaskContent>, 'materials'> & {
  materials?: (NonNullable<z.input<typeof TaskContent>['materials']>[number] | FileOfFolder)[]
}
/** A file of the folder that is named with `--files-dir`. */
export type FileOfFolder = { kind: 'file'; key: string; title: string; path: string }

/** A file of the shared data as text, unpacked where it is packed. */
export function readShared(path: string): string {
  const bytes = readFileSync(sharedData(path))
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** A title that no other task of these batches has: `Grade 0012: Write a program that …`. */
export function titleOf(kind: string, index: number, text: string): string {
  return `${kind} ${String(index + 1).padStart(4, '0')}: ${firstWords(text, 'no words', 60)}`
}

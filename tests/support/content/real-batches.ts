import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sharedData } from '../shared-data.ts'
import { answerTasks, officeFiles } from './answer-tasks.ts'
import { llmBarTasks, pandaLmTasks } from './compare-tasks.ts'
import { converseTasks } from './converse-tasks.ts'
import { gradeTasks } from './grade-tasks.ts'
import type { BatchTask } from './read-shared.ts'

/**
 * Real content in the form of batches, one JSONL file each: `node tests/support/content/real-batches.ts FOLDER` writes
 * 765 tasks to grade, 999 and 419 to compare, 100 to converse and 58 to answer from a file.
 */
export const realBatches: Readonly<Record<string, () => BatchTask[]>> = {
  biggen: gradeTasks,
  pandalm: pandaLmTasks,
  llmbar: llmBarTasks,
  oasst: converseTasks,
  office: answerTasks,
}

/** Why the batches cannot be made here, or undefined. */
export const contentMissing: string | undefined = existsSync(sharedData('pairwise'))
  ? undefined
  : 'the shared data (../shared/data) is not here'

/** So many tasks of a batch, from all parts of it. */
export function spreadOf(tasks: readonly BatchTask[], count: number): BatchTask[] {
  const most = Math.min(count, tasks.length)
  return Array.from({ length: most }, (_, i) => tasks[Math.floor((i * tasks.length) / most)]).filter(
    (task) => task !== undefined,
  )
}

/** @returns the arguments of `batch import` for the file that was written */
export async function writeBatch(folder: string, name: string, tasks: readonly BatchTask[]): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${name}.jsonl`)
  await writeFile(path, tasks.map((task) => `${JSON.stringify(task)}\n`).join(''))
  return name === 'office' ? [path, '--files-dir', officeFiles] : [path]
}

if (import.meta.main) {
  const folder = process.argv[2]
  if (folder === undefined) throw new Error('say into which folder')
  for (const [name, make] of Object.entries(realBatches)) {
    const tasks = make()
    const [path] = await writeBatch(folder, name, tasks)
    console.log(`${path}: ${tasks.length}`)
  }
}

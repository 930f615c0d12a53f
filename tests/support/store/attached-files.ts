import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { backupFolderOf } from '../../../src/core/store/backup-files.ts'
import { filePathOf } from '../../../src/core/store/file-store.ts'
import { testId, testTask } from '../core/tasks.ts'
import {
  type DeskClient,
  makeTempFolder,
  openTestCore,
  type TestCore,
  type TestCoreOptions,
} from '../core/test-core.ts'
import { openTestStore } from '../core/test-store.ts'
import { until } from '../core/until.ts'
import { attach } from '../sync/large-files.ts'

export const taskId = testId('task')

/** A data folder whose store has one task, taken, that asks for files; its hub is out of reach. */
export function makeFolderWithTask(folder = makeTempFolder()): string {
  const fields = [
    {
      kind: 'files' as const,
      key: 'plan',
      label: 'The plan as a file',
      maxFiles: 9,
      maxBytes: 500_000_000,
      accept: [],
    },
  ]
  openTestStore(folder, [testTask(1, { title: 'Task with files', fields })]).close()
  return folder
}

/** A desk on such a folder. */
export async function openWithTask(options: TestCoreOptions = {}): Promise<TestCore> {
  return openTestCore({ ...options, folder: makeFolderWithTask(options.folder) })
}

/** Attaches a file. @returns its hash */
export async function attachFile(desk: DeskClient, bytes: Buffer, name = 'plan.pdf'): Promise<string> {
  return (await attach(desk, taskId, name, bytes)).file.sha256
}

/** Where the copy of an attached file lies beside the backups. */
export function keptPath(folder: string, sha256: string): string {
  return filePathOf(backupFolderOf(folder), sha256)
}

/** Puts a copy there that nothing needs. @returns its hash */
export function keepStray(folder: string): string {
  const bytes = Buffer.from('nobody needs this')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  mkdirSync(dirname(keptPath(folder, sha256)), { recursive: true })
  writeFileSync(keptPath(folder, sha256), bytes)
  return sha256
}

/** Hashes of all attached files beside the backups, and whatever else lies there. */
export function keptNames(folder: string): string[] {
  const home = join(backupFolderOf(folder), 'files')
  if (!existsSync(home)) return []
  return readdirSync(home)
    .flatMap((name) => readdirSync(join(home, name)))
    .toSorted()
}

/** Names in the folder of backups of what is not whole. */
export function partNames(folder: string): string[] {
  if (!existsSync(backupFolderOf(folder))) return []
  return readdirSync(backupFolderOf(folder), { recursive: true })
    .map(String)
    .filter((name) => name.includes('.part'))
}

export function flipByte(path: string): void {
  const bytes = readFileSync(path)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

/** The file as a window reads it, part by part. */
export async function readWhole(desk: DeskClient, sha256: string): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let offset = 0; ; ) {
    const part = await desk.files.read({ sha256, offset, length: 1_500_000 })
    const bytes = Buffer.from(part.bytes, 'base64')
    parts.push(bytes)
    offset += bytes.length
    if (!part.here || bytes.length === 0 || offset >= part.size) return Buffer.concat(parts)
  }
}

export async function noticeTexts(desk: DeskClient): Promise<string[]> {
  return (await desk.app.status({})).notices.map(({ text }) => text)
}

export async function untilNotice(desk: DeskClient, text: RegExp): Promise<void> {
  await until(desk, `there is a notice ${text.source}`, async () =>
    (await noticeTexts(desk)).some((one) => text.test(one)),
  )
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

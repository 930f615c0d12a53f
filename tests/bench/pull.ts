import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { applyPragmas } from '../../src/core/store/open-database.ts'
import { testContent } from '../support/core/tasks.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { openBenchDesk } from './bench-desk.ts'
import { type BenchHub, openBenchHub } from './bench-hub.ts'
import { type Bench, median, ms, round, settleDisk } from './measure.ts'

const TASKS = 10_000

/**
 * 10,000 tasks of about 3 KB from a hub in a process of its own, over loopback, until they are in the store; beside it
 * the same bytes downloaded from a plain server and inserted in one transaction. `limit` = ours over bare.
 */
export const pull: Bench = async ({ rounds = 8, say }) => {
  const hub = await openBenchHub(Array.from({ length: TASKS }, (_, i) => taskOf(i)))
  const bare = await startBareServer()

  const limits: number[] = []
  for (let i = 0; i < rounds; i++) {
    const { ours, theirs, bytes } = await pullBoth(hub, bare.address, TASKS, i)
    limits.push(ours / theirs)
    say(
      `round ${i + 1}: hub to store ${ms(ours)}, bare download and insert ${ms(theirs)} (${(bytes / 1e6).toFixed(1)} MB)`,
    )
  }
  bare.stop()
  await hub.stop()
  removeTempFolders()
  return { ratios: { limit: round(median(limits)) }, rounds }
}

/**
 * Both jobs once, each after a settled disk. They begin in turns, because a disk may be slower for whoever comes after
 * much was written.
 * @param nth of the rounds
 * @returns milliseconds of each, and how many bytes went down
 */
export async function pullBoth(
  hub: BenchHub,
  bare: string,
  tasks: number,
  nth: number,
): Promise<{ ours: number; theirs: number; bytes: number }> {
  const pullOurs = async (): Promise<number> => {
    const desk = await openBenchDesk(hub.address, await hub.newCode())
    settleDisk()
    const took = await desk.pullAll(tasks)
    await desk.stop()
    return took
  }
  const before = nth % 2 === 0 ? await pullOurs() : undefined
  settleDisk()
  const { ms: theirs, bytes } = await pullBare(bare)
  return { ours: before ?? (await pullOurs()), theirs, bytes }
}

/** One of the tasks of this bench. */
export function taskOf(i: number) {
  const brief = `Plan the season of field ${i}. `.padEnd(
    2_300,
    'The soil is heavy and the spring was wet; say what you would do and why. ',
  )
  return testContent({ title: `Plan for field ${i}`, brief, external: { id: String(i) } })
}

export async function startBareServer(): Promise<{ address: string; stop(): void }> {
  const child = fork(join(import.meta.dirname, 'bare-server.ts'), [
    String(TASKS),
    join(makeTempFolder('bare-server'), 'bare.db'),
  ])
  const [message] = await once(child, 'message')
  return { address: String(message), stop: () => child.kill() }
}

/** One download, one transaction, one row a task. */
async function pullBare(address: string): Promise<{ ms: number; bytes: number }> {
  const db = new Database(join(makeTempFolder('bare'), 'bare.db'))
  applyPragmas(db)
  db.exec('CREATE TABLE tasks (no INTEGER PRIMARY KEY, content TEXT NOT NULL) STRICT')
  const start = performance.now()
  const text = await (await fetch(address)).text()
  const insert = db.prepare('INSERT INTO tasks (content) VALUES (?)')
  db.transaction(() => {
    for (const line of text.split('\n')) insert.run(line)
  })()
  const took = performance.now() - start
  db.close()
  return { ms: took, bytes: text.length }
}

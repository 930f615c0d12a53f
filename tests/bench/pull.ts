import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createTimers, fetchWire } from '../../src/core/real-ports.ts'
import { applyPragmas } from '../../src/core/store/open-store.ts'
import { testContent } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { hubCommand, startHubProcess } from '../support/processes/hub-process.ts'
import { type Bench, median, ms, round } from './measure.ts'

const TASKS = 10_000

/**
 * 10,000 tasks of about 3 KB from a hub in a process of its own, over loopback, until they are in the store; beside it
 * the same bytes downloaded from a plain server and inserted in one transaction. `limit` = ours over bare.
 */
export const pull: Bench = async ({ rounds = 5, say }) => {
  const folder = makeTempFolder('bench-hub')
  const file = join(folder, 'tasks.jsonl')
  writeFileSync(file, Array.from({ length: TASKS }, (_, i) => `${JSON.stringify(taskOf(i))}\n`).join(''))
  const data = ['--data', join(folder, 'hub')]
  writeFileSync(join(folder, 'text.md'), 'Fair terms.')
  const text = join(folder, 'text.md')
  const words = ['--name', 'Bench', '--operator', 'Bench', '--rate', '100', '--currency', 'USD', '--lease-days', '7']
  const hub = await startHubProcess(data)
  const programme = await hubCommand('programme', 'create', ...data, ...words, '--terms', text, '--guideline', text)
  const person = ['--name', 'Ada', '--email', 'ada@example.org', '--occupation', '11-9013.00', '--json']
  const expert = JSON.parse(await hubCommand('expert', 'enrol', ...data, ...person))
  const id = /[0-9a-f-]{36}/.exec(programme)?.[0] ?? ''
  await hubCommand('batch', 'import', file, ...data, '--programme', id, '--title', 'Bench')
  const bare = await startBareServer()

  const limits: number[] = []
  for (let i = 0; i < rounds; i++) {
    const code = i === 0 ? expert.code : codeIn(await hubCommand('expert', 'code', expert.expertId, ...data))
    const ours = await pullOurs(hub.address, code)
    const theirs = await pullBare(bare.address)
    limits.push(ours.ms / theirs.ms)
    say(
      `round ${i + 1}: hub to store ${ms(ours.ms)}, bare download and insert ${ms(theirs.ms)} (${(theirs.bytes / 1e6).toFixed(1)} MB)`,
    )
  }
  bare.stop()
  await hub.stop()
  removeTempFolders()
  return { ratios: { limit: round(median(limits)) }, rounds }
}

/** One of the tasks of this bench. */
export function taskOf(i: number) {
  const brief = `Plan the season of field ${i}. `.padEnd(
    2_300,
    'The soil is heavy and the spring was wet; say what you would do and why. ',
  )
  return testContent({ title: `Plan for field ${i}`, brief, external: { id: String(i) } })
}

function codeIn(output: string): string {
  return /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(output)?.[0] ?? ''
}

/**
 * The desk enrols while it works offline; the time runs from the moment it may ask until everything is stored, which it
 * shows by asking for news (`waitMs`).
 */
async function pullOurs(address: string, code: string): Promise<{ ms: number }> {
  let caughtUp = (): void => {}
  const done = new Promise<void>((resolve) => (caughtUp = resolve))
  const wire = (request: Request): Promise<Response> => {
    if (/[?&]waitMs=[1-9]/.test(request.url)) caughtUp()
    return fetchWire(request)
  }
  const core = await openTestCore({ wire, timers: createTimers() })
  await core.desk.sync.setOffline({ offline: true })
  await core.desk.setup.enrol({ address, code })
  const start = performance.now()
  await core.desk.sync.setOffline({ offline: false })
  await done
  const took = performance.now() - start
  const { total } = await core.desk.tasks.list({ limit: 1 })
  if (total !== TASKS) throw new Error(`${total} of ${TASKS} tasks came`)
  await core.stop()
  return { ms: took }
}

async function startBareServer(): Promise<{ address: string; stop(): void }> {
  const child = fork(join(import.meta.dirname, 'bare-server.ts'), [String(TASKS)])
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

import { fork, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { applyPragmas } from '../../src/core/store/open-database.ts'
import { verifyReceiptAside } from '../../src/sealed/verify-receipt.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { type BenchDesk, openBenchDesk } from './bench-desk.ts'
import { type BenchHub, openBenchHub } from './bench-hub.ts'
import { measureLines } from './lines.ts'
import { type Bench, median, ms, round, settleDisk } from './measure.ts'
import { prepareSubmissions } from './prepare-submissions.ts'
import { pullBoth, startBareServer, taskOf } from './pull.ts'

const TASKS = 10_000
const SUBMISSIONS = 1_000
/** In whose name the bare server signs. */
const NOBODY = '01900000-0000-7000-8000-000000000000'
/** PouchDB as it comes, and the sizes among which its best is looked for. */
const BATCH_SIZES = [undefined, 500, 1_000, 2_000]

const peers = join(import.meta.dirname, 'peers')

/**
 * Pull and push beside what a user might pick instead: PouchDB with a server that speaks CouchDB's protocol, and the
 * least that is possible (the same bytes carried and inserted in one transaction). All on this machine; then the desk
 * alone over bad lines.
 * `pull.limit`, `push.limit` = ours over the least; `pull.pouchdb`, `push.pouchdb` = PouchDB as it comes over ours, and
 * `….pouchdbBest` with its best batch size; `rural2g.bytes` = time on rural 2G over the time its packed bytes need.
 * `push.signed` = ours over the least with a receipt for each that is signed there and checked here; `signed.limit` and
 * `signed.pouchdb` = what that least is by itself, beside the two: no push with receipts can be nearer to the one or
 * further from the other.
 */
export const syncPeers: Bench = async ({ rounds = 3, say }) => {
  installPeers(say)
  const hub = await openBenchHub(Array.from({ length: TASKS }, (_, i) => taskOf(i)))
  const bare = await startBareServer()
  const couch = await openCouch()
  const pouch = openPouch()
  await pouch.do({ job: 'fill', database: `${couch.address}tasks`, documents: documents(TASKS, (i) => taskOf(i)) })

  const ratios: Record<string, number[]> = {}
  const note = (name: string, value: number): void => void (ratios[name] ??= []).push(value)
  for (let i = 0; i < rounds; i++) {
    const pulled = await measurePull(hub, bare.address, couch.address, pouch, i)
    const pushed = await measurePush(hub, bare.address, couch.address, pouch, i)
    for (const [name, times] of [
      ['pull', pulled],
      ['push', pushed],
    ] as const) {
      const [asItComes = 0, ...others] = times.pouch
      const best = Math.min(asItComes, ...others)
      note(`${name}.limit`, times.ours / times.bare)
      note(`${name}.pouchdb`, asItComes / times.ours)
      note(`${name}.pouchdbBest`, best / times.ours)
      const size = BATCH_SIZES[times.pouch.indexOf(best)] ?? 'as it comes'
      say(
        `round ${i + 1}: ${name} ${ms(times.ours)}, the least ${ms(times.bare)}, PouchDB ${ms(asItComes)}, at its best batch size (${size}) ${ms(best)}`,
      )
    }
    const {
      signed,
      bare: least,
      ours,
      pouch: [asItComes = 0],
    } = pushed
    note('push.signed', ours / signed)
    note('signed.limit', signed / least)
    note('signed.pouchdb', asItComes / signed)
    say(`round ${i + 1}: push, the least with a signed receipt for each ${ms(signed)}`)
  }
  pouch.stop()
  couch.stop()
  bare.stop()
  await hub.stop()
  const lines = await measureLines(say)
  removeTempFolders()
  const medians = Object.entries(ratios).map(([name, values]) => [name, round(median(values))])
  return { ratios: { ...Object.fromEntries(medians), ...lines }, rounds }
}

type Times = { readonly ours: number; readonly bare: number; readonly pouch: readonly number[] }

async function measurePull(hub: BenchHub, bare: string, couch: string, pouch: Pouch, nth: number): Promise<Times> {
  const { ours, theirs } = await pullBoth(hub, bare, TASKS, nth)
  const times: number[] = []
  for (const batchSize of BATCH_SIZES) {
    const folder = join(makeTempFolder('pouch'), 'db')
    settleDisk()
    times.push(await pouch.do({ job: 'pull', folder, from: `${couch}tasks`, batchSize, expected: TASKS }))
  }
  return { ours, bare: theirs, pouch: times }
}

async function measurePush(
  hub: BenchHub,
  bare: string,
  couch: string,
  pouch: Pouch,
  nth: number,
): Promise<Times & { readonly signed: number }> {
  const desk = await openBenchDesk(hub.address, await hub.newCode())
  await desk.pullAll(TASKS)
  // The words of 10,000 tasks are indexed after a pull for seconds; 1,000 answers are written in weeks.
  await desk.indexAll(TASKS, 'field')
  const texts = await prepareSubmissions(desk, { count: SUBMISSIONS, skip: nth * SUBMISSIONS })
  settleDisk()
  const ours = await desk.pushAll()
  await receiptsOf(desk)
  await desk.stop()
  settleDisk()
  const least = await pushBare(bare, texts)
  settleDisk()
  const signed = await pushBare(bare, texts, await keyOf(bare))
  const times: number[] = []
  for (const batchSize of BATCH_SIZES) {
    const folder = join(makeTempFolder('pouch'), 'db')
    settleDisk()
    const to = `${couch}work-${nth}-${batchSize ?? 'default'}`
    const made = documents(SUBMISSIONS, (i) => ({ submission: texts[i] }))
    times.push(await pouch.do({ job: 'push', folder, to, documents: made, batchSize }))
  }
  return { ours, bare: least, signed, pouch: times }
}

/** What is measured must be done: every submission has its receipt. */
async function receiptsOf(desk: BenchDesk): Promise<void> {
  const { receipts } = await desk.desk.sync.overview({})
  if (receipts !== SUBMISSIONS) throw new Error(`${receipts} of ${SUBMISSIONS} receipts came`)
}

async function keyOf(bare: string): Promise<string> {
  return (await fetch(new URL('key', bare))).text()
}

/**
 * One request up, one transaction there, one answer down, one transaction here.
 * @param key by which the server signs a receipt for each, all of them checked at once; without it nothing is signed
 */
async function pushBare(address: string, texts: readonly string[], key?: string): Promise<number> {
  const db = new Database(join(makeTempFolder('bare'), 'bare.db'))
  applyPragmas(db)
  db.exec('CREATE TABLE receipts (no INTEGER PRIMARY KEY, receipt TEXT NOT NULL) STRICT')
  const start = performance.now()
  const to = key === undefined ? address : new URL('signed', address)
  const receipts = (await (await fetch(to, { method: 'POST', body: texts.join('\n') })).text()).split('\n')
  if (key !== undefined) {
    const checked = await Promise.all(receipts.map((receipt) => verifyReceiptAside(receipt, key, NOBODY)))
    if (!checked.every(({ ok }) => ok)) throw new Error('a receipt of the bare server proves nothing')
  }
  const insert = db.prepare('INSERT INTO receipts (receipt) VALUES (?)')
  db.transaction(() => {
    for (const receipt of receipts) insert.run(receipt)
  })()
  const took = performance.now() - start
  db.close()
  return took
}

function documents(count: number, of: (i: number) => object): object[] {
  return Array.from({ length: count }, (_, i) => ({ _id: String(i).padStart(6, '0'), ...of(i) }))
}

const Answer = z.union([z.object({ ms: z.number() }), z.object({ error: z.string() })])
type Pouch = { do(job: object): Promise<number>; stop(): void }

function openPouch(): Pouch {
  const child = fork(join(peers, 'pouch.mjs'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  return {
    do: async (job) => {
      child.send(job)
      const [message] = await once(child, 'message')
      const answer = Answer.parse(message)
      if ('error' in answer) throw new Error(`PouchDB: ${answer.error}`)
      await turnOfTheLoop()
      return answer.ms
    },
    stop: () => child.disconnect(),
  }
}

async function openCouch(): Promise<{ address: string; stop(): void }> {
  const folder = makeTempFolder('couch')
  await mkdir(folder, { recursive: true })
  const child: ChildProcess = fork(join(peers, 'couch-server.mjs'), [folder], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [address] = await once(child, 'message')
  return { address: z.string().parse(address), stop: () => child.disconnect() }
}

/** They are no part of Understudy, so they are installed by the first run that needs them. */
function installPeers(say: (line: string) => void): void {
  if (existsSync(join(peers, 'node_modules', 'pouchdb'))) return
  say('Installing PouchDB and its server (about 280 packages, once) …')
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync('npm', args, { cwd: peers, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) throw new Error('PouchDB could not be installed; the lines above say why')
}

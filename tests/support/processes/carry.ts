import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, mkdirSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { ChangeSet } from '@codemirror/state'
import { testId } from '../core/tasks.ts'
import type { DeskClient } from '../core/test-core.ts'
import { createRandom } from '../random.ts'
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts'
import { type DeskProcess, startDeskProcess } from './desk-process.ts'
import { type HubProcess, hubCommand, startHubProcess } from './hub-process.ts'

export type CarryOptions = {
  /** Size of the batch's files together, and of the one deliverable. */
  readonly downBytes: number
  readonly upBytes: number
  /** In each direction. */
  readonly kills: number
  readonly seed: number
  /** Of the line, in each direction. */
  readonly bytesPerMs: number
  readonly say: (line: string) => void
}

export type CarryWay = {
  readonly bytes: number
  readonly onWire: number
  /** Share of the bytes that travelled more than once, with all that HTTP adds. */
  readonly again: number
  readonly events: Readonly<Record<Event, number>>
  readonly seconds: number
}

type Event = 'desk killed' | 'hub killed' | 'line cut'
const events: readonly Event[] = ['desk killed', 'hub killed', 'line cut']

/**
 * Carries a batch of files down and a deliverable up between a real desk and a real hub, with a counting line between,
 * while desk, hub and line break at random moments. Throws when a byte is wrong or the work is not at the hub once.
 */
export async function carry(options: CarryOptions): Promise<{ down: CarryWay; up: CarryWay }> {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-carry-'))
  const world = await openWorld(folder, options)
  try {
    const down = await breakWhile(world, 'down', options, async () => {
      // In this order: the task brings its files along.
      if ((await world.ask((desk) => desk.tasks.list({}))).total === 0) return false
      return (await world.ask((desk) => desk.sync.overview({}))).files.missing === 0
    })
    await checkDown(world)
    const taskId = await handIn(world, options)
    const up = await breakWhile(world, 'up', options, async () => {
      const { row } = await world.ask((desk) => desk.tasks.get({ taskId }))
      return row.state === 'received'
    })
    await checkUp(world, options)
    return { down, up }
  } finally {
    await world.desk.stop()
    await world.hub.stop()
    await world.proxy.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

type World = {
  readonly folder: string
  readonly proxy: CountingProxy
  hub: HubProcess
  desk: DeskProcess
  readonly files: readonly { readonly sha256: string; readonly size: number }[]
  deliverable?: { readonly sha256: string; readonly size: number }
  /** Asks the desk of the moment; asks again when it was killed meanwhile. */
  ask<T>(question: (desk: DeskClient) => Promise<T>): Promise<T>
  restartHub(): Promise<void>
}

async function openWorld(folder: string, { downBytes, upBytes, seed, bytesPerMs }: CarryOptions): Promise<World> {
  const random = createRandom(seed ^ 0x5eed).fraction
  const hubFolder = join(folder, 'hub')
  const materials = join(folder, 'materials')
  mkdirSync(materials, { recursive: true })
  const data = ['--data', hubFolder]
  const hub = await startHubProcess(data)
  const hubPort = Number(new URL(hub.address).port)
  const proxy = await startCountingProxy(hubPort, bytesPerMs)
  const files = writeMaterials(materials, downBytes, random)
  const code = await fillHub(
    folder,
    data,
    files.map(({ name }) => name),
    upBytes,
  )
  const world: World = {
    folder,
    proxy,
    hub,
    desk: await startDeskProcess(join(folder, 'desk')),
    files,
    async ask(question) {
      const limit = Date.now() + 120_000
      for (;;) {
        const { child, desk } = world.desk
        let gone = (): void => undefined
        const ended = new Promise<never>((_, reject) => {
          gone = () => reject(new Error('the desk ended'))
          child.once('exit', gone)
        })
        try {
          return await Promise.race([question(desk), ended])
        } catch (error) {
          if (Date.now() > limit) throw error
          await pause(100)
        } finally {
          child.off('exit', gone)
        }
      }
    },
    async restartHub() {
      world.hub.child.kill('SIGKILL')
      await new Promise((resolve) => world.hub.child.once('exit', resolve))
      world.hub = await startHubProcess(data, hubPort)
    },
  }
  await world.desk.desk.setup.enrol({ address: `http://127.0.0.1:${proxy.port}/`, code })
  return world
}

/** Files of unlike sizes, most of the bytes in a few of them, as photographs and maps are. */
function writeMaterials(folder: string, bytes: number, random: () => number) {
  const shares = Array.from({ length: 12 }, () => random() ** 3 + 0.01)
  const whole = shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share, n) => {
    const content = randomBytes(Math.max(1_000, Math.round((bytes * share) / whole)))
    const name = `map-${n + 1}.tif`
    writeFileSync(join(folder, name), content)
    return { name, sha256: createHash('sha256').update(content).digest('hex'), size: content.length }
  })
}

async function fillHub(
  folder: string,
  data: readonly string[],
  names: readonly string[],
  upBytes: number,
): Promise<string> {
  const text = join(folder, 'words.md')
  writeFileSync(text, 'Write as to a colleague.')
  const words = [
    '--name',
    'Maps',
    '--operator',
    'Oakridge Data',
    '--rate',
    '120',
    '--currency',
    'USD',
    '--lease-days',
    '7',
  ]
  const made = await hubCommand('programme', 'create', ...words, '--terms', text, '--guideline', text, ...data)
  const programme = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(made)?.[0] ?? ''
  const person = ['--name', 'Ada Field', '--email', 'ada@example.org', '--occupation', '11-9013.00', '--json']
  const { code } = JSON.parse(await hubCommand('expert', 'enrol', ...person, ...data)) as { code: string }
  const task = {
    kind: 'author',
    title: 'Maps of the farm',
    occupation: { code: '11-9013.00', title: 'Farmers, Ranchers, and Other Agricultural Managers' },
    brief: 'Draw the ditches into the maps.',
    materials: names.map((name, n) => ({ kind: 'file', key: `map-${n + 1}`, title: name, path: name })),
    fields: [
      { kind: 'markdown', key: 'answer', label: 'What you changed' },
      { kind: 'files', key: 'map', label: 'The map', maxBytes: upBytes, maxFiles: 1, accept: [] },
    ],
  }
  const batch = join(folder, 'batch.jsonl')
  writeFileSync(batch, `${JSON.stringify(task)}\n`)
  const more = ['--programme', programme, '--title', 'Maps', '--files-dir', join(folder, 'materials')]
  await hubCommand('batch', 'import', batch, ...more, ...data)
  return code
}

/** Waits until `isDone`, breaking something each time that a random number of bytes has passed. */
async function breakWhile(
  world: World,
  way: 'up' | 'down',
  { kills, seed, say, upBytes }: CarryOptions,
  isDone: () => Promise<boolean>,
): Promise<CarryWay> {
  const random = createRandom(seed ^ (way === 'up' ? 0xa11 : 0xd0)).fraction
  const bytes = way === 'down' ? world.files.reduce((sum, { size }) => sum + size, 0) : upBytes
  const from = world.proxy.counts()[way]
  const beganAt = Date.now()
  const marks = Array.from({ length: kills }, () => from + random() * bytes * 0.95).toSorted((a, b) => a - b)
  const counted: Record<Event, number> = { 'desk killed': 0, 'hub killed': 0, 'line cut': 0 }
  // Held in an object: it changes while the loop below waits.
  const breaks: { now: Promise<void> | undefined } = { now: undefined }
  world.proxy.onBytes = () => {
    const mark = marks[0]
    if (breaks.now !== undefined || mark === undefined || world.proxy.counts()[way] < mark) return
    marks.shift()
    const event = events[Math.floor(random() * events.length)] ?? 'line cut'
    counted[event] += 1
    say(`${way} at ${megabytes(world.proxy.counts()[way] - from)} MB: ${event}`)
    breaks.now = breakOne(world, event).finally(() => (breaks.now = undefined))
  }
  const limit = Date.now() + 15 * 60_000
  while (!(await isDone()) || breaks.now !== undefined) {
    if (Date.now() > limit) throw new Error(`${way}: not done after a quarter of an hour`)
    await pause(100)
  }
  world.proxy.onBytes = () => undefined
  const onWire = world.proxy.counts()[way] - from
  if (marks.length > 0) throw new Error(`${way}: ${marks.length} of ${kills} breaks never came`)
  say(`${way}: ${megabytes(bytes)} MB, ${megabytes(onWire)} MB on the wire`)
  return { bytes, onWire, again: onWire / bytes - 1, events: counted, seconds: (Date.now() - beganAt) / 1000 }
}

async function breakOne(world: World, event: Event): Promise<void> {
  if (event === 'line cut') world.proxy.cut()
  else if (event === 'hub killed') await world.restartHub()
  else {
    await world.desk.kill()
    world.desk = await startDeskProcess(join(world.folder, 'desk'))
  }
  // Nobody waits for the desk's own patience here: what is measured is bytes.
  await world.ask((desk) => desk.sync.now({}))
}

async function handIn(world: World, { upBytes }: CarryOptions): Promise<string> {
  const { desk } = world.desk
  const path = join(world.folder, 'deliverable.tif')
  writeFileSync(path, randomBytes(upBytes))
  const taskId = (await desk.tasks.list({})).rows[0]?.id ?? ''
  await desk.tasks.take({ taskId })
  const text = 'Ditches drawn in.'
  const changes = ChangeSet.of({ from: 0, insert: text }, 0).toJSON()
  const selection = { anchor: text.length, head: text.length }
  const session = testId('session')
  await desk.drafts.edit({
    taskId,
    field: 'answer',
    version: 0,
    session,
    edits: [{ change: { changes }, origin: 'typed', selection }],
  })
  const begun = await desk.files.begin({
    taskId,
    field: 'map',
    name: 'map.tif',
    size: upBytes,
    mediaType: 'image/tiff',
  })
  const fd = openSync(path, 'r')
  const part = Buffer.alloc(begun.partBytes)
  for (let offset = 0; offset < upBytes; ) {
    const read = readSync(fd, part, 0, part.length, offset)
    await desk.files.part({ uploadId: begun.uploadId, offset, bytes: part.subarray(0, read).toString('base64') })
    offset += read
  }
  const { file } = await desk.files.finish({ uploadId: begun.uploadId, session })
  world.deliverable = { sha256: file.sha256, size: file.size }
  await desk.work.send({ taskId })
  return taskId
}

async function checkDown({ folder, files }: World): Promise<void> {
  for (const { sha256, size } of files)
    await checkFile(join(folder, 'desk', 'files', sha256.slice(0, 2), sha256), sha256, size)
}

async function checkUp({ folder, deliverable }: World, { upBytes }: CarryOptions): Promise<void> {
  if (deliverable === undefined || deliverable.size !== upBytes) throw new Error('the deliverable is not what was made')
  const { sha256 } = deliverable
  await checkFile(join(folder, 'hub', 'files', sha256.slice(0, 2), sha256), sha256, upBytes)
  const list = await hubCommand('submission', 'list', '--json', '--data', join(folder, 'hub'))
  const found = (JSON.parse(list) as unknown[]).length
  if (found !== 1) throw new Error(`the hub holds ${found} submissions instead of one`)
}

async function checkFile(path: string, sha256: string, size: number): Promise<void> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  if (statSync(path).size !== size || hash.digest('hex') !== sha256)
    throw new Error(`the file ${sha256} is not what it was`)
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}

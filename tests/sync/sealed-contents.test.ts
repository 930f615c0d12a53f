import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deviceKey } from '../../src/core/sync/device-key.ts'
import { tokenKey } from '../../src/core/sync/enrol.ts'
import { readIdentity } from '../../src/hub/store/hub-identity.ts'
import { openSealed } from '../../src/sealed/open-sealed.ts'
import type { SealKey } from '../../src/sealed/seal.ts'
import type { SealedManifest } from '../../src/shared/sealed/manifest.ts'
import { makeTempFolder, removeTempFolders, type TestCore } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { newId, submission, submitOperation, takeOperation } from '../support/hub/fixtures.ts'
import { headOf, makeSealKey, manifestFor } from '../support/sealed/make-sealed.ts'
import { type RawEntry, rawZip } from '../support/sealed/raw-zip.ts'
import { batchOut, outboxIn, readInBytes, saveOutbox } from '../support/sync/carry.ts'
import { contents, type DeskAndHub, openDeskAndHub, write } from '../support/sync/desk-and-hub.ts'

/** Files that are signed by whom they say, and whose contents are bad all the same: nothing of them is used. */
let world: DeskAndHub
let core: TestCore
let hubKey: SealKey
let deskKey: SealKey
let batch: Unpacked
let outbox: Unpacked
let good: Buffer

type Unpacked = { readonly manifest: SealedManifest; readonly texts: ReadonlyMap<string, string> }

beforeAll(async () => {
  world = await openDeskAndHub()
  core = await world.openDesk()
  const stick = makeTempFolder('stick')
  await world.hub.operator.importTasks(contents(1))
  const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
  await until(core.desk, 'it has heard', async () => (await core.desk.sync.overview({})).hubs[0]?.lastContactAt)
  await core.desk.sync.setOffline({ offline: true })
  await world.hub.operator.importTasks(contents(40).slice(1), { title: 'Later' })
  await batchOut(world.hub, world.expertId, join(stick, 'batch.understudy'))
  await core.desk.tasks.take({ taskId })
  await write(core.desk, taskId, 'Clover, then wheat.')
  await core.desk.work.send({ taskId })
  await saveOutbox(core.desk, join(stick, 'outbox.understudy'))
  hubKey = (await readIdentity(world.hub.db)).key
  const hubId = (await core.desk.sync.overview({})).hubs[0]?.id ?? ''
  deskKey = deviceKey((await core.secrets.get(tokenKey(hubId))) ?? '')
  good = readFileSync(join(stick, 'batch.understudy'))
  batch = await unpack(join(stick, 'batch.understudy'))
  outbox = await unpack(join(stick, 'outbox.understudy'))
})
afterAll(async () => {
  await world.close()
  removeTempFolders()
})

async function unpack(path: string): Promise<Unpacked> {
  const opened = await openSealed(path)
  if (!opened.ok) throw new Error(opened.error.text)
  const places = await opened.value.unpack(makeTempFolder('unpacked'))
  opened.value.close()
  if (!places.ok) throw new Error(places.error.text)
  return {
    manifest: opened.value.manifest,
    texts: new Map([...places.value].map(([name, place]) => [name, readFileSync(place, 'utf8')])),
  }
}

/** The same file with other contents, sealed as its maker would seal it. */
function reseal(
  { manifest, texts }: Unpacked,
  key: SealKey,
  changes: Record<string, string>,
  more: object = {},
): Buffer {
  const entries: RawEntry[] = [...new Map([...texts, ...Object.entries(changes)])].map(([name, text]) => ({
    name,
    bytes: Buffer.from(text),
    deflate: true,
  }))
  const { entries: _before, ...rest } = manifest
  return rawZip([...headOf(manifestFor(entries, key, { ...rest, ...more }), key), ...entries])
}

async function deskState(): Promise<unknown> {
  const { total } = await core.desk.tasks.list({})
  const { lanes, receipts, refusedChanges } = await core.desk.sync.overview({})
  return { total, lanes, receipts, refusedChanges }
}

describe('a batch that its hub has signed', () => {
  const lines = (): string[] => (batch.texts.get('feed.jsonl') ?? '').split('\n')

  it.each<[string, () => string]>([
    ['that ends in the middle of a page', () => lines().slice(0, -3).join('\n')],
    ['with a line that is no JSON', () => lines().with(3, '{"seq":').join('\n')],
    [
      'whose numbers do not rise',
      () =>
        lines()
          .with(3, lines()[1] ?? '')
          .join('\n'),
    ],
    [
      'whose page promises another number of changes',
      () =>
        lines()
          .with(0, (lines()[0] ?? '').replace(/"changes":\d+/, '"changes":3'))
          .join('\n'),
    ],
    [
      'whose cursor passes what it brings',
      () =>
        lines()
          .with(0, (lines()[0] ?? '').replace(/"cursor":\d+/, '"cursor":99999'))
          .join('\n'),
    ],
    [
      'of another history than its list says',
      () =>
        lines()
          .with(0, (lines()[0] ?? '').replace(/"epoch":"[^"]+"/, '"epoch":"0197a000-0000-7000-8000-000000000009"'))
          .join('\n'),
    ],
    ['with a page that says nothing', () => 'null\n'],
    ['that is empty', () => ''],
  ])('%s is refused whole [C1]', async (_what, feed) => {
    const before = await deskState()
    await expect(readInBytes(core.desk, reseal(batch, hubKey, { 'feed.jsonl': feed() }))).rejects.toMatchObject({
      code: 'REFUSED',
      data: { code: 'damaged', text: expect.stringMatching(/^This sealed file is damaged: .*Nothing was read in/) },
    })
    expect(await deskState()).toEqual(before)
  })

  it('or rather by somebody else is refused, whoever it names [C2]', async () => {
    const before = await deskState()
    const forged = reseal(batch, makeSealKey(), {})
    await expect(readInBytes(core.desk, forged)).rejects.toMatchObject({ data: { code: 'wrong-signature' } })
    expect(await deskState()).toEqual(before)
  })

  it('with answers that cannot be read, or with the entry of another kind, is refused whole [C1]', async () => {
    const before = await deskState()
    for (const changes of [{ 'results.jsonl': '{"id":"x"}\n' }, { 'operations.jsonl': '{}\n' }]) {
      await expect(readInBytes(core.desk, reseal(batch, hubKey, changes))).rejects.toMatchObject({
        data: { code: 'damaged' },
      })
    }
    expect(await deskState()).toEqual(before)
  })

  it('with a byte flipped anywhere changes nothing at the desk (seeded) [C1]', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
    console.log(`seed ${seed}`)
    let expected = await deskState()
    let state = seed
    let refused = 0
    const changed: string[] = []
    for (let i = 0; i < 40; i++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      const bytes = Buffer.from(good)
      const at = (state >>> 8) % bytes.length
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (state & 7))
      const outcome = await readInBytes(core.desk, bytes).then(
        () => 'read',
        (error: { code: string }) => error.code,
      )
      const now = await deskState()
      // A bit that nobody looks at (a date of the zip, say) leaves the file what it was.
      if (outcome === 'read') expected = now
      else if (outcome !== 'REFUSED' || !isDeepStrictEqual(now, expected)) changed.push(`round ${i}: ${outcome}`)
      else refused += 1
    }
    expect(changed).toEqual([])
    expect(refused).toBeGreaterThan(20)
  })
})

describe('an outbox that its desk has signed', () => {
  it.each<[string, () => string]>([
    ['with an operation that has no number', () => `${outbox.texts.get('operations.jsonl') ?? ''}{"kind":"take"}\n`],
    ['with a line that is no JSON', () => `${outbox.texts.get('operations.jsonl') ?? ''}{"id":`],
    ['with a line that is a list', () => `[1]\n${outbox.texts.get('operations.jsonl') ?? ''}`],
  ])('%s is refused whole [C1]', async (_what, operations) => {
    const path = join(makeTempFolder('stick'), 'x.understudy')
    writeFileSync(path, reseal(outbox, deskKey, { 'operations.jsonl': operations() }))
    await expect(outboxIn(world.hub, path)).rejects.toThrow(/This sealed file is damaged: .*Nothing was read in/)
    expect(await world.hub.db.query('select 1 from operations')).toEqual([])
  })

  it('for another expert than its desk’s is refused [C2]', async () => {
    const path = join(makeTempFolder('stick'), 'x.understudy')
    const expert = { id: '0197a000-0000-7000-8000-00000000000a', name: 'Bo Hill' }
    writeFileSync(path, reseal(outbox, deskKey, {}, { expert }))
    await expect(outboxIn(world.hub, path)).rejects.toThrow(/belongs to another expert/)
  })

  it('with an operation that the hub does not understand has that one refused, and the others done [C4] [O5]', async () => {
    const path = join(makeTempFolder('stick'), 'x.understudy')
    const strange = JSON.stringify({ id: '0197a000-0000-7000-8000-00000000000b', kind: 'dance', taskId: 'x', at: 1 })
    const text = `${strange}\n${outbox.texts.get('operations.jsonl') ?? ''}`
    writeFileSync(path, reseal(outbox, deskKey, { 'operations.jsonl': text }))
    const { results } = await outboxIn(world.hub, path)
    expect(results.map(({ outcome }) => outcome)).toEqual(['refused', 'done', 'done'])
  })

  it('of more operations than one push takes keeps the order of its lanes over all of them [C3] [O4]', async () => {
    const path = join(makeTempFolder('stick'), 'x.understudy')
    const [first, second] = await world.hub.db.query<{ id: string }>(
      `select id from tasks where title in ('Task 0002', 'Task 0003') order by title`,
    )
    if (first === undefined || second === undefined) throw new Error('no tasks')
    const unfinished = submitOperation(submission(first.id, { values: {} }))
    const unknownTake = takeOperation(newId())
    const filler = Array.from({ length: 510 }, () => ({ id: newId(), kind: 'dance' }))
    const operations = [
      unfinished,
      unknownTake,
      ...filler,
      submitOperation(submission(first.id)),
      submitOperation(submission(second.id)),
      { ...takeOperation(second.id), taskId: unknownTake.taskId },
    ]
    const text = operations.map((operation) => `${JSON.stringify(operation)}\n`).join('')
    writeFileSync(path, reseal(outbox, deskKey, { 'operations.jsonl': text }))
    const byId = new Map((await outboxIn(world.hub, path)).results.map((result) => [result.id, result]))
    const [behind, beside, again] = operations.slice(-3).map(({ id }) => byId.get(id))
    expect(byId.size).toBe(operations.length)
    expect(byId.get(unfinished.id)).toMatchObject({ outcome: 'refused', code: 'bad-content' })
    expect(behind, 'it waits for what stands before it in its lane').toMatchObject({ code: 'lane-waits' })
    expect(beside, 'another lane goes on').toMatchObject({ outcome: 'done' })
    expect(again, 'a refused take holds nothing back').toMatchObject({ outcome: 'refused', code: 'unknown-task' })
  })
})

it('the answer of a hub from before it was restored settles nothing, and is no reason to refuse the file [C6]', async () => {
  const before = await deskState()
  const [lane] = (await core.desk.sync.overview({})).lanes
  const { device, feed } = { ...outbox.manifest, feed: batch.manifest.feed }
  const epoch = '0197a000-0000-7000-8000-000000000000'
  const pages = (batch.texts.get('feed.jsonl') ?? '').replaceAll(feed?.epoch ?? '', epoch)
  const results = `${JSON.stringify({ id: lane?.id, outcome: 'done' })}\n`
  const about = { kind: 'receipts', device, feed: { ...feed, epoch } }
  const receipts = reseal(batch, hubKey, { 'feed.jsonl': pages, 'results.jsonl': results }, about)
  expect(await readInBytes(core.desk, receipts)).toMatchObject({ tasks: 0, later: 1, newsLeftOut: true })
  expect(await deskState()).toEqual(before)
})

describe('the answer of a newer hub', () => {
  it('to one operation that this desk does not know counts as none, and the others stand [C6] [H2] [O5]', async () => {
    const lane = async (kind: string) => (await core.desk.sync.overview({})).lanes.find((one) => one.kind === kind)
    const [take, submit] = [await lane('take'), await lane('submit')]
    const answers = [
      { id: submit?.id, outcome: 'refused', code: 'asked-too-often', message: 'No.' },
      { id: take?.id, outcome: 'done' },
    ]
    const text = answers.map((answer) => `${JSON.stringify(answer)}\n`).join('')
    const device = outbox.manifest.device
    const receipts = reseal(batch, hubKey, { 'results.jsonl': text }, { kind: 'receipts', device })
    expect(await readInBytes(core.desk, receipts)).toMatchObject({ kind: 'receipts', refused: 0, later: 1 })
    expect([await lane('take'), await lane('submit')]).toMatchObject([undefined, { id: submit?.id, state: 'sending' }])
  })
})

it('the answer of one hub settles nothing that is for another [C2] [C6]', async () => {
  const second = await openDeskAndHub()
  try {
    world.wire.answer('/', (request) =>
      request.url.includes(':8118/') ? second.hub.fetch(request) : world.hub.fetch(request),
    )
    await second.hub.operator.importTasks(contents(1))
    const [task] = await second.hub.db.query<{ id: string }>('select id from tasks')
    const taskId = task?.id ?? ''
    await core.desk.sync.setOffline({ offline: false })
    await core.desk.setup.enrol({ address: 'http://127.0.0.1:8118/', code: second.code })
    const isHere = async () => (await core.desk.tasks.list({})).rows.some(({ id }) => id === taskId)
    await until(core.desk, 'its task is here', isHere)
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.tasks.take({ taskId })
    const lane = async () => (await core.desk.sync.overview({})).lanes.find((one) => one.taskId === taskId)
    const before = await lane()
    const answer = { id: before?.id, outcome: 'refused', code: 'not-possible', message: 'No.' }
    const { device } = outbox.manifest
    const text = `${JSON.stringify(answer)}\n`
    const receipts = reseal(batch, hubKey, { 'results.jsonl': text }, { kind: 'receipts', device })
    expect(await readInBytes(core.desk, receipts)).toMatchObject({ kind: 'receipts', refused: 0, later: 0 })
    expect(await lane()).toEqual(before)
  } finally {
    await second.close()
  }
})

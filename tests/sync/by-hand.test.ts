import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { createFileStore } from '../../src/hub/files/file-store.ts'
import { insertFile } from '../../src/hub/store/files.ts'
import { testId } from '../support/core/tasks.ts'
import { makeTempFolder } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { newId, taskContent } from '../support/hub/fixtures.ts'
import { batchOut, outboxIn, readIn, saveOutbox } from '../support/sync/carry.ts'
import { sha256Of } from '../support/sync/sealed-bytes.ts'
import {
  contents,
  HUB_ADDRESS,
  openDeskAndHub,
  stateOf,
  submissionsAtHub,
  untilState,
  write,
} from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'

deskAndHubForEachTest()
let stick: string
beforeEach(() => {
  stick = makeTempFolder('stick')
})

const on = (name: string): string => join(stick, name)
const soil = randomBytes(30_000)
const soilHash = sha256Of(soil)

/** A task with a reference file, and a field that takes files. */
const farm = taskContent({
  title: 'The farm',
  materials: [
    {
      kind: 'file',
      key: 'soil',
      title: 'Soil tests',
      file: { name: 'soil.csv', sha256: soilHash, size: soil.length, mediaType: 'text/csv' },
    },
  ],
  fields: [
    { kind: 'markdown', key: 'answer', label: 'Your plan' },
    { kind: 'files', key: 'plan', label: 'The plan', accept: ['.pdf'] },
  ],
})

/** Enrols, and from then on nothing goes over the wire. */
async function enrolAndUnplug(): Promise<void> {
  await core.desk.setup.enrol({ address: HUB_ADDRESS, code: world.code })
  await until(core.desk, 'the feed was read', async () => (await core.desk.sync.overview({})).hubs[0]?.lastContactAt)
  await core.desk.sync.setOffline({ offline: true })
}

async function importFarm(): Promise<void> {
  await createFileStore(world.hub.filesFolder, newId).put(soilHash, chunks(soil), soil.length)
  await insertFile(world.hub.db, soilHash, soil.length, world.time.now())
  await world.hub.operator.importTasks([farm, ...contents(2)])
}

async function* chunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function taskCalled(title: string): Promise<string> {
  const { rows } = await core.desk.tasks.list({})
  return rows.find((row) => row.title === title)?.id ?? ''
}

/** Takes a task, writes it and sends it. */
async function workOn(title: string, text = 'Clover, then wheat.'): Promise<string> {
  const taskId = await taskCalled(title)
  await core.desk.tasks.take({ taskId })
  await write(core.desk, taskId, text)
  if (title === farm.title) {
    const bytes = randomBytes(20_000)
    const file = { taskId, field: 'plan', name: 'plan.pdf', size: bytes.length, mediaType: 'application/pdf' }
    const { uploadId } = await core.desk.files.begin(file)
    await core.desk.files.part({ uploadId, offset: 0, bytes: bytes.toString('base64') })
    await core.desk.files.finish({ uploadId, session: testId('session') })
  }
  await core.desk.work.send({ taskId })
  return taskId
}

describe('the stick', () => {
  it('carries a batch out, the work back and the receipts home, each twice, and all is there once [C1] [C4] [C6]', async () => {
    await enrolAndUnplug()
    await importFarm()
    const reached = world.wire.reached.length

    expect(await batchOut(world.hub, world.expertId, on('batch.understudy'))).toMatchObject({ tasks: 3, files: 1 })
    const first = await readIn(core.desk, on('batch.understudy'))
    expect(first).toMatchObject({ kind: 'batch', hubName: 'Test hub', tasks: 3, files: 1, unreadable: 0 })
    expect(await readIn(core.desk, on('batch.understudy'))).toMatchObject({ tasks: 0, files: 0 })
    const { bytes, here } = await core.desk.files.read({ sha256: soilHash, offset: 0, length: soil.length })
    expect(here && Buffer.from(bytes, 'base64').equals(soil)).toBe(true)

    const taskIds = [await workOn(farm.title), await workOn('Task 0001')]
    const saved = await saveOutbox(core.desk, on('outbox.understudy'))
    expect(saved).toMatchObject({ tasks: 2, operations: 4, files: 1, leftOut: 0 })
    expect(saved.fileName).toMatch(/^for Test hub \d{4}-\d\d-\d\d-\d{4}\.understudy$/)

    const once = await outboxIn(world.hub, on('outbox.understudy'), on('receipts.understudy'))
    expect(once).toMatchObject({ before: 0, files: 1 })
    expect(once.results.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done', 'done'])
    const twice = await outboxIn(world.hub, on('outbox.understudy'), on('receipts-2.understudy'))
    expect(twice).toMatchObject({ before: 4, results: once.results })

    expect(await readIn(core.desk, on('receipts.understudy'))).toMatchObject({
      kind: 'receipts',
      receipts: 2,
      refused: 0,
    })
    for (const again of ['receipts.understudy', 'receipts-2.understudy']) {
      expect(await readIn(core.desk, on(again))).toMatchObject({ receipts: 0, refused: 0, tasks: 0 })
    }
    for (const taskId of taskIds) {
      expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
      expect(await stateOf(core.desk, taskId)).toBe('received')
      expect((await core.desk.tasks.get({ taskId })).submissions[0]?.receipt).toMatchObject({ verified: true })
    }
    expect((await core.desk.sync.overview({})).lanes).toEqual([])
    expect(world.wire.reached.length, 'nothing went over the wire').toBe(reached)
    expect(readdirSync(join(core.folder, 'carriage')), 'nothing is left behind').toEqual([])
  })

  it('brings news with the receipts: a new task and a review that came meanwhile [C5]', async () => {
    await enrolAndUnplug()
    await world.hub.operator.importTasks(contents(1))
    await batchOut(world.hub, world.expertId, on('batch.understudy'))
    await readIn(core.desk, on('batch.understudy'))
    const taskId = await workOn('Task 0001')
    await saveOutbox(core.desk, on('outbox.understudy'))
    const { results } = await outboxIn(world.hub, on('outbox.understudy'))
    const comments = [{ field: 'answer', text: 'Which clover?' }]
    await world.hub.operator.review({ submissionId: results[1]?.id ?? '', decision: 'returned', comments })
    await world.hub.operator.importTasks([taskContent({ title: 'Another' })], { title: 'Later' })
    await outboxIn(world.hub, on('outbox.understudy'), on('receipts.understudy'))
    expect(await readIn(core.desk, on('receipts.understudy'))).toMatchObject({ receipts: 1, reports: 1 })
    expect(await stateOf(core.desk, taskId)).toBe('returned')
    expect(await taskCalled('Another')).not.toBe('')
  })
})

describe('beside the wire', () => {
  it.each(['by wire first', 'by hand first'])('the same work, %s, is entered once [C4] [O2]', async (order) => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.sync.setOffline({ offline: true })
    await workOn('Task 0001')
    await saveOutbox(core.desk, on('outbox.understudy'))
    if (order === 'by hand first') await outboxIn(world.hub, on('outbox.understudy'), on('receipts.understudy'))
    await core.desk.sync.setOffline({ offline: false })
    await untilState(core.desk, taskId, 'received', world.time)
    const taken = await outboxIn(world.hub, on('outbox.understudy'), on('receipts.understudy'))
    expect(taken.before).toBe(2)
    expect(await readIn(core.desk, on('receipts.understudy'))).toMatchObject({ receipts: 0 })
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
    expect((await core.desk.tasks.get({ taskId })).submissions[0]?.receipt?.verified).toBe(true)
  })

  it('what is in a file can no longer be taken back, and still goes by the wire [C3] [O7]', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.sync.setOffline({ offline: true })
    await workOn('Task 0001')
    await saveOutbox(core.desk, on('outbox.understudy'))
    await expect(core.desk.work.undoSend({ taskId })).rejects.toMatchObject({ code: 'WRONG_STATE' })
    await core.desk.sync.setOffline({ offline: false })
    await untilState(core.desk, taskId, 'received', world.time)
  })

  it('a file that brings what was refused and taken back since does not put it over the newer version [C4] [S6]', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat, then far too much.')
    world.wire.answer('/v1/operations', () => Response.json({ code: 'PAYLOAD_TOO_LARGE' }, { status: 413 }))
    await core.desk.work.send({ taskId })
    await until(
      core.desk,
      'it is refused',
      async () => (await core.desk.sync.overview({})).lanes.some(({ state }) => state === 'quarantined'),
      world.time,
    )
    await saveOutbox(core.desk, on('outbox.understudy'))
    await core.desk.work.undoSend({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
    world.wire.answer('/v1/operations', undefined)
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)

    const { results } = await outboxIn(world.hub, on('outbox.understudy'), on('receipts.understudy'))
    expect(results.filter(({ outcome }) => outcome === 'refused')).toMatchObject([{ code: 'not-possible' }])
    await readIn(core.desk, on('receipts.understudy'))
    expect(await stateOf(core.desk, taskId)).toBe('received')
    expect((await core.desk.sync.overview({})).lanes).toEqual([])
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
  })

  it('what is in a file stays sent though the request it was in meets no network [C3] [O7]', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await until(
      core.desk,
      'the hub knows of the take',
      async () => (await core.desk.sync.overview({})).lanes.length === 0,
      world.time,
    )
    await write(core.desk, taskId, 'Clover, then wheat.')
    const isAsked = signal()
    const isSaved = signal()
    world.wire.answer('/v1/operations', async () => {
      isAsked.give()
      await isSaved.given
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('no network'), { syscall: 'connect' }) })
    })
    await core.desk.work.send({ taskId })
    await isAsked.given
    await saveOutbox(core.desk, on('outbox.understudy'))
    isSaved.give()
    await until(
      core.desk,
      'it was tried',
      async () => (await core.desk.sync.overview({})).hubs[0]?.state === 'unreachable',
      world.time,
    )
    await expect(core.desk.work.undoSend({ taskId })).rejects.toMatchObject({ code: 'WRONG_STATE' })
    world.wire.answer('/v1/operations', undefined)
    await core.desk.sync.now({})
    await untilState(core.desk, taskId, 'received', world.time)
  })

  it('a page that was asked for before a file was read in is not stored after it [C5] [P2]', async () => {
    await enrolAndUnplug()
    await world.hub.operator.importTasks(contents(3))
    const { feed } = await batchOut(world.hub, world.expertId, on('batch.understudy'))
    // The hub's answer is held back, and cut to its first change, until the file has been read in.
    const held = signal()
    const isAsked = signal()
    const isAskedAgain = signal()
    const asked: number[] = []
    world.wire.answer('/v1/feed', async (request) => {
      asked.push(Number(new URL(request.url).searchParams.get('after')))
      const answer = await world.hub.fetch(request)
      if (asked.length > 1) {
        isAskedAgain.give()
        return answer
      }
      const text = await answer.text()
      isAsked.give()
      await held.given
      return new Response(text.split('\n').slice(0, 3).join('\n').concat('\n'), { headers: answer.headers })
    })
    await core.desk.sync.setOffline({ offline: false })
    await isAsked.given
    await readIn(core.desk, on('batch.understudy'))
    expect((await core.desk.tasks.list({})).total).toBe(3)
    held.give()
    await isAskedAgain.given
    expect(asked[0]).toBeLessThan(feed.cursor)
    expect(asked[1], 'the cursor was not moved back').toBe(feed.cursor)
  })
})

/** Something that one waits for and another gives. */
function signal(): { readonly given: Promise<void>; give(): void } {
  let give: () => void = () => undefined
  const given = new Promise<void>((resolve) => (give = resolve))
  return { given, give: () => give() }
}

describe('files in any order', () => {
  it('an older file after a newer one changes nothing and moves no cursor back [C5] [P3]', async () => {
    await enrolAndUnplug()
    const { batchId } = await world.hub.operator.importTasks(contents(1))
    await batchOut(world.hub, world.expertId, on('old.understudy'))
    const taskId = (await world.hub.db.query<{ id: string }>('select id from tasks where batch_id = $1', [batchId]))[0]
    await world.hub.operator.withdrawTask(taskId?.id ?? '', 'no longer needed')
    const { feed } = await batchOut(world.hub, world.expertId, on('new.understudy'))
    const heardAt = async () => (await core.desk.sync.overview({})).hubs[0]?.lastContactAt
    const before = await heardAt()
    await world.time.advance(60_000)
    expect(await readIn(core.desk, on('new.understudy'))).toMatchObject({ tasks: 1 })
    // A file is no contact with the hub.
    expect(await heardAt()).toBe(before)
    expect(await stateOf(core.desk, taskId?.id ?? '')).toBe('withdrawn')
    expect(await readIn(core.desk, on('old.understudy'))).toMatchObject({ tasks: 0 })
    expect(await stateOf(core.desk, taskId?.id ?? '')).toBe('withdrawn')
    // Nothing that comes afterwards is passed over, and what goes on from the newer one can be read in.
    await world.hub.operator.importTasks([taskContent({ title: 'Next' })], { title: 'Later' })
    await batchOut(world.hub, world.expertId, on('next.understudy'), feed.cursor)
    expect(await readIn(core.desk, on('next.understudy'))).toMatchObject({ tasks: 1 })
    await world.hub.operator.importTasks([taskContent({ title: 'Another' })], { title: 'Later' })
    await core.desk.sync.setOffline({ offline: false })
    await until(core.desk, 'the next task is there', () => taskCalled('Another').then((id) => id !== ''), world.time)
  })

  it('a file that goes on from one that is missing is refused until that one is read in [C5]', async () => {
    await enrolAndUnplug()
    await world.hub.operator.importTasks(contents(1))
    const { feed } = await batchOut(world.hub, world.expertId, on('first.understudy'))
    await world.hub.operator.importTasks([taskContent({ title: 'Another' })], { title: 'Later' })
    await batchOut(world.hub, world.expertId, on('second.understudy'), feed.cursor)
    await expect(readIn(core.desk, on('second.understudy'))).rejects.toMatchObject({
      code: 'REFUSED',
      data: { code: 'gap', text: expect.stringMatching(/Read in the earlier file first/) },
    })
    expect((await core.desk.tasks.list({})).total).toBe(0)
    await readIn(core.desk, on('first.understudy'))
    expect(await readIn(core.desk, on('second.understudy'))).toMatchObject({ tasks: 1 })
    expect((await core.desk.tasks.list({})).total).toBe(2)
  })

  it('a file from before the hub was restored is refused, one from after it is read from its start [C5] [P5]', async () => {
    await enrolAndUnplug()
    await world.hub.operator.importTasks(contents(1))
    await batchOut(world.hub, world.expertId, on('before.understudy'))
    world.time.setWall(world.time.now() + 1000)
    await world.hub.db.query('update experts set feed_epoch = $1', [world.hub.hub.context.newId()])
    await batchOut(world.hub, world.expertId, on('after.understudy'))
    expect(await readIn(core.desk, on('after.understudy'))).toMatchObject({ tasks: 1 })
    await expect(readIn(core.desk, on('before.understudy'))).rejects.toMatchObject({ data: { code: 'old-history' } })
    expect((await core.desk.tasks.list({})).total).toBe(1)
  })
})

describe('what the hub could not take', () => {
  it('comes back as a reason in quarantine, once; the other lanes have their receipts [C6] [O5] [O6]', async () => {
    await enrolAndUnplug()
    await world.hub.operator.importTasks(contents(2))
    await batchOut(world.hub, world.expertId, on('batch.understudy'))
    await readIn(core.desk, on('batch.understudy'))
    const [first, second] = [await workOn('Task 0001'), await workOn('Task 0002')]
    await world.hub.db.query(
      `update tasks set content = replace(content, '"minWords":2', '"minWords":200') where id = $1`,
      [first],
    )
    await saveOutbox(core.desk, on('outbox.understudy'))
    await outboxIn(world.hub, on('outbox.understudy'), on('receipts.understudy'))
    expect(await readIn(core.desk, on('receipts.understudy'))).toMatchObject({ receipts: 1, refused: 1 })
    expect(await stateOf(core.desk, second)).toBe('received')
    const { lanes } = await core.desk.sync.overview({})
    expect(lanes).toMatchObject([{ taskId: first, state: 'quarantined', reason: { code: 'bad-content' } }])
    // Tried anew since, it is not set aside again by reading the same file again.
    await core.desk.sync.retry({ taskId: first })
    expect(await readIn(core.desk, on('receipts.understudy'))).toMatchObject({ refused: 0 })
    expect((await core.desk.sync.overview({})).lanes[0]?.state).not.toBe('quarantined')
  })

  it('work whose file is gone stays behind with all that comes after it, and the rest goes [C3] [O5]', async () => {
    await enrolAndUnplug()
    await importFarm()
    await batchOut(world.hub, world.expertId, on('batch.understudy'))
    await readIn(core.desk, on('batch.understudy'))
    const farmId = await workOn(farm.title)
    await workOn('Task 0001')
    const { submissions } = await core.desk.tasks.get({ taskId: farmId })
    expect(submissions).toHaveLength(1)
    const store = new Database(join(core.folder, 'desk.db'))
    store.prepare(`UPDATE files SET here = 0 WHERE sha256 <> ?`).run(soilHash)
    store
      .prepare(
        `INSERT INTO outbox (id, hub_id, task_no, kind, body, at, state)
         SELECT ?, hub_id, task_no, 'extend', '{"backBy":1}', at, 'waiting' FROM outbox WHERE id = ?`,
      )
      .run(newId(), submissions[0]?.id)
    store.close()
    expect(await saveOutbox(core.desk, on('outbox.understudy'))).toMatchObject({ tasks: 2, operations: 3, leftOut: 1 })
  })
})

describe('the hub refuses', () => {
  async function oneOutbox(): Promise<void> {
    await enrolAndUnplug()
    await world.hub.operator.importTasks(contents(1))
    await batchOut(world.hub, world.expertId, on('batch.understudy'))
    await readIn(core.desk, on('batch.understudy'))
    await workOn('Task 0001')
    await saveOutbox(core.desk, on('outbox.understudy'))
  }

  it('an outbox whose desk was withdrawn, and takes it once the desk has a new code [C2] [E4]', async () => {
    await oneOutbox()
    await world.hub.operator.revoke(world.expertId)
    await expect(outboxIn(world.hub, on('outbox.understudy'))).rejects.toThrow(/access of the desk .* was withdrawn/)
    const { code } = await world.hub.operator.makeCode(world.expertId)
    await core.desk.sync.setOffline({ offline: false })
    await core.desk.setup.enrol({ address: HUB_ADDRESS, code })
    await core.desk.sync.setOffline({ offline: true })
    await expect(outboxIn(world.hub, on('outbox.understudy'))).rejects.toThrow(/not signed by the desk/)
  })

  it('an outbox of a desk that it does not know, or whose key it never learned [C2]', async () => {
    await oneOutbox()
    await world.hub.db.query('update devices set public_key = null')
    await expect(outboxIn(world.hub, on('outbox.understudy'))).rejects.toThrow(/enrolled before .* a new code/)
    await world.hub.db.query('delete from devices')
    await expect(outboxIn(world.hub, on('outbox.understudy'))).rejects.toThrow(/No desk of this number/)
  })

  it('an outbox for another hub, in words that name both; a batch; and a file that is none [C2]', async () => {
    await oneOutbox()
    const other = await openDeskAndHub()
    await expect(outboxIn(other.hub, on('outbox.understudy'))).rejects.toThrow(
      /for the hub Test hub .* and this is Test hub/,
    )
    await other.close()
    await expect(outboxIn(world.hub, on('batch.understudy'))).rejects.toThrow(/for a desk/)
    writeFileSync(on('note.understudy'), 'Dear hub')
    await expect(outboxIn(world.hub, on('note.understudy'))).rejects.toThrow(/not a sealed file/)
    const rows = await world.hub.db.query('select 1 from submissions')
    expect(rows).toEqual([])
    // What a killed program left behind goes after a day, and not before.
    for (const [name, days] of [
      ['sealed-old', 2],
      ['sealed-now', 0],
    ] as const) {
      mkdirSync(join(world.hub.filesFolder, name))
      const at = new Date(Date.now() - days * 86_400_000)
      utimesSync(join(world.hub.filesFolder, name), at, at)
    }
    await batchOut(world.hub, world.expertId, on('again.understudy'))
    expect(readdirSync(world.hub.filesFolder).filter((name) => name.startsWith('sealed-'))).toEqual(['sealed-now'])
    rmdirSync(join(world.hub.filesFolder, 'sealed-now'))
    expect(readdirSync(world.hub.filesFolder).filter((name) => name.startsWith('sealed-'))).toEqual([])
  })
})

describe('the desk refuses', () => {
  const refusal = (code: string) => ({
    code: 'REFUSED',
    data: { code, text: expect.stringMatching(/Nothing was read in|not for a desk/) },
  })

  it('a batch of a hub that it is not connected with, and one of another expert [C2]', async () => {
    await world.hub.operator.importTasks(contents(1))
    await batchOut(world.hub, world.expertId, on('batch.understudy'))
    await expect(readIn(core.desk, on('batch.understudy'))).rejects.toMatchObject(refusal('wrong-hub'))
    const other = await world.hub.operator.enrolExpert({ name: 'Bo Hill', email: 'bo@example.org' })
    await enrolAndUnplug()
    await world.hub.operator.importTasks([taskContent({ title: 'For Bo' })], { title: 'B', onlyExpert: other.expertId })
    await batchOut(world.hub, other.expertId, on('bo.understudy'))
    await expect(readIn(core.desk, on('bo.understudy'))).rejects.toMatchObject(refusal('wrong-expert'))
    expect(await taskCalled('For Bo')).toBe('')
  })

  it('its own outbox, and the answer to another desk of the same expert [C2]', async () => {
    await enrolAndUnplug()
    await world.hub.operator.importTasks(contents(1))
    await batchOut(world.hub, world.expertId, on('batch.understudy'))
    await readIn(core.desk, on('batch.understudy'))
    await workOn('Task 0001')
    await saveOutbox(core.desk, on('outbox.understudy'))
    await expect(readIn(core.desk, on('outbox.understudy'))).rejects.toMatchObject(refusal('wrong-kind'))
    await outboxIn(world.hub, on('outbox.understudy'), on('receipts.understudy'))
    const second = await world.openDesk()
    const { code } = await world.hub.operator.makeCode(world.expertId)
    await second.desk.setup.enrol({ address: HUB_ADDRESS, code })
    await expect(readIn(second.desk, on('receipts.understudy'))).rejects.toMatchObject(refusal('wrong-device'))
  })

  it('to save where nothing waits, or where it is signed out, in words that say so [C3]', async () => {
    await enrolAndUnplug()
    await expect(saveOutbox(core.desk, on('x.understudy'))).rejects.toMatchObject({ data: { code: 'nothing' } })
    const hubId = (await core.desk.sync.overview({})).hubs[0]?.id ?? ''
    await core.desk.setup.signOut({ hubId })
    await expect(saveOutbox(core.desk, on('x.understudy'))).rejects.toMatchObject({ data: { code: 'signed-out' } })
    expect(existsSync(on('x.understudy'))).toBe(false)
  })
})

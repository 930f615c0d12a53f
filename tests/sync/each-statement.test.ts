import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tableNames } from '../../src/core/store/soundness.ts'
import type { Store } from '../../src/core/store/open-store.ts'
import type { HubRow } from '../../src/core/store/hubs-table.ts'
import { applyFeedPage } from '../../src/core/sync/apply-feed.ts'
import { applyResults, markSent, markUnsent, operationToWire } from '../../src/core/sync/apply-push.ts'
import { tokenKey } from '../../src/core/sync/enrol.ts'
import { receiptCheckOf } from '../../src/core/sync/receipt-checks.ts'
import { importSealed } from '../../src/core/sync/sealed/import-sealed.ts'
import { sealOutbox } from '../../src/core/sync/sealed/seal-outbox.ts'
import { pageToBytes, readFrom } from '../../src/hub/feed/feed-page.ts'
import { push } from '../../src/hub/operations/push.ts'
import { renewEpoch } from '../../src/hub/store/feed.ts'
import { readIdentity } from '../../src/hub/store/hub-identity.ts'
import type { OperationResult } from '../../src/shared/contract/hub.ts'
import { checkPage, type CheckedPage } from '../../src/shared/rules/check-feed.ts'
import { linesToPage } from '../../src/shared/rules/feed-lines.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { type Failure, failAtEach } from '../support/store/failing-statements.ts'
import { copyStore } from '../support/store/full-store.ts'
import { openAt } from '../support/store/open-at.ts'
import { outboxIn } from '../support/sync/carry.ts'
import { contents, type DeskAndHub, openDeskAndHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { attach, taskWithFiles } from '../support/sync/large-files.ts'

/** A disk that fails at one statement: nothing is half done, and what is done again comes to the same (P2, O1). */

let world: DeskAndHub
let made: string
let token: string
let store: Store
let hub: HubRow
let look: Database.Database

/** A desk that works on several tasks and has been offline since; meanwhile its hub went on. */
beforeAll(async () => {
  world = await openDeskAndHub()
  const core = await world.openDesk()
  const { desk } = core
  await world.hub.operator.importTasks([...contents(6), taskWithFiles])
  const ids = (await world.enrol(desk, 7)).map(({ id }) => id)
  const [back, handed, taken, declined, fresh, gone, files] = ids as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  for (const taskId of [back, handed, taken, declined, gone, files]) await desk.tasks.take({ taskId })
  for (const taskId of [back, handed, gone, files]) await write(desk, taskId, 'Clover, then wheat.')
  for (const taskId of [back, handed]) await desk.work.send({ taskId })
  for (const taskId of [back, handed]) await untilState(desk, taskId, 'received', world.time)
  await until(desk, 'nothing waits', async () => (await desk.sync.overview({})).lanes.length === 0, world.time)
  await desk.sync.setOffline({ offline: true })
  await attach(desk, files, 'plan.pdf', randomBytes(2_000))
  await desk.work.send({ taskId: files })
  await desk.tasks.take({ taskId: fresh })
  await write(desk, fresh, 'Clover, then rye.')
  await desk.work.send({ taskId: fresh })
  await desk.work.askMoreTime({ taskId: taken, until: world.time.now() + 9 * 86_400_000 })
  await desk.tasks.decline({ taskId: declined })
  const idOf = async (taskId: string) => (await desk.tasks.get({ taskId })).submissions[0]?.id ?? ''
  const [backId, handedId] = [await idOf(back), await idOf(handed)]
  await core.stop()
  token = (await core.secrets.get(tokenKey((await readIdentity(world.hub.db)).hubId))) ?? ''

  const { operator } = world.hub
  await operator.review({ submissionId: backId, decision: 'returned', comments: [{ text: 'Why?' }] })
  await operator.review({ submissionId: handedId, decision: 'accepted', comments: [] })
  await operator.withdrawTask(gone, 'Enough.')
  const { programmeId } = await operator.importTasks(contents(2))
  await operator.changeGuideline(programmeId, 'Write less.')
  made = core.folder
})
afterAll(async () => {
  await world.close()
  removeTempFolders()
})

beforeEach(() => {
  const folder = copyStore(made)
  store = openAt(folder, () => world.time.now())
  hub = store.hubs.all().find(({ kind }) => kind === 'hub') as HubRow
  look = new Database(join(folder, 'desk.db'), { readonly: true })
})
afterEach(() => {
  look.close()
  store.close()
})

function dump(): string {
  const tables = tableNames(look).filter((name) => !name.startsWith('task_words'))
  return tables.map((name) => `${name} ${JSON.stringify(look.prepare(`SELECT * FROM "${name}"`).all())}`).join('\n')
}

async function pageOf(after: number, epoch: string | null): Promise<CheckedPage> {
  const { hub: made } = world.hub
  const read = await readFrom(made.context, world.expertId, {
    after,
    maxBytes: 3_000_000,
    ...(epoch === null ? {} : { epoch }),
  })
  const page = linesToPage(pageToBytes(read, world.time.now()).toString('utf8'))
  if (!page.ok) throw new Error(page.error)
  return checkPage(page.value)
}

/** All of `work` or nothing, and the same at last as without a failure. */
async function holds(how: Failure, work: () => unknown): Promise<void> {
  const before = dump()
  const times = await failAtEach(how, work, (error) => {
    expect(error).toMatchObject({ code: expect.stringMatching(/^SQLITE_(FULL|IOERR)/) })
    expect(dump()).toBe(before)
  })
  expect(times).toBeGreaterThan(5)
  expect(dump()).not.toBe(before)
}

describe.each<Failure>(['refused', 'rolled-back'])('a failure of each statement, which is %s', (how) => {
  it('a page of the feed [P2]', async () => {
    const page = await pageOf(hub.cursor, hub.epoch)
    expect(page.changes.length).toBeGreaterThan(5)
    await holds(how, () => applyFeedPage(store, hub, page, world.time.now()))
  })

  it('what leaves, and what is answered [O7]', async () => {
    const rows = store.outbox.open(hub.id)
    await holds(how, () => markSent(store, rows))
    const sent = store.outbox.open(hub.id)
    const operations = sent.map((row) => operationToWire(store, row))
    const { context } = world.hub.hub
    const actor = { expertId: hub.expertId, deviceId: hub.deviceId }
    const pushed = await push(context, await readIdentity(context.db), actor, operations)
    const results: OperationResult[] = pushed.ok ? pushed.value : []
    expect(results.length).toBe(operations.length)
    const [one] = results
    if (one !== undefined) results[0] = { id: one.id, outcome: 'refused', code: 'not-possible', message: 'No.' }
    const answer = { results, check: receiptCheckOf(hub) }
    await holds(how, () => applyResults(store, hub, sent, answer, world.time.now(), () => 0.5))
  })
})

describe('a failure of each statement of what is done by hand, and of a new history', () => {
  it('an outbox that is sealed, which then is in no file [C3] [O7]', async () => {
    const folder = makeTempFolder('sealing')
    const before = dump()
    let n = 0
    await failAtEach(
      'rolled-back',
      async () => {
        const staging = join(folder, String(++n))
        await mkdir(staging)
        const sealed = await sealOutbox(store, hub, token, world.time.now(), staging, join(folder, `${n}.understudy`))
        expect(sealed.ok).toBe(true)
      },
      (error, k) => {
        expect(error).toMatchObject({ code: expect.stringMatching(/^SQLITE_(FULL|IOERR)/) })
        expect(dump()).toBe(before)
        // It is in no file: what a request marks as sent that never leaves can be taken back.
        const rows = store.outbox.open(hub.id)
        markSent(store, rows)
        markUnsent(store, rows)
        expect(dump(), `at ${k}`).toBe(before)
      },
    )
    expect(dump()).not.toBe(before)
  })

  it('an answer file that is read in, and read in again comes to its end [C5] [C6]', async () => {
    const folder = makeTempFolder('reading')
    const [outbox, answer] = [join(folder, 'outbox.understudy'), join(folder, 'answer.understudy')]
    await mkdir(join(folder, 'staging'))
    expect((await sealOutbox(store, hub, token, world.time.now(), join(folder, 'staging'), outbox)).ok).toBe(true)
    await outboxIn(world.hub, outbox, answer)
    const sealedStore = copyStore(store.folder)
    const checkedAt = store.meta.get('checked-at') ?? ''
    const read = async (): Promise<void> => {
      const staging = makeTempFolder('unpacked')
      const imported = await importSealed(store, answer, staging, () => world.time.now())
      expect(imported.ok).toBe(true)
    }
    await read()
    const reference = dump()
    const reopen = (): void => {
      look.close()
      store.close()
      const copy = copyStore(sealedStore)
      store = openAt(copy, () => world.time.now())
      store.meta.set('checked-at', checkedAt)
      look = new Database(join(copy, 'desk.db'), { readonly: true })
    }
    reopen()
    // Each comes to a copy of the store, so not all are tried.
    await failAtEach(
      'rolled-back',
      read,
      async () => {
        await read()
        expect(dump()).toBe(reference)
        reopen()
      },
      7,
    )
  })

  it('a new history of the hub [P9]', async () => {
    await world.hub.db.transaction((tx) => renewEpoch(tx, world.hub.hub.context))
    const page = await pageOf(hub.cursor, hub.epoch)
    expect(page.epoch).not.toBe(hub.epoch)
    await holds('rolled-back', () => applyFeedPage(store, hub, page, world.time.now()))
    // Work of which the hub says nothing any more is handed in again.
    const again = store.hubs.get(hub.id) as HubRow
    store.submissions.doubtAll(hub.id)
    await holds('rolled-back', () => applyFeedPage(store, again, { ...page, changes: [] }, world.time.now()))
  })
})

import { randomBytes } from 'node:crypto'
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { EnrolOutput } from '../../src/shared/contract/hub.ts'
import { makeTempFolder } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { losePage, markSuspect } from '../support/store/open-at.ts'
import { contents, HUB_ADDRESS, stateOf, submissionsAtHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { attach, beginWithFiles, fileAtHub } from '../support/sync/large-files.ts'
import { core, deskAndHubForEachTest, openDeskAgain, world } from '../support/sync/for-each-test.ts'

/** What was to be sent when the store of a desk is rescued as it was some time ago. */

deskAndHubForEachTest()

const lanes = async () => (await core.desk.sync.overview({})).lanes

/** Finished while working offline, and backed up. */
async function finished(): Promise<string> {
  await world.hub.operator.importTasks(contents(1))
  const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
  await core.desk.tasks.take({ taskId })
  await write(core.desk, taskId, 'Clover, then wheat.')
  await until(core.desk, 'nothing waits', async () => (await lanes()).length === 0)
  await core.desk.sync.setOffline({ offline: true })
  await core.desk.work.send({ taskId })
  await core.desk.backup.make({})
  return taskId
}

const store = (): string => join(core.folder, 'desk.db')

/** As after a fault of the disk: the desk opens on what its backup has. */
async function loseStore(): Promise<void> {
  await core.stop()
  writeFileSync(store(), '')
  await openDeskAgain()
  await core.desk.sync.setOffline({ offline: false })
}

/** Asks the hub, and is answered. */
async function exchange(): Promise<void> {
  const past = world.wire.reached.length
  await core.desk.sync.now({})
  await until(core.desk, 'the hub was asked', async () => world.wire.reached.length > past, world.time)
  await until(core.desk, 'nothing is on its way', async () => (await lanes()).every((l) => l.state !== 'sending'))
}

describe('finished work of a store that was lost whole', () => {
  it('and that was taken back after the backup does not go to the hub [K5]', async () => {
    const taskId = await finished()
    await core.desk.work.undoSend({ taskId })
    await loseStore()
    await exchange()
    expect(await submissionsAtHub(world.hub, taskId)).toBe(0)
    expect(await lanes()).toMatchObject([
      {
        kind: 'submit',
        state: 'quarantined',
        reason: { action: 'edit', text: expect.stringMatching(/taken it back/) },
      },
    ])
    await core.desk.work.undoSend({ taskId })
    expect(await stateOf(core.desk, taskId)).toBe('drafting')
  })

  it('goes as it was at the word of its expert [K5]', async () => {
    const taskId = await finished()
    await loseStore()
    await exchange()
    await core.desk.sync.retry({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
  })

  it('and that the hub has had since is received by its receipt, once [K5] [R3]', async () => {
    const taskId = await finished()
    await core.desk.sync.setOffline({ offline: false })
    await untilState(core.desk, taskId, 'received', world.time)
    await loseStore()
    await untilState(core.desk, taskId, 'received', world.time)
    expect(await lanes()).toEqual([])
    expect((await core.desk.tasks.get({ taskId })).submissions).toMatchObject([{ receipt: { verified: true } }])
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
  })
})

it('work that was taken back in a log of writes that is lost does not go to the hub [K5]', async () => {
  const taskId = await finished()
  const log = new Database(store())
  log.pragma('wal_checkpoint(TRUNCATE)')
  log.close()
  await core.desk.work.undoSend({ taskId })
  const crashed = makeTempFolder()
  for (const name of ['desk.db', 'desk.state']) copyFileSync(join(core.folder, name), join(crashed, name))
  const { secrets } = core
  await core.stop()
  await openDeskAgain({ folder: crashed, secrets })
  await core.desk.sync.setOffline({ offline: false })
  await exchange()
  expect(await submissionsAtHub(world.hub, taskId)).toBe(0)
  expect(await lanes()).toMatchObject([{ kind: 'submit', state: 'quarantined' }])
})

it('work of a desk that has lost who its hub is goes there once it is signed in again [K2]', async () => {
  const taskId = await finished()
  await core.stop()
  // Nothing that could help, as on the first day.
  rmSync(join(core.folder, 'backups'), { recursive: true })
  losePage(core.folder, 'hubs')
  markSuspect(core.folder)
  await openDeskAgain()
  const { hubs } = await core.desk.sync.overview({})
  expect(hubs).toMatchObject([{ name: 'A hub whose name is lost' }])
  expect((await core.desk.drafts.open({ taskId })).fields['answer']).toMatchObject({ text: 'Clover, then wheat.' })
  await core.desk.sync.setOffline({ offline: false })
  const { code } = await world.hub.operator.makeCode(world.expertId)
  await core.desk.setup.enrol({ address: HUB_ADDRESS, code })
  await untilState(core.desk, taskId, 'received', world.time)
  expect((await core.desk.sync.overview({})).hubs).toMatchObject([{ name: 'Test hub', state: 'connected' }])
  expect((await core.desk.tasks.get({ taskId })).submissions).toMatchObject([{ receipt: { verified: true } }])
  // Pinned as at the first time.
  world.wire.answer('/v1/enrol', async (request) => {
    const { hub, ...rest } = EnrolOutput.parse(await (await world.hub.fetch(request)).json())
    return Response.json({ hub: { ...hub, publicKey: 'A'.repeat(43) }, ...rest })
  })
  const again = await world.hub.operator.makeCode(world.expertId)
  const refused = core.desk.setup.enrol({ address: HUB_ADDRESS, code: again.code })
  await expect(refused).rejects.toMatchObject({ data: { text: expect.stringMatching(/another key/) } })
})

it.each(['submission_files', 'files', 'task_files', 'files_at_hubs', 'uploads'])(
  'work with a file goes out whole where the page of %s is lost [K2] [F3]',
  async (table) => {
    const taskId = await beginWithFiles(world, core.desk)
    const bytes = randomBytes(50_000)
    const { file } = await attach(core.desk, taskId, 'plan.pdf', bytes)
    await until(core.desk, 'nothing waits', async () => (await lanes()).length === 0)
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.work.send({ taskId })
    await core.stop()
    rmSync(join(core.folder, 'backups'), { recursive: true, force: true })
    losePage(core.folder, table)
    markSuspect(core.folder)
    await openDeskAgain()
    expect((await core.desk.backup.list({})).rescue).toBeDefined()
    await core.desk.sync.setOffline({ offline: false })
    await untilState(core.desk, taskId, 'received', world.time)
    expect(fileAtHub(world, file.sha256).equals(bytes)).toBe(true)
  },
)

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { carryCommands } from '../../src/hub/cli/commands/carry.ts'
import { insertFile } from '../../src/hub/store/files.ts'
import { makeTempFolder } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { runCommand } from '../support/hub/run-command.ts'
import { saveOutbox } from '../support/sync/carry.ts'
import { contents, HUB_ADDRESS, write } from '../support/sync/desk-and-hub.ts'
import { hubForEachTest, world } from '../support/sync/for-each-test.ts'

hubForEachTest()
let stick: string
beforeEach(() => {
  stick = makeTempFolder('stick')
})

const on = (name: string): string => join(stick, name)

/** @returns the exit code, and what was said */
async function carry(name: 'carry export' | 'carry import', ...argv: string[]): Promise<[number, string]> {
  const { code, out, err } = await runCommand(world.hub.hub, carryCommands, name, argv)
  return [code ?? -1, out + err]
}

it('no file for another expert, and none of another kind, is written over; an older one of the same is', async () => {
  const { expertId } = await world.hub.operator.enrolExpert()
  const { expertId: other } = await world.hub.operator.enrolExpert({ name: 'Bea', email: 'bea@example.org' })
  expect(await carry('carry export', '--expert', expertId, '--out', on('out.understudy'))).toMatchObject([
    0,
    expect.any(String),
  ])
  const before = readFileSync(on('out.understudy'))
  expect(await carry('carry export', '--expert', other, '--out', on('out.understudy'))).toEqual([
    1,
    expect.stringMatching(/is there already and holds something else, for .*nothing was done/),
  ])
  expect(readFileSync(on('out.understudy'))).toEqual(before)
  expect(await carry('carry export', '--expert', expertId, '--out', on('out.understudy'))).toMatchObject([
    0,
    expect.any(String),
  ])
})

it('an answer takes the place of an older one for the same desk and of nothing else, also not of its own outbox', async () => {
  const core = await world.openDesk()
  await world.hub.operator.importTasks(contents(1))
  await core.desk.setup.enrol({ address: HUB_ADDRESS, code: world.code })
  await until(core.desk, 'the feed was read', async () => (await core.desk.tasks.list({})).rows.length > 0)
  await core.desk.sync.setOffline({ offline: true })
  const taskId = (await core.desk.tasks.list({})).rows[0]?.id ?? ''
  await core.desk.tasks.take({ taskId })
  await write(core.desk, taskId, 'Clover, then wheat.')
  await core.desk.work.send({ taskId })
  await saveOutbox(core.desk, on('outbox.understudy'))
  const outbox = readFileSync(on('outbox.understudy'))
  writeFileSync(on('notes.txt'), 'mine')
  for (const name of ['outbox.understudy', 'notes.txt']) {
    expect(await carry('carry import', on('outbox.understudy'), '--receipts', on(name))).toMatchObject([
      1,
      expect.any(String),
    ])
  }
  expect(readFileSync(on('notes.txt'), 'utf8')).toBe('mine')
  expect(readFileSync(on('outbox.understudy'))).toEqual(outbox)
  // Nothing was taken in either.
  expect(await world.hub.db.query('select 1 from submissions')).toEqual([])
  // As where the folder of files was not put back with the database.
  const sha256 = 'a'.repeat(64)
  await insertFile(world.hub.db, sha256, 400, world.time.now())
  const file = { name: 'soil.csv', sha256, size: 400, mediaType: 'text/csv' }
  await world.hub.operator.importTasks([
    taskContent({ materials: [{ kind: 'file', key: 'soil', title: 'Soil tests', file }] }),
  ])
  for (const _ of [1, 2]) {
    expect(await carry('carry import', on('outbox.understudy'), '--receipts', on('answer.understudy'))).toEqual([
      0,
      expect.stringContaining('1 file that tasks name is not in the folder of the hub.'),
    ])
  }
})

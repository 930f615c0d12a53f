import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { batchCommands } from '../../src/hub/cli/commands/batch.ts'
import { listBatches } from '../../src/hub/store/batches.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { folder, folderForFile, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { runCommand } from '../support/hub/run-command.ts'

hubForFile()
folderForFile()

it('brings no batch twice because the command was given again: its tasks would be done and paid twice', async () => {
  const [programme, other] = [await hub.operator.createProgramme(), await hub.operator.createProgramme()]
  const file = join(folder, 'tasks.jsonl')
  await writeFile(file, `${JSON.stringify(taskContent())}\n`)
  const bring = (programmeId: string, title: string, ...more: string[]) =>
    runCommand(hub.hub, batchCommands, 'batch import', [file, '--programme', programmeId, '--title', title, ...more])
  expect(await bring(programme, 'First batch')).toMatchObject({ code: 0 })
  const [first] = await listBatches(hub.db)
  expect(await bring(programme, 'First batch')).toMatchObject({
    code: 1,
    out: '',
    err: `The programme has a batch "First batch" already: ${first?.id}, of 1 task. Nothing was imported. For another one of this title, add --same-title.\n`,
  })
  expect(await listBatches(hub.db)).toHaveLength(1)
  expect(await bring(programme, 'First batch', '--same-title')).toMatchObject({ code: 0 })
  expect(await bring(programme, 'Second batch')).toMatchObject({ code: 0 })
  expect(await bring(other, 'First batch')).toMatchObject({ code: 0 })
})

it('brings it once also where the first command is still at work', async () => {
  const programme = await hub.operator.createProgramme()
  const file = join(folder, 'many.jsonl')
  await writeFile(file, `${JSON.stringify(taskContent())}\n`.repeat(800))
  const argv = [file, '--programme', programme, '--title', 'Large batch']
  const ran = await Promise.all([1, 2].map(() => runCommand(hub.hub, batchCommands, 'batch import', argv)))
  expect(new Set(ran.map(({ code }) => code))).toEqual(new Set([0, 1]))
  expect(ran.find(({ code }) => code === 1)?.err).toMatch(/has a batch "Large batch" already: .* of 800 tasks/)
  expect(await listBatches(hub.db, programme)).toHaveLength(1)
})

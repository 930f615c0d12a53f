import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { batchCommands } from '../../src/hub/cli/commands/batch.ts'
import { carryCommands } from '../../src/hub/cli/commands/carry.ts'
import { submissionCommands } from '../../src/hub/cli/commands/submission.ts'
import { taskCommands } from '../../src/hub/cli/commands/task.ts'
import { main } from '../../src/hub/cli/main.ts'
import { troubleToError } from '../../src/hub/cli/trouble.ts'
import { submission, submitOperation, taskContent } from '../support/hub/fixtures.ts'
import { folder, folderForFile, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { runCommand } from '../support/hub/run-command.ts'
import { bodiesOf, enrolledDesk } from '../support/hub/test-desk.ts'

hubForFile()
folderForFile()
let ids: { readonly batchId: string; readonly programmeId: string }
beforeAll(async () => {
  const { code } = await hub.operator.enrolExpert()
  ids = await hub.operator.importTasks([taskContent()])
  const desk = await enrolledDesk(hub.fetch, code)
  const [taskId = ''] = bodiesOf(await desk.pull(), 'task').keys()
  await desk.push([submitOperation(submission(taskId))])
})

it('an id that stands for nothing is said to, and no empty list or export is given for it', async () => {
  const { batchId, programmeId } = ids
  const cases = [
    [submissionCommands, 'submission export', '--programme', batchId, programmeId],
    [submissionCommands, 'submission list', '--programme', batchId, programmeId],
    [batchCommands, 'batch list', '--programme', batchId, programmeId],
    [taskCommands, 'task list', '--batch', programmeId, batchId],
  ] as const
  for (const [commands, name, option, wrong, right] of cases) {
    const refused = await runCommand(hub.hub, commands, name, [option, wrong])
    expect(refused).toMatchObject({
      code: 1,
      out: '',
      err: `There is no ${option.slice(2)} with this id. See: ${option.slice(2)} list\n`,
    })
    expect((await runCommand(hub.hub, commands, name, [option, right])).out).not.toBe('')
  }
})

it('a folder in place of a file is called that', async () => {
  const imported = await runCommand(hub.hub, batchCommands, 'batch import', [
    folder,
    '--title',
    'x',
    '--programme',
    ids.programmeId,
  ])
  const carried = await runCommand(hub.hub, carryCommands, 'carry import', [folder])
  for (const ran of [imported, carried])
    expect(ran).toMatchObject({ code: 1, err: `${folder} is a folder. Name a file in it.\n` })
})

it('an export whose database goes away says that its rows are not all', async () => {
  const { context } = hub.hub
  const snapshot: typeof context.db.snapshot = async () => ({
    query: () => Promise.reject(new Error('Connection terminated unexpectedly')),
    end: async () => undefined,
  })
  const broken = { ...hub.hub, context: { ...context, db: { ...context.db, snapshot } } }
  expect((await runCommand(broken, submissionCommands, 'submission export', [])).err).toBe(
    'The connection to the database broke off. The rows that were written are not all. Export again.\n',
  )
})

it('a packed file that is damaged is called that', async () => {
  const path = join(folder, 'tasks.jsonl.gz')
  await writeFile(path, '{"kind":"answer"}\n')
  const broken = await runCommand(hub.hub, batchCommands, 'batch import', [
    path,
    '--title',
    'x',
    '--programme',
    ids.programmeId,
  ]).then(
    () => undefined,
    (error: unknown) => troubleToError(error).text,
  )
  expect(broken).toContain('The packed file (.gz) is damaged, or is not packed at all.')
})

it('a command that is half or misspelt is answered with those that begin alike', async () => {
  const said: string[] = []
  const console = { write: async () => undefined, complain: (text: string) => void said.push(text) }
  for (const argv of [['batch', '--data', 'x'], ['expert', 'enroll'], ['dance']])
    expect(await main(argv, console, () => undefined)).toBe(2)
  expect(said).toEqual([
    'There is no command "batch"; there are: batch import, batch list. See: hub batch --help',
    expect.stringMatching(/^There is no command "expert enroll"; there are: expert enrol, expert code, /),
    'There is no command "dance". See: hub --help',
  ])
})

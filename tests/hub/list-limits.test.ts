import { beforeAll, expect, it } from 'vitest'
import type { Command } from '../../src/hub/cli/command.ts'
import { occupationCommands } from '../../src/hub/cli/commands/occupations.ts'
import { submissionCommands } from '../../src/hub/cli/commands/submission.ts'
import { taskCommands } from '../../src/hub/cli/commands/task.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { runCommand } from '../support/hub/run-command.ts'
import { submission, submitOperation, taskContent } from '../support/hub/fixtures.ts'
import { bodiesOf, enrolledDesk } from '../support/hub/test-desk.ts'

hubForFile()
beforeAll(async () => {
  const { code, expertId } = await hub.operator.enrolExpert()
  const desk = await enrolledDesk(hub.fetch, code)
  await hub.operator.importTasks([taskContent(), taskContent(), taskContent()], { onlyExpert: expertId })
  await desk.push([...bodiesOf(await desk.pull(), 'task').keys()].map((id) => submitOperation(submission(id))))
})

/** @returns how many rows a list command shows, and what it says beside them */
async function listed(commands: readonly Command[], name: string, limit: number): Promise<[number, string]> {
  const { out, err } = await runCommand(hub.hub, commands, name, ['--json', '--limit', `${limit}`])
  return [(JSON.parse(out) as unknown[]).length, err.trimEnd()]
}

it.each([
  ['task list', taskCommands],
  ['submission list', submissionCommands],
  ['occupations list', occupationCommands],
] as const)('%s says when it does not show all', async (name, commands) => {
  expect(await listed(commands, name, 2)).toEqual([2, 'Only the first 2 are shown. See more with --limit N.'])
  expect((await listed(commands, name, 1000))[1]).toBe('')
})

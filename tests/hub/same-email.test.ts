import { expect, it } from 'vitest'
import { expertCommands } from '../../src/hub/cli/commands/expert.ts'
import { listExperts } from '../../src/hub/store/experts.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { runCommand } from '../support/hub/run-command.ts'

hubForFile()

it('takes nobody on twice because the command was given again, and says how to have another code', async () => {
  const person = ['--name', 'Ada Field', '--occupation', '11-9013.00']
  const enrol = (email: string, ...more: string[]) =>
    runCommand(hub.hub, expertCommands, 'expert enrol', [...person, '--email', email, ...more])
  expect(await enrol('ada@example.org')).toMatchObject({ code: 0 })
  const [ada] = await listExperts(hub.db)
  for (const again of ['ada@example.org', 'Ada@Example.org'])
    expect(await enrol(again)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining(`expert code ${ada?.id}`),
    })
  expect(await listExperts(hub.db)).toHaveLength(1)
  expect(await enrol('ada@example.org', '--same-email')).toMatchObject({ code: 0 })
})

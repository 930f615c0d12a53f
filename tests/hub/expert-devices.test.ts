import { expect, it } from 'vitest'
import { expertCommands } from '../../src/hub/cli/commands/expert.ts'
import { newId } from '../support/hub/fixtures.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { runCommand } from '../support/hub/run-command.ts'
import { enrolledDesk } from '../support/hub/test-desk.ts'

hubForFile()

async function run(name: string, ...argv: string[]): Promise<string> {
  const { out, err } = await runCommand(hub.hub, expertCommands, name, argv)
  return out + err
}

it('an operator finds the lost one of two devices and ends its access alone', async () => {
  const { code, expertId } = await hub.operator.enrolExpert()
  const kept = await enrolledDesk(hub.fetch, code)
  const lost = await enrolledDesk(hub.fetch, (await hub.operator.makeCode(expertId)).code)
  const shown = await run('expert devices', expertId)
  for (const { deviceId } of [kept, lost]) expect(shown).toMatch(new RegExp(`${deviceId} .* yes$`, 'm'))
  expect(await run('expert revoke', expertId, '--device', newId())).toContain('See: expert devices ID')
  expect(await run('expert revoke', expertId, '--device', lost.deviceId)).toContain('1 device lost access')
  const after = await run('expert devices', expertId)
  expect(after).toMatch(new RegExp(`${lost.deviceId} .* withdrawn$`, 'm'))
  expect(after).toMatch(new RegExp(`${kept.deviceId} .* yes$`, 'm'))
  expect(await run('expert devices', newId())).toContain('no expert with this id')
})

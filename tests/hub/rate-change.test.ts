import { beforeEach, describe, expect, it } from 'vitest'
import { programmeCommands } from '../../src/hub/cli/commands/programme.ts'
import { main } from '../../src/hub/cli/main.ts'
import { createProgramme } from '../../src/hub/operator/programmes.ts'
import type { Rate } from '../../src/shared/domain/money.ts'
import type { TaskContent } from '../../src/shared/domain/task.ts'
import { createFeedReader, readFresh } from '../support/hub/feed-reader.ts'
import {
  declineOperation,
  newId,
  nurse,
  submission,
  submitOperation,
  takeOperation,
  taskContent,
} from '../support/hub/fixtures.ts'
import { desk, hub, hubForFile, importedTasks, onlyExpertForEachTest } from '../support/hub/for-each-test.ts'
import { runCommand } from '../support/hub/run-command.ts'
import { bodiesOf, enrolledDesk, signedIn } from '../support/hub/test-desk.ts'
import { unwrap } from '../support/hub/test-hub.ts'

hubForFile()
onlyExpertForEachTest()
let programmeId: string
beforeEach(async () => {
  programmeId = await hub.operator.createProgramme({ rate: hourly(12_000) })
})

const hourly = (minor: number, capMs?: number): Rate => ({
  type: 'hourly',
  perHour: { minor, currency: 'EUR' },
  ...(capMs === undefined ? {} : { capMs }),
})
/** As many tasks of the programme, in their order. */
async function tasks(count: number, of: Partial<TaskContent> = {}, rate?: Rate): Promise<string[]> {
  const contents = Array.from({ length: count }, () => taskContent(of))
  return importedTasks(contents, { programmeId, ...(rate === undefined ? {} : { rate }) })
}
const change = (...argv: string[]) => runCommand(hub.hub, programmeCommands, 'programme rate', [programmeId, ...argv])
/** What the desk takes for the rate of a task. */
async function shown(taskId: string): Promise<Rate | undefined> {
  const changes = await desk.pull()
  const task = bodiesOf(changes, 'task').get(taskId)?.task
  return task?.rate ?? bodiesOf(changes, 'programme').get(programmeId)?.rate
}
const signed = async (taskId: string) => signedIn((await desk.push([submitOperation(submission(taskId))]))[0]).rate

describe('a programme that pays otherwise from now on', () => {
  it('pays what was agreed for what was taken; offers and what nobody was offered get a higher rate', async () => {
    const [taken = '', offered = '', given = '', done = ''] = await tasks(4)
    const [waiting = ''] = await tasks(1, { occupation: nurse })
    await desk.push([takeOperation(taken), takeOperation(given), declineOperation(given)])
    expect(await signed(done)).toEqual(hourly(12_000))
    const reader = createFeedReader(desk)
    await reader.read(100_000)
    expect(await change('--rate', '130', '--currency', 'EUR')).toEqual({
      code: 0,
      out: 'The programme pays 130.00 EUR per hour from now on; 1 expert gets to know it. 3 tasks that somebody had taken keep 120.00 EUR per hour.\n',
      err: '',
    })
    while (!(await reader.read(500)));
    expect(reader.known()).toEqual(await readFresh(desk))
    for (const id of [taken, given, done]) expect(await shown(id)).toEqual(hourly(12_000))
    expect(await shown(offered)).toEqual(hourly(13_000))
    for (const id of [taken, given, done]) expect(await signed(id)).toEqual(hourly(12_000))
    expect(await signed(offered)).toEqual(hourly(13_000))
    const other = await enrolledDesk(hub.fetch, (await hub.operator.enrolExpert({ occupations: [nurse.code] })).code)
    const result = await other.push([submitOperation(submission(waiting))])
    expect(signedIn(result[0]).rate).toEqual(hourly(13_000))
  })

  it.each([
    ['a lower rate', ['--rate', '100', '--currency', 'EUR'], hourly(10_000), '100.00 EUR per hour'],
    [
      'a cap',
      ['--rate', '130', '--currency', 'EUR', '--cap-hours', '2'],
      hourly(13_000, 7_200_000),
      '130.00 EUR per hour, for 2 hours at most',
    ],
    [
      'another currency',
      ['--rate', '500', '--currency', 'USD'],
      { type: 'hourly', perHour: { minor: 50_000, currency: 'USD' } },
      '500.00 USD per hour',
    ],
    [
      'a rate for the task',
      ['--rate', '500', '--currency', 'EUR', '--per', 'task'],
      { type: 'fixed', perTask: { minor: 50_000, currency: 'EUR' } },
      '500.00 EUR per task',
    ],
  ] as const)('takes nothing back from offers by %s', async (_, argv, rate, words) => {
    const [taken = '', offered = ''] = await tasks(2)
    await desk.push([takeOperation(taken)])
    expect(await change(...argv)).toMatchObject({
      out: `The programme pays ${words} from now on; 1 expert gets to know it. 2 tasks that somebody had been offered keep 120.00 EUR per hour.\n`,
    })
    expect([await shown(taken), await shown(offered)]).toEqual([hourly(12_000), hourly(12_000)])
    // Taken without a network, before its desk heard of it.
    expect(await signed(offered)).toEqual(hourly(12_000))
    const [fresh = ''] = await tasks(1)
    expect(await shown(fresh)).toEqual(rate)
    expect(await signed(fresh)).toEqual(rate)
  })

  it('leaves rates of batches and tasks as they are, keeps what the operator withheld, and each rate of several', async () => {
    const [own = ''] = await tasks(1, { rate: hourly(9_000) })
    const [batch = ''] = await tasks(1, {}, hourly(8_000))
    const [first = ''] = await tasks(1, { external: { id: 'A', secret: 'x' } })
    await desk.push([own, batch, first].map((id) => takeOperation(id)))
    await change('--rate', '130', '--currency', 'EUR')
    const [second = ''] = await tasks(1)
    await desk.push([takeOperation(second)])
    await change('--rate', '140', '--currency', 'EUR')
    const rates = [hourly(9_000), hourly(8_000), hourly(12_000), hourly(13_000)]
    for (const [index, id] of [own, batch, first, second].entries()) expect(await shown(id)).toEqual(rates[index])
    const { task } = bodiesOf(await desk.pull(), 'task').get(first) ?? {}
    expect(task).toMatchObject({ id: first, revision: 2, title: 'Plan the rotation' })
    expect(task?.external).toBeUndefined()
    const [row] = await hub.db.query<{ withheld: string }>('select withheld from tasks where id = $1', [first])
    expect(JSON.parse(row?.withheld ?? '')).toEqual({ id: 'A', secret: 'x' })
  })

  it('changes nothing when it is given again', async () => {
    const [taken = ''] = await tasks(1)
    await desk.push([takeOperation(taken)])
    await change('--rate', '130', '--currency', 'EUR')
    const before = await desk.pull()
    expect(await change('--rate', '130.00', '--currency', 'EUR')).toEqual({
      code: 0,
      out: 'The programme pays 130.00 EUR per hour already.\n',
      err: '',
    })
    expect(await desk.pull()).toEqual(before)
  })

  it('is refused in words where it cannot be', async () => {
    await expect(change()).rejects.toThrow('--rate is missing.')
    await expect(change('--rate', '0', '--currency', 'EUR')).rejects.toThrow('--rate must be more than 0.')
    await expect(change('--rate', '12')).rejects.toThrow('--currency is missing.')
    await expect(change('--rate', '12', '--currency', 'EUR', '--per', 'task', '--cap-hours', '1')).rejects.toThrow(
      '--cap-hours goes with a rate per hour only.',
    )
    const rate = (id: string) =>
      runCommand(hub.hub, programmeCommands, 'programme rate', [id, '--rate', '12', '--currency', 'EUR'])
    expect(await rate(newId())).toMatchObject({
      code: 1,
      err: 'There is no programme with this id. See: programme list\n',
    })
    const input = { name: 'S', operator: 'O', summary: '', terms: '', guideline: '', leaseDays: 1, rate: hourly(1) }
    const sample = unwrap(await createProgramme(hub.hub.context, input, 'sample')).programmeId
    expect(await rate(sample)).toMatchObject({
      code: 1,
      err: 'This is the sample programme; its folder says what it pays.\n',
    })
    let out = ''
    const console = { write: async (text: string) => void (out += text), complain: () => undefined }
    expect(await main(['programme', 'rate', '--help'], console, () => undefined)).toBe(0)
    expect(out).toContain('hub programme rate ID')
  })
})

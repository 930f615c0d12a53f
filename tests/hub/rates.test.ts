import { describe, expect, it } from 'vitest'
import type { Command } from '../../src/hub/cli/command.ts'
import { batchCommands } from '../../src/hub/cli/commands/batch.ts'
import { programmeCommands } from '../../src/hub/cli/commands/programme.ts'
import { parseArguments } from '../../src/hub/cli/arguments.ts'
import { parseMoney, parseRounding, rateOptions, readRate, roundingToText } from '../../src/hub/cli/money.ts'
import { workOutClaim } from '../../src/hub/operator/claims.ts'
import { readClaims } from '../../src/hub/store/claims.ts'
import type { Rate, Rounding } from '../../src/shared/domain/money.ts'
import { submission, submitOperation, taskContent } from '../support/hub/fixtures.ts'
import { desk, expertForFile, expertId, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { runCommand } from '../support/hub/run-command.ts'
import { bodiesOf, offerTask, signedIn } from '../support/hub/test-desk.ts'

hubForFile()
expertForFile()

const hourly = (minor: number, currency = 'EUR'): Rate => ({ type: 'hourly', perHour: { minor, currency } })

/** The rate that the hub signs for a task of such a batch. */
async function signedRate(batch: { rate?: Rate }, task: { rate?: Rate }, programmeRate?: Rate): Promise<unknown> {
  const programmeId = await hub.operator.createProgramme(programmeRate === undefined ? {} : { rate: programmeRate })
  const { id } = await offerTask(hub, desk, taskContent(task), { ...batch, programmeId, onlyExpert: expertId })
  const [result] = await desk.push([submitOperation(submission(id))])
  return signedIn(result).rate
}

describe('what a task pays', () => {
  it('is its own rate, else its batch’s, else its programme’s; the receipt names it', async () => {
    expect(await signedRate({}, {}, hourly(10_000))).toEqual(hourly(10_000))
    expect(await signedRate({ rate: hourly(9_000, 'USD') }, {}, hourly(10_000))).toEqual(hourly(9_000, 'USD'))
    const fixed: Rate = { type: 'fixed', perTask: { minor: 30_000, currency: 'JPY' } }
    expect(await signedRate({ rate: hourly(9_000) }, { rate: fixed }, hourly(10_000))).toEqual(fixed)
  })

  it('reaches the desk with the batch, and the rounding with the programme', async () => {
    const rounding: Rounding = { minutes: 6, mode: 'nearest', per: 'day' }
    const programmeId = await hub.operator.createProgramme({ rounding })
    const rate: Rate = { ...hourly(12_345, 'KWD'), capMs: 7_200_000 } as Rate
    const { batchId } = await hub.operator.importTasks([taskContent()], { programmeId, rate, onlyExpert: expertId })
    const changes = await desk.pull()
    expect(bodiesOf(changes, 'batch').get(batchId)).toMatchObject({ rate })
    expect(bodiesOf(changes, 'programme').get(programmeId)).toMatchObject({ rounding })
  })

  it('is listed with its cap, or an operator would take it for more', async () => {
    const rate: Rate = { type: 'hourly', perHour: { minor: 9_000, currency: 'USD' }, capMs: 5_400_000 }
    const programmeId = await hub.operator.createProgramme({ rate })
    await hub.operator.importTasks([taskContent()], { programmeId, rate: { ...rate, capMs: 3_600_000 } })
    const rates = async (commands: readonly Command[], name: string) =>
      (await runCommand(hub.hub, commands, name, [])).out.match(/90\.00 USD per hour.*? at most/g)
    expect(await rates(programmeCommands, 'programme list')).toEqual(['90.00 USD per hour, for 1.5 hours at most'])
    expect(await rates(batchCommands, 'batch list')).toEqual(['90.00 USD per hour, for 1 hour at most'])
  })

  it('is never less than nothing, nor a part of a smallest coin', async () => {
    for (const minor of [-1, 0.5]) {
      await expect(hub.operator.importTasks([taskContent()], { rate: hourly(minor) })).rejects.toThrow(/whole number/)
      await expect(hub.operator.createProgramme({ rate: hourly(minor) })).rejects.toThrow(/rate/)
    }
  })
})

describe('what a submission claims', () => {
  const terms = { id: 'x', workMs: 62 * 60_000, roundedMs: undefined, rate: hourly(12_000) }
  it('is rounded by the task at the hub, and by entry or day as the desk has said', () => {
    const perTask: Rounding = { minutes: 15, mode: 'up', per: 'task' }
    expect(workOutClaim({ ...terms, rounding: perTask })).toEqual({
      workMs: 62 * 60_000,
      roundedMs: 75 * 60_000,
      amount: { minor: 15_000, currency: 'EUR' },
      difference: { minor: 2_600, currency: 'EUR' },
    })
    const perDay: Rounding = { minutes: 6, mode: 'nearest', per: 'day' }
    expect(workOutClaim({ ...terms, rounding: perDay }).amount).toBeUndefined()
    expect(workOutClaim({ ...terms, roundedMs: 60 * 60_000, rounding: perDay })).toMatchObject({
      amount: { minor: 12_000 },
      difference: { minor: -400 },
    })
    expect(workOutClaim({ ...terms, rounding: { ...perDay, minutes: 0 } })).toMatchObject({ amount: { minor: 12_400 } })
  })

  it('is read with the terms that hold for it', async () => {
    const programmeId = await hub.operator.createProgramme({ rounding: { minutes: 15, mode: 'up', per: 'entry' } })
    const batch = { programmeId, rate: hourly(6_000), onlyExpert: expertId }
    const { id } = await offerTask(hub, desk, taskContent(), batch)
    const work = submission(id, { time: { workMs: 100_000, roundedMs: 900_000 } })
    await desk.push([submitOperation(work)])
    const claim = (await readClaims(hub.db, [work.id])).get(work.id)
    expect(claim).toMatchObject({
      workMs: 100_000,
      roundedMs: 900_000,
      rate: hourly(6_000),
      rounding: { per: 'entry' },
    })
  })

  it('is worth what the hub has signed for, also when the programme pays otherwise by now', async () => {
    const programmeId = await hub.operator.createProgramme({ rate: hourly(12_000) })
    const { id } = await offerTask(hub, desk, taskContent(), { programmeId, onlyExpert: expertId })
    const work = submission(id)
    await desk.push([submitOperation(work)])
    await hub.db.query('update programmes set rate = $2 where id = $1', [programmeId, JSON.stringify(hourly(6_000))])
    expect((await readClaims(hub.db, [work.id])).get(work.id)).toMatchObject({ rate: hourly(12_000) })
  })

  it('is read whatever a text in the work or in the task holds', async () => {
    const hard = 'nul \0 half \ud83d quote " slash \\ both \\" and \\u0000 tab \t end'
    const content = taskContent({ brief: hard, rate: hourly(7_000), external: { [hard]: hard } })
    const { id } = await offerTask(hub, desk, content, { onlyExpert: expertId })
    const answer = hard.toWellFormed()
    const work = { ...submission(id, { values: { answer } }), '\ttime': { workMs: 1 }, 'time\0': { workMs: 2 } }
    expect(await desk.push([submitOperation(work)])).toMatchObject([{ outcome: 'done' }])
    expect((await readClaims(hub.db, [work.id])).get(work.id)).toMatchObject({
      workMs: 3_600_000,
      rate: hourly(7_000),
    })
  })
})

describe('rates and rounding at the command line', () => {
  it.each([
    ['120', 'EUR', 12_000],
    ['120.5', 'EUR', 12_050],
    ['4500', 'JPY', 4_500],
    ['1.250', 'KWD', 1_250],
    ['12', 'ZWG', 1_200],
  ])('reads %s %s', (amount, currency, minor) => {
    expect(parseMoney(amount, currency)).toEqual({ ok: true, value: { minor, currency } })
  })

  it.each([
    ['0', 'EUR', /more than 0/],
    ['0.00', 'EUR', /more than 0/],
    ['1.005', 'EUR', /2 decimals/],
    ['1.5', 'JPY', /0 decimals/],
    ['-3', 'EUR', /amount such as/],
    ['1e3', 'EUR', /amount such as/],
    ['12', 'euro', /three capitals/],
    ['12', 'EUT', /there is no currency EUT/],
  ])('refuses %s %s', (amount, currency, text) => {
    expect(parseMoney(amount, currency)).toEqual({ ok: false, error: expect.stringMatching(text) })
  })

  it('does not pass over a cap, a currency or a kind of pay that stands without a rate', () => {
    const read = (...argv: string[]) => {
      const args = parseArguments(argv, rateOptions, 0)
      if (!args.ok) throw new Error(args.error)
      return [readRate(args.value), ...args.value.problems]
    }
    expect(read()).toEqual([undefined])
    expect(read('--cap-hours', '2')).toEqual([
      undefined,
      '--cap-hours without --rate says nothing; give the rate, too.',
    ])
    expect(read('--currency', 'EUR', '--per', 'task')).toEqual([
      undefined,
      '--currency and --per without --rate says nothing; give the rate, too.',
    ])
    expect(read('--rate', '95', '--currency', 'EUR', '--cap-hours', '2')).toEqual([
      { ...hourly(9_500), capMs: 7_200_000 },
    ])
  })

  it('reads back every rule as it writes it, and refuses what is none', () => {
    for (const minutes of [1, 6, 15] as const)
      for (const mode of ['up', 'nearest'] as const)
        for (const per of ['entry', 'task', 'day'] as const) {
          const rule: Rounding = { minutes, mode, per }
          expect(parseRounding(roundingToText(rule))).toEqual({ ok: true, value: rule })
        }
    expect(parseRounding('none')).toEqual({ ok: true, value: { minutes: 0, mode: 'nearest', per: 'task' } })
    for (const text of ['', '5-up-per-task', '0-up-per-task', '15-down-per-task', '15-up'])
      expect(parseRounding(text)).toMatchObject({ ok: false })
  })
})

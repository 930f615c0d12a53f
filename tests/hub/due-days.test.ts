import { expect, it } from 'vitest'
import { parseArguments } from '../../src/hub/cli/arguments.ts'
import { batchCommands } from '../../src/hub/cli/commands/batch.ts'

function due(text: string): number | readonly string[] {
  const options = batchCommands[0]?.options ?? {}
  const args = parseArguments(['--due', text], options, 1)
  if (!args.ok) return [args.error]
  const at = args.value.instant('due')
  return args.value.problems.length > 0 ? args.value.problems : (at ?? Number.NaN)
}

it('takes a day for its end in UTC, and an instant as it is', () => {
  expect(due('2028-02-29')).toBe(Date.UTC(2028, 1, 29, 23, 59, 59, 999))
  expect(due('2026-12-31T18:00Z')).toBe(Date.UTC(2026, 11, 31, 18))
  expect(due('2026-12-31T18:00:30.5+01:00')).toBe(Date.UTC(2026, 11, 31, 17, 0, 30, 500))
})

it.each(['2026-02-30', '2026-02-30T18:00Z', '2026-13-01', '2027-02-29', '1.3.2026', ''])(
  'does not make another day of %j',
  (text) => {
    expect(due(text)).toEqual(['--due must be a day such as 2026-12-31.'])
  },
)

it.each(['2026-12-31T18:00', '2026-12-31 18:00', '2026-12-31 morning', '2026-12-31T18:00 PST', '2026-12-31T25:00Z'])(
  'asks for the zone of %j, which would be that of this computer',
  (text) => {
    expect(due(text)).toEqual([
      '--due: write a time of a day with its zone, such as 2026-12-31T18:00Z or 2026-12-31T18:00+01:00.',
    ])
  },
)

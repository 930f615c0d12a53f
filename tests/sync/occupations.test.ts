import { describe, expect, it } from 'vitest'
import { bringOccupations } from '../../src/hub/operator/occupations.ts'
import { linesToPage } from '../../src/shared/rules/feed-lines.ts'
import { pageToLines } from '../support/sync/page-to-lines.ts'
import { testId } from '../support/core/tasks.ts'
import { until } from '../support/core/until.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'

/** The occupations that a hub knows, at a desk that has no network when they are needed. */

deskAndHubForEachTest()

const titles = async (query: string): Promise<string[]> =>
  (await core.desk.occupations.search({ query })).rows.map(({ title }) => title)

async function enrolled(): Promise<void> {
  await world.enrol(core.desk, 0)
  const known = async (): Promise<boolean> => (await core.desk.occupations.search({ query: '' })).known > 0
  await until(core.desk, 'the list has come', known, world.time)
}

describe('a desk', () => {
  it('finds occupations without a network, by words and by code [P10]', async () => {
    expect(await core.desk.occupations.search({ query: 'nurse' })).toEqual({ rows: [], known: 0 })
    await enrolled()
    world.wire.setDown(true)
    expect(await titles('reg nur')).toEqual(['Registered Nurses'])
    expect(await titles('29-1141.00')).toEqual(['Registered Nurses'])
    const { exact, known } = await core.desk.occupations.search({ query: 'registered nurses' })
    expect(exact).toEqual({ code: '29-1141.00', title: 'Registered Nurses' })
    expect(known).toBeGreaterThan(40)
  })

  it('has the list as the operator has it now, whole, after a change [P10] [P3]', async () => {
    await enrolled()
    const { known } = await core.desk.occupations.search({ query: '' })
    await bringOccupations(world.hub.hub.context, [
      { code: '29-1141.00', title: 'Nurses of a register', description: '' },
      { code: '45-2093.00', title: 'Farmworkers with animals', description: '' },
    ])
    await until(
      core.desk,
      'the new list is here',
      async () => (await titles('farmworkers with')).length > 0,
      world.time,
    )
    expect(await titles('29-1141.00')).toEqual(['Nurses of a register'])
    expect((await core.desk.occupations.search({ query: '' })).known).toBe(known + 1)
  })

  it('takes no list that is of another hub than the one it came from [P4] [P10]', async () => {
    world.wire.answer('/v1/feed', async (request) => {
      const page = linesToPage(await (await world.hub.fetch(request)).text())
      if (!page.ok) throw new Error(page.error)
      const id = testId('hub', 5)
      const changes = page.value.changes.map((change) =>
        change.kind === 'occupations' ? { ...change, id, content: JSON.stringify({ id, occupations: [] }) } : change,
      )
      return new Response(pageToLines({ ...page.value, changes }))
    })
    await world.enrol(core.desk, 0)
    const isRefused = async (): Promise<boolean> => (await core.desk.sync.overview({})).refusedChanges === 1
    await until(core.desk, 'it is kept aside', isRefused, world.time)
    expect((await core.desk.occupations.search({ query: '' })).known).toBe(0)
  })
})

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { bringOccupations, catchUpOccupations, parseOccupations } from '../../src/hub/operator/occupations.ts'
import { prepareDatabase } from '../../src/hub/operator/prepare.ts'
import { lockDistribution } from '../../src/hub/store/locks.ts'
import { OccupationList } from '../../src/shared/contract/hub.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { enrolledDesk, type TestDesk } from '../support/hub/test-desk.ts'
import { unwrap } from '../support/hub/test-hub.ts'
import { skipAloud } from '../support/hub/skip-aloud.ts'

const root = join(import.meta.dirname, '..', '..')
const official = join(root, '..', 'shared', 'data', 'onet', 'occupation-data.tsv.gz')

it('brings a short list of occupations along whose codes and titles are the official ones', async (context) => {
  const builtIn = unwrap(parseOccupations(await readFile(join(root, 'resources', 'sample', 'occupations.tsv'), 'utf8')))
  expect(builtIn.length).toBeGreaterThanOrEqual(40)
  if (!existsSync(official)) return skipAloud(context, 'the official list (../shared/data/onet) is not here')
  const all = unwrap(parseOccupations(gunzipSync(await readFile(official)).toString('utf8')))
  const titles = new Map(all.map((entry) => [entry.code, entry.title]))
  expect(builtIn.filter((entry) => titles.get(entry.code) !== entry.title)).toEqual([])
})

describe('the list of occupations in the feed', () => {
  hubForFile()

  const newDesk = async (): Promise<TestDesk> => enrolledDesk(hub.fetch, (await hub.operator.enrolExpert()).code)
  const listsOf = async (desk: TestDesk, after = 0) =>
    (await desk.pull(after))
      .filter(({ kind }) => kind === 'occupations')
      .map(({ id, content }) => {
        const list = OccupationList.parse(JSON.parse(content))
        expect(list.id).toBe(id)
        return list.occupations
      })
  const entry = (code: string, title: string) => ({ code, title, description: '' })

  it('is one change that holds all of them, for every expert [P10]', async () => {
    const [list = [], ...more] = await listsOf(await newDesk())
    expect(more).toEqual([])
    expect(list).toContainEqual({ code: '29-1141.00', title: 'Registered Nurses' })
    expect(list.map(({ code }) => code)).toEqual(list.map(({ code }) => code).toSorted())
  })

  it('comes again when it has changed, and only then [P10]', async () => {
    const desk = await newDesk()
    const before = (await desk.pull()).at(-1)?.seq ?? 0
    expect(await bringOccupations(hub.hub.context, [entry('29-1141.00', 'Registered Nurses')])).toBe(0)
    expect(await listsOf(desk, before)).toEqual([])
    expect(await bringOccupations(hub.hub.context, [entry('45-2093.00', 'Farmworkers with animals')])).toBeGreaterThan(
      0,
    )
    const [list = []] = await listsOf(desk, before)
    expect(list).toContainEqual({ code: '45-2093.00', title: 'Farmworkers with animals' })
    expect(await listsOf(desk)).toHaveLength(1)
  })

  it('reaches experts who were there before feeds had it, once [P10]', async () => {
    const desk = await newDesk()
    // It stood last in this expert's feed.
    await hub.db.query(`delete from feed where kind = 'occupations'`)
    await hub.db.query('update experts set feed_seq = feed_seq - 1')
    const before = (await desk.pull()).at(-1)?.seq ?? 0
    expect(await catchUpOccupations(hub.hub.context)).toBeGreaterThan(0)
    expect(await listsOf(desk, before)).toHaveLength(1)
    expect(await catchUpOccupations(hub.hub.context)).toBe(0)
  })

  it('lets a command begin while an import hands its tasks out', async () => {
    await newDesk()
    await hub.db.transaction(async (tx) => {
      await lockDistribution(tx)
      const soon = new Promise((resolve) => setTimeout(() => resolve('waits'), 5_000))
      expect(await Promise.race([prepareDatabase(hub.hub.context), soon])).toEqual({ ok: true, value: undefined })
    })
  })
})

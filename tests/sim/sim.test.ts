import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runSeed } from './run-seed.ts'
import { openSimHub, type SimHub } from './sim-hub.ts'
import { type Faults, installFaults } from './faults.ts'

/** As many on every machine, whatever runs beside; thousands more: npm run sim -- --seeds 20000. */
const SEEDS = 130
const FIRST_SEED = Number(process.env['UNDERSTUDY_SEED'] ?? 1)

let hub: SimHub
let faults: Faults
beforeAll(async () => {
  faults = installFaults()
  hub = await openSimHub(faults.files)
})
afterAll(async () => {
  await hub.close()
  faults.uninstall()
})

/** Fails with the story of the seed and the command that repeats it. @returns what the hub answered to operations */
async function live(seed: number): Promise<string[]> {
  const { problems, answers, story } = await runSeed(hub, faults, seed)
  if (problems.length === 0) return Object.keys(answers)
  expect.fail(
    `seed ${seed}:\n${problems.join('\n')}\n\n${story.join('\n')}\n\nagain: npm run sim -- --seed ${seed} --story`,
  )
}

/** Seeds that failed once: in a first run, or with a defect put in on purpose (docs/sync-spec.md, How we know). */
const known = [
  [23, 'a late answer to a submission put back the review that the feed had brought [S5]'],
  [15, 'a late answer to a take put back a task that had been withdrawn since [S5]'],
  [
    11,
    'a take that the hub refused, the task having gone on to somebody else, held back the work behind it for good [O4] [S7]',
  ],
  [22, 'a full disk at the moment of a checkpoint or a heartbeat ended the desk [D1]'],
  [16073, 'a take that the hub refused and, dying, told nobody of: what came behind it overtook nothing [O4] [S7]'],
  [18764, 'another such take [O4] [S7]'],
  [530, 'a full disk while the desk opens ended it without a word [D1]'],
  [3618, 'a store that failed while the desk connected left it without its hub [O8]'],
  [7188, 'the answer to an older version showed the task as received while the newer one waited [O1]'],
  [21430, 'what the feed had settled was marked as sent again when a request was taken apart [P2]'],
  [16302, 'sent one by one, work overtook the take before it, on which the hub had failed [O4]'],
  [24, 'a desk that died in the middle of sending [O1]'],
  [10, 'a hub whose connection broke at the commit [O2]'],
  [21, 'a power cut that took the names of files whose folder was not flushed [D1] [F1]'],
  [7, 'a byte turned in what was fetched [F1]'],
  [28, 'a hub that lost a file before the work that names it came [F3]'],
  [77, 'a file that did not get through while other lanes had something to send [O5] [F5]'],
  [6, 'a sealed file that was older than what the desk had read [C5]'],
  [39, 'a sealed file that went on from one that was not read in [C5] [P2]'],
  [105, 'work that had gone out on a stick, and its receipt that the feed left out [C3] [P11]'],
  [35, 'a link called metered while a file travelled [F7]'],
  [285, 'work that met no network after its answer had been lost, and that its expert wanted back [O7]'],
  [14, 'a bit that turned in a file of a time offline, before all was proven [F10]'],
  [119, 'a take that the hub had not confirmed when all was proven [F10]'],
  [259, 'a task that the other device had taken over when all was proven [F10]'],
  [19145, 'a task whose taking was undone before all was proven [F10]'],
  [539, 'a byte turned in an upload, and a hub that died when the last one had come [F1] [F3] [F4]'],
  [33033, 'zeros in a review, in a store that SQLite calls sound [K2] [P2]'],
  [
    140071,
    'a request for which no connection had come about, and whose desk was closed afterwards: it arrived late [O4] [O7]',
  ],
  [144991, 'zeros in a receipt, in a store that SQLite calls sound [K2] [P2]'],
  [108, 'work that a hub which was put back had lost [P9] [O1]'],
  [9469, 'a newer version that a hub refused which had been put back and did not know the one before [P9] [O6]'],
  [157950, 'a store that was gone, and work sent again in the very millisecond in which newer work had been [S6] [K2]'],
  [89046, 'an older store put back in the very millisecond in which newer work had been sent [S6] [K2]'],
] as const

describe('two desks of one expert, a hub, and everything that can go wrong between and in them', () => {
  it.each(known)(
    'seed %i: %s',
    async (seed) => {
      expect(await live(seed)).toBeInstanceOf(Array)
    },
    120_000,
  )

  it('lose nothing, double nothing and agree in the end [D1] [P1] [P2] [P3] [P9] [O1] [O2] [O4] [O5] [O7] [R1] [R3] [V2] [F1] [F2] [F3] [F4] [F7] [F9] [F10] [C1] [C4] [C5] [K2] [K5]', async () => {
    const answers = new Set<string>()
    let seed = FIRST_SEED
    for (; seed < FIRST_SEED + SEEDS; seed++) for (const answer of await live(seed)) answers.add(answer)
    console.log(`seeds ${FIRST_SEED} to ${seed - 1}`)
    expect(seed).toBe(FIRST_SEED + SEEDS)
    // A fault that is put in and never happens proves nothing.
    expect([...answers]).toEqual(expect.arrayContaining(['done', 'later busy', 'refused not-possible']))
    // On a machine that has ten times as much to do as it can, they took ten minutes, and nothing was wrong.
  }, 1_800_000)
})

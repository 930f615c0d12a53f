import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runSeed } from './run-seed.ts'
import { openSimHub, type SimHub } from './sim-hub.ts'
import { installStatementFaults, type StatementFaults } from './statement-faults.ts'

/** As many seeds as go into this time; thousands more: npm run sim -- --seeds 20000. */
const BUDGET_MS = 40_000
const FIRST_SEED = Number(process.env['UNDERSTUDY_SEED'] ?? 1)

let hub: SimHub
let faults: StatementFaults
beforeAll(async () => {
  faults = installStatementFaults()
  hub = await openSimHub()
})
afterAll(async () => {
  await hub.close()
  faults.uninstall()
})

/** Fails with the story of the seed and the command that repeats it. */
async function live(seed: number): Promise<void> {
  const { problems, story } = await runSeed(hub, faults, seed)
  if (problems.length === 0) return
  expect.fail(
    `seed ${seed}:\n${problems.join('\n')}\n\n${story.join('\n')}\n\nagain: npm run sim -- --seed ${seed} --story`,
  )
}

describe('two desks of one expert, a hub, and everything that can go wrong between and in them', () => {
  it('lose nothing, double nothing and agree in the end [D1] [P1] [P2] [P3] [O1] [O2] [O4] [O5] [O7] [R1] [R3]', async () => {
    const began = Date.now()
    let seed = FIRST_SEED
    for (; Date.now() - began < BUDGET_MS; seed++) await live(seed)
    expect(seed).toBeGreaterThan(FIRST_SEED)
    console.log(`seeds ${FIRST_SEED} to ${seed - 1}`)
  }, 120_000)
})

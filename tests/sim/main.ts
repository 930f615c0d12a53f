import { parseArgs } from 'node:util'
import { runSeed } from './run-seed.ts'
import { openSimHub, type SimHub } from './sim-hub.ts'
import { installStatementFaults } from './statement-faults.ts'

/** npm run sim -- --seeds N [--seed S] [--story] [--keep-going] */

/** A database gets slower with what is in it, and seeds do not need each other. */
const SEEDS_PER_HUB = 500

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    story: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(`npm run sim -- --seeds N [--seed S]

  --seeds N     how many seeds to run (500, or 1 with --seed)
  --seed S      the first one (1)
  --story       print what happened, step by step
  --keep-going  go on after a seed that failed`)
  process.exit(0)
}
const first = Number(values.seed ?? 1)
const count = Number(values.seeds ?? (values.seed === undefined ? 500 : 1))
if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count))
  throw new Error('--seed and --seeds are whole numbers')

const faults = installStatementFaults()
const began = Date.now()
const sum = { seeds: 0, edits: 0, submissions: 0, crashes: 0, lost: 0, doubled: 0, failed: 0 }
let hub: SimHub | undefined
let saidAt = began
for (let seed = first; seed < first + count; seed++) {
  if (sum.seeds % SEEDS_PER_HUB === 0) {
    await hub?.close()
    hub = undefined
  }
  hub ??= await openSimHub()
  const { edits, submissions, crashes, lost, doubled, problems, story } = await runSeed(hub, faults, seed)
  sum.seeds += 1
  sum.edits += edits
  sum.submissions += submissions
  sum.crashes += crashes
  sum.lost += lost
  sum.doubled += doubled
  if (values.story) console.log(story.join('\n'))
  if (problems.length > 0) {
    sum.failed += 1
    console.log(`\nseed ${seed} failed:\n  ${problems.join('\n  ')}\nagain: npm run sim -- --seed ${seed} --story\n`)
    if (!values['keep-going']) break
  }
  if (Date.now() - saidAt >= 1000) {
    saidAt = Date.now()
    console.log(progress())
  }
}
console.log(progress())
await hub?.close()
faults.uninstall()
process.exit(sum.failed === 0 ? 0 : 1)

function progress(): string {
  const { seeds, edits, submissions, crashes, lost, doubled, failed } = sum
  const seconds = (Date.now() - began) / 1000
  const pace = `${seconds.toFixed(0)} s, ${((seconds * 1000) / seeds).toFixed(0)} ms a seed`
  return `${seeds} of ${count} seeds, ${edits} edits acknowledged, ${submissions} submissions, ${crashes} crashes: ${lost} lost, ${doubled} doubled, ${failed} seeds failed (${pace})`
}

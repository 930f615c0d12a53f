import { fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { setup } from '../support/hub/global-setup.ts'

/** npm run sim -- --seeds N [--seed S] [--jobs J] [--story] [--keep-going] */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    jobs: { type: 'string' },
    story: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(`npm run sim -- --seeds N [--seed S]

  --seeds N     how many seeds to run (500, or 1 with --seed)
  --seed S      the first one (1)
  --jobs J      how many processes share them (one for each processor)
  --story       print what happened, step by step
  --keep-going  go on after a seed that failed`)
  process.exit(0)
}
const first = whole(values.seed, 1)
const count = whole(values.seeds, values.seed === undefined ? 500 : 1)
const jobs = Math.max(1, Math.min(whole(values.jobs, availableParallelism()), count))

const LivedSeed = z.object({
  seed: z.int(),
  edits: z.int(),
  submissions: z.int(),
  crashes: z.int(),
  lost: z.int(),
  doubled: z.int(),
  problems: z.array(z.string()),
  answers: z.record(z.string(), z.int()),
  story: z.array(z.string()),
})

const began = Date.now()
const sum = { seeds: 0, edits: 0, submissions: 0, crashes: 0, lost: 0, doubled: 0, failed: 0 }
const answers = new Map<string, number>()
let saidAt = began
let isBroken = false
// One Postgres for all, which is ended here however the others end.
const endPostgres = await setup()
const children = Array.from({ length: jobs }, (_, i) => {
  const orders = { first: first + i, end: first + count, step: jobs }
  const child = fork(join(import.meta.dirname, 'seeds-process.ts'), [JSON.stringify(orders)])
  child.on('message', (message) => heard(LivedSeed.parse(message)))
  return child
})
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
await Promise.all(
  children.map(async (child) => {
    const [code] = await once(child, 'exit')
    if (code !== 0) isBroken = true
  }),
)
await endPostgres()
console.log(progress())
console.log(`answered: ${[...answers].map(([answer, n]) => `${answer} ${n}`).join(', ')}`)
process.exit(sum.failed === 0 && !isBroken && sum.seeds === count ? 0 : 1)

function heard(lived: z.infer<typeof LivedSeed>): void {
  const { seed, edits, submissions, crashes, lost, doubled, problems, story } = lived
  for (const [answer, n] of Object.entries(lived.answers)) answers.set(answer, (answers.get(answer) ?? 0) + n)
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
    if (!values['keep-going']) stop()
  }
  if (Date.now() - saidAt < 1000) return
  saidAt = Date.now()
  console.log(progress())
}

/** A child whose parent has hung up ends by itself. */
function stop(): void {
  for (const child of children) if (child.connected) child.disconnect()
}

function progress(): string {
  const { seeds, edits, submissions, crashes, lost, doubled, failed } = sum
  const seconds = (Date.now() - began) / 1000
  const pace = `${seconds.toFixed(0)} s, ${((seconds * 1000) / Math.max(1, seeds)).toFixed(0)} ms a seed`
  return `${seeds} of ${count} seeds, ${edits} edits acknowledged, ${submissions} submissions, ${crashes} crashes: ${lost} lost, ${doubled} doubled, ${failed} seeds failed (${pace})`
}

function whole(text: string | undefined, otherwise: number): number {
  const number = Number(text ?? otherwise)
  if (!Number.isSafeInteger(number)) throw new Error('--seed, --seeds and --jobs are whole numbers')
  return number
}

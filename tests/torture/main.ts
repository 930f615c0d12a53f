import { parseArgs } from 'node:util'
import { torture, type TortureReport } from './torture.ts'

/** npm run torture -- --minutes N [--seed S] */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(`npm run torture -- [--minutes N] [--seed S]

  --minutes N  how long (1)
  --seed S     what is typed and when is killed (another one each time)`)
  process.exit(0)
}
const minutes = Number(values.minutes)
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed)
if (!(minutes > 0) || !Number.isSafeInteger(seed)) throw new Error('--minutes takes a number, --seed a whole one')

const words = ({ kills, hubKills, acknowledged }: TortureReport): string =>
  `${kills} kills of the desk, ${hubKills} of the hub, ${acknowledged} edits acknowledged`
const verdict = ({ lost, doubled }: TortureReport): string => `${lost} lost, ${doubled} doubled`

/** A quick machine sends 570 a minute; whoever has none left writes nothing, and a kill then shows nothing. */
const TASKS_A_MINUTE = 900

let saidAt = 0
console.log(`seed ${seed}`)
const tasks = Math.ceil(TASKS_A_MINUTE * minutes) + 100
const report = await torture({ ms: minutes * 60_000, seed, tasks }, (soFar, leftMs) => {
  if (Date.now() - saidAt < 10_000) return
  saidAt = Date.now()
  // The hub's submissions are counted at the end.
  console.log(`${Math.round(leftMs / 1000)} s left: ${words(soFar)}, ${verdict(soFar)}`)
})
console.log(`seed ${seed}: ${words(report)}, ${report.submissions} submissions, ${verdict(report)}`)
for (const problem of report.problems) console.log(`  ${problem}`)
process.exit(report.lost + report.doubled + report.problems.length === 0 ? 0 : 1)

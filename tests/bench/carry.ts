import { parseArgs } from 'node:util'
import { carry } from '../support/processes/carry.ts'

/** npm run carry -- [--megabytes N] [--kills K] [--seed S] [--mbits N]: files that survive kills and cuts, and what that costs. */

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '300' },
    kills: { type: 'string', default: '10' },
    seed: { type: 'string' },
    mbits: { type: 'string', default: '100' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(`npm run carry -- [--megabytes N] [--kills K] [--seed S] [--mbits N], each a whole number

  --megabytes N  of files down, and two thirds of it up (300)
  --kills K      kills and cuts in each direction: of the desk, the hub and the line (10)
  --seed S       when is killed and cut (another one each time)
  --mbits N      what the line carries in a second (100)`)
  process.exit(0)
}
const [megabytes, kills, mbits] = [Number(values.megabytes), Number(values.kills), Number(values.mbits)]
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
if (![megabytes, kills, seed, mbits].every((n) => Number.isSafeInteger(n) && n >= 0) || megabytes * mbits === 0) {
  console.error('npm run carry -- [--megabytes N] [--kills K] [--seed S] [--mbits N], each a whole number')
  process.exit(2)
}
console.log(`seed ${seed}, a line of ${mbits} Mbit/s`)
// As much down as is asked for, and two thirds of it up: 300 MB and 200 MB when nothing is said.
const [downBytes, upBytes] = [megabytes * 1_000_000, Math.round(megabytes * 1_000_000 * (2 / 3))]
const result = await carry({
  downBytes,
  upBytes,
  kills,
  seed,
  bytesPerMs: (mbits * 1_000_000) / 8 / 1_000,
  say: (line) => console.log(line),
})
for (const way of ['down', 'up'] as const) {
  const { bytes, again, events, seconds } = result[way]
  const broken = Object.entries(events).map(([event, n]) => `${n} × ${event}`)
  const share = `${(again * 100).toFixed(2)} % sent again`
  console.log(`${way}: ${(bytes / 1e6).toFixed(0)} MB, ${broken.join(', ')}, ${share}, ${seconds.toFixed(0)} s`)
}
const worst = Math.max(result.down.again, result.up.again)
console.log(worst < 0.05 ? 'less than 5 % was sent twice' : 'MORE than 5 % was sent twice')
process.exit(worst < 0.05 ? 0 : 1)

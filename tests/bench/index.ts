import { parseArgs } from 'node:util'
import { historyBench } from './history.ts'
import { keystroke } from './keystroke.ts'
import { ledger } from './ledger.ts'
import type { Bench } from './measure.ts'
import { pull } from './pull.ts'
import { rubric } from './rubric.ts'
import { syncPeers } from './sync-peers.ts'

/** npm run bench -- NAME [--json] [--rounds N]: ratios measured side by side in one run, several rounds, medians. */

const benches: Record<string, Bench> = {
  history: historyBench,
  keystroke,
  ledger,
  pull,
  rubric,
  'sync-peers': syncPeers,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const [name = ''] = positionals
const bench = benches[name]
if (bench === undefined || values.help) {
  console.log(`npm run bench -- NAME [--json] [--rounds N]\n\nBenches: ${Object.keys(benches).join(', ')}`)
  process.exit(values.help ? 0 : 2)
}
const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
const result = await bench({ rounds, say: (line) => (values.json ? undefined : console.log(line)) })
if (values.json) {
  console.log(JSON.stringify({ bench: name, ...result }))
} else {
  for (const [ratio, value] of Object.entries(result.ratios)) console.log(`${name}.${ratio} = ${value}`)
}
process.exit(0)

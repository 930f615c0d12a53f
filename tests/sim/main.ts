import { parseArgs } from 'node:util'
import { runSeed } from './run-seed.ts'
import { openSimHub } from './sim-hub.ts'
import { installStatementFaults } from './statement-faults.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    seed: { type: 'string' },
    story: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
  },
})
const count = values.seed === undefined ? Number(values.seeds) : 1
const first = values.seed === undefined ? 1 : Number(values.seed)

const faults = installStatementFaults()
let hub = await openSimHub()
const began = Date.now()
const sum = { edits: 0, submissions: 0, crashes: 0, failed: 0 }
let said = began
for (let seed = first; seed < first + count; seed++) {
  if (seed > first && (seed - first) % 1000 === 0) {
    await hub.close()
    hub = await openSimHub()
  }
  const result = await runSeed(hub, faults, seed)
  sum.edits += result.edits
  sum.submissions += result.submissions
  sum.crashes += result.crashes
  if (values.story) console.log(result.story.join('\n'))
  if (result.problems.length > 0) {
    sum.failed += 1
    console.log(`seed ${seed} failed:\n  ${result.problems.slice(0, 4).join('\n  ')}`)
    if (!values['keep-going']) break
  }
  if (Date.now() - said > 1000) {
    said = Date.now()
    console.log(`${seed - first + 1} seeds, ${JSON.stringify(sum)}, ${((said - began) / (seed - first + 1)).toFixed(0)} ms each`)
  }
}
console.log(JSON.stringify(sum), Date.now() - began)
await hub.close()
faults.uninstall()

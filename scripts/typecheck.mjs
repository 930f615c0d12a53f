// Checks the types of each environment by its own rules (no DOM in the core, no Node in the window, and so on).
import { availableParallelism } from 'node:os'
import { ends } from './lib/run.mjs'

/** The longest first, so that none is left over at the end. */
const waiting = [
  'tests',
  'src/renderer',
  'src/core',
  'src/main',
  'src/serve',
  'src/hub',
  'src/shared',
  'src/sealed',
  'src/disk',
]
let isSound = true

/** Takes one after the other. On one thread each takes half the work, and several of them go side by side. */
async function checkWhatWaits() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    isSound = (await ends('tsc', ['-p', next, '--singleThreaded'])) && isSound
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, checkWhatWaits))
process.exit(isSound ? 0 : 1)

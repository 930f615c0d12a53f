// Checks the types of each environment by its own rules (no DOM in the core, no Node in the window, and so on).
import { run } from './lib/run.mjs'

const environments = [
  'src/shared',
  'src/disk',
  'src/sealed',
  'src/core',
  'src/main',
  'src/serve',
  'src/renderer',
  'src/hub',
  'tests',
]
for (const environment of environments) run('tsc', ['-p', environment])

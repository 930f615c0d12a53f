// npm run hub: the operator's program.
import { runProgram } from './lib/program.mjs'

// What a program is to read: npm writes two lines of its own before it, which it would take for a part of it.
const { npm_lifecycle_event: script, npm_config_loglevel: loglevel } = process.env
const isForPrograms =
  ['--json', '--csv'].some((option) => process.argv.includes(option)) ||
  process.argv.slice(2, 4).join(' ') === 'submission export'
if (script === 'hub' && loglevel !== 'silent' && isForPrograms && !process.stdout.isTTY)
  console.error('The first lines of this output are npm’s. Call it with "npm run -s hub -- …" to have none of them.')

runProgram(['src', 'hub', 'index.ts'])

// npm run bench -- NAME [--json]: ratios measured side by side in one run.
import { ensureBuilt } from './lib/build.mjs'
import { runProgram } from './lib/program.mjs'

// Typing is measured in the window itself.
runProgram(['tests', 'bench', 'index.ts'], () =>
  process.argv.includes('typing') ? ensureBuilt(['window']) : undefined,
)

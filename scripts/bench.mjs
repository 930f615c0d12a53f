// npm run bench -- NAME [--json]: ratios measured side by side in one run.
import { ensureBuilt } from './lib/build.mjs'
import { runProgram } from './lib/program.mjs'

/** Measured in the window itself. */
const inWindow = ['history', 'rubric', 'typing']

runProgram(['tests', 'bench', 'index.ts'], () => {
  if (inWindow.some((name) => process.argv.includes(name))) ensureBuilt(['window'])
})

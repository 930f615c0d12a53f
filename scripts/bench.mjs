// npm run bench -- NAME [--json]: ratios measured side by side in one run.
import { runProgram } from './lib/program.mjs'

runProgram(['tests', 'bench', 'index.ts'])

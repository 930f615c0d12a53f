// npm run hub: the operator's program.
import { runProgram } from './lib/program.mjs'

runProgram(['src', 'hub', 'index.ts'])

// npm run sim -- --seeds N [--seed S]: lives of two desks and a hub with faults everywhere, each decided by its seed.
import { runProgram } from './lib/program.mjs'

runProgram(['tests', 'sim', 'main.ts'])

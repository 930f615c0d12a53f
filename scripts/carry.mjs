// npm run carry -- [--megabytes N] [--kills K] [--seed S]: files that survive kills and cuts, counted on the wire.
import { runProgram } from './lib/program.mjs'

runProgram(['tests', 'bench', 'carry.ts'])

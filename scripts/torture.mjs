// npm run torture -- --minutes N [--seed S]: a desk and a hub that are killed again and again while somebody writes.
import { runProgram } from './lib/program.mjs'

runProgram(['tests', 'torture', 'main.ts'])

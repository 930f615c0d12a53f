// npm run verify -- FILE: checks an appeal pack with nothing but what is in it; no desk, no store, no network.
import { runProgram } from './lib/program.mjs'

runProgram(['src', 'core', 'billing', 'appeal', 'verify-command.ts'])

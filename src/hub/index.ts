#!/usr/bin/env node
import type { Log } from './context.ts'
import type { Console } from './cli/console.ts'
import { interrupted } from './cli/command.ts'
import { main } from './cli/main.ts'

/** The operator's program; `node src/hub/index.ts --help` lists its commands. */

// `hub submission export | head` closes our output early, which is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const terminal: Console = {
  write: (text) =>
    new Promise((resolve) => {
      if (process.stdout.write(text)) resolve()
      else process.stdout.once('drain', resolve)
    }),
  complain: (text) => void process.stderr.write(`${text}\n`),
}

const log: Log = (level, event, facts = {}) => {
  if (level === 'info') return
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...facts })}\n`)
}

const code = await main(process.argv.slice(2), terminal, log)
process.exitCode = process.exitCode === undefined || process.exitCode === 0 ? code : process.exitCode
// What was begun may still be under way.
if (code === interrupted) process.exit()
// A parent that holds the channel open would keep this process alive.
if (process.connected) process.disconnect()

#!/usr/bin/env node
import type { Log } from './context.ts'
import { interrupted } from './cli/command.ts'
import { main } from './cli/main.ts'
import { createTerminal } from './cli/terminal.ts'

/** The operator's program; `node src/hub/index.ts --help` lists its commands. */

// Asked to end and not ended: the built-in database runs apart from this process, and is to be closed in order.
const terminal = createTerminal(() => void process.emit('SIGTERM'))

const log: Log = (level, event, facts = {}) => {
  if (level === 'info') return
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...facts })}\n`)
}

const code = await main(process.argv.slice(2), terminal, log)
const ended = terminal.outputEnded()
process.exitCode = ended ?? (process.exitCode === undefined || process.exitCode === 0 ? code : process.exitCode)
// What was begun may still be under way.
if (code === interrupted || ended !== undefined) process.exit()
// A parent that holds the channel open would keep this process alive.
if (process.connected) process.disconnect()

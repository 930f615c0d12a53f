import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { logLine, type LogFacts, type LogLevel } from '../shared/rules/log-line.ts'

export type Log = (level: LogLevel, event: string, facts?: LogFacts) => void

/**
 * Writes to the desk's log file.
 * @param folder data folder; the log lies in `logs/desk.log` beneath it
 * @param echo gets each line too, for a developer's terminal
 */
export function createLog(folder: string, echo: (line: string) => void): Log {
  return (level, event, facts) => {
    const line = logLine(Date.now(), level, event, facts)
    echo(line)
    try {
      mkdirSync(join(folder, 'logs'), { recursive: true })
      appendFileSync(join(folder, 'logs', 'desk.log'), line)
    } catch {
      // A log that cannot be written must not stop the desk.
    }
  }
}

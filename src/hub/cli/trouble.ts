import type { OperatorError } from '../context.ts'
import { codeOf } from '../store/db.ts'

/** What can go wrong below a command without being its fault. */
export function troubleToError(error: unknown): OperatorError {
  const code = codeOf(error)
  const reasons: Record<string, string> = {
    '53100': 'The disk of the database is full.',
    ENOSPC: 'The disk is full.',
    EACCES: noRight(error),
    EPERM: noRight(error),
    '40P01': 'The database was too busy.',
    '57P01': 'The database was stopped meanwhile.',
    ECONNRESET: 'The connection to the database broke off.',
  }
  const message = error instanceof Error ? error.message : 'no reason given'
  return {
    code: 'trouble',
    text: `${reasons[code] ?? `It did not work: ${message}.`} What was not finished was not kept.`,
  }
}

/** The system says the same of a file that may not be read and of one that may not be written. */
function noRight(error: unknown): string {
  const path = error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : undefined
  return path === undefined
    ? 'This account has no right to what was asked for.'
    : `This account has no right to read or write ${path}. Give it the right, or choose another place.`
}

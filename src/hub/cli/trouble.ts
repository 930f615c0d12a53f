import { codeOf } from '../../shared/rules/code-of.ts'
import type { OperatorError } from '../context.ts'

const connectionLost = 'The connection to the database broke off.'
/** As the driver of the database says it, which gives no code for it. */
const brokeOff = /^(Connection terminated|Client has encountered a connection error|Client was closed)/

/** What can go wrong below a command without being its fault. @param rest what became of what the command had done by then */
export function troubleToError(error: unknown, rest = 'What was not finished was not kept.'): OperatorError {
  const code = codeOf(error)
  const reasons: Record<string, string> = {
    '53100': 'The disk of the database is full.',
    ENOSPC: 'The disk is full.',
    EACCES: noRight(error),
    EPERM: noRight(error),
    '40P01': 'The database was too busy.',
    '57P01': 'The database was stopped meanwhile.',
    ECONNRESET: connectionLost,
    Z_DATA_ERROR: 'The packed file (.gz) is damaged, or is not packed at all.',
    Z_BUF_ERROR: 'The packed file (.gz) is not whole.',
  }
  const message = error instanceof Error ? error.message : 'no reason given'
  return {
    code: 'trouble',
    text: `${reasons[code] ?? (brokeOff.test(message) ? connectionLost : `It did not work: ${message}.`)} ${rest}`,
  }
}

/** The system says the same of a file that may not be read and of one that may not be written. */
function noRight(error: unknown): string {
  const path = error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : undefined
  return path === undefined
    ? 'This account has no right to what was asked for.'
    : `This account has no right to read or write ${path}. Give it the right, or choose another place.`
}

import { Introduction } from './core-messages.ts'
import { err, ok, type Result } from '../shared/domain/result.ts'

/**
 * Reads `--data DIR` from a command line that also carries Chromium's own switches, which are none of our business.
 * @returns the folder as given, or nothing where none is; an error is one sentence for the user
 */
export function parseDataFolder(argv: readonly string[]): Result<string | undefined, string> {
  const at = argv.findIndex((arg) => arg === '--data' || arg.startsWith('--data='))
  if (at < 0) return ok(undefined)
  const value = argv[at] === '--data' ? argv[at + 1] : argv[at]?.slice('--data='.length)
  if (value === undefined || value === '' || value.startsWith('--')) return err('--data needs the name of a folder.')
  return ok(value)
}

/**
 * Reads the hub's address and one-time code that `npm start` hands over.
 * @returns nothing where there is none; an error where it is not what it should be
 */
export function parseIntroduction(text: string | undefined): Result<Introduction | undefined, 'unreadable'> {
  if (text === undefined || text === '') return ok(undefined)
  try {
    return ok(Introduction.parse(JSON.parse(text)))
  } catch {
    return err('unreadable')
  }
}

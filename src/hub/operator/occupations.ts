import { OccupationCode } from '../../shared/domain/primitives.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { OperatorError } from '../context.ts'
import type { OccupationEntry } from '../store/occupations.ts'

/**
 * Reads a table of occupations: tab-separated columns code, title and, where there is one, description, as in the
 * official O*NET file "Occupation Data.txt". A line with column names, empty lines and lines that begin with # are passed over.
 */
export function parseOccupations(text: string): Result<OccupationEntry[], OperatorError> {
  const entries = new Map<string, OccupationEntry>()
  const problems: string[] = []
  for (const [index, line] of text
    .replace(/^\u{FEFF}/u, '')
    .split(/\r?\n/)
    .entries()) {
    const [code = '', title = '', description = ''] = line.split('\t').map((cell) => cell.trim())
    if (line.trim() === '' || line.startsWith('#') || /\bcode\b/i.test(code)) continue
    if (!OccupationCode.safeParse(code).success)
      problems.push(`line ${index + 1}: ${code.slice(0, 40)} is not a code such as 45-1011.00`)
    else if (title === '' || title.length > 200)
      problems.push(`line ${index + 1}: the title is ${title === '' ? 'missing' : 'too long'}`)
    else entries.set(code, { code, title, description })
  }
  if (problems.length > 0) {
    return err({
      code: 'bad-lines',
      text: `${problems.length} lines cannot be read; nothing was imported.`,
      details: problems,
    })
  }
  if (entries.size === 0) return err({ code: 'empty', text: 'There is no occupation in this file.' })
  return ok([...entries.values()])
}

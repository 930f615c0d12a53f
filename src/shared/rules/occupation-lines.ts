import { OccupationCode } from '../domain/primitives.ts'

export type OccupationLine = { readonly code: string; readonly title: string; readonly description: string }

/**
 * Reads a table of occupations: tab-separated columns code, title and, where there is one, description, as in the
 * official O*NET file "Occupation Data.txt". A line with column names, empty lines and lines that begin with # are passed
 * over; of two lines with one code the later counts.
 * @returns what can be read, and a sentence for each line that cannot
 */
export function readOccupationLines(text: string): { entries: OccupationLine[]; problems: string[] } {
  const entries = new Map<string, OccupationLine>()
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
  return { entries: [...entries.values()], problems }
}

import { describe, expect, it } from 'vitest'
import { inOneLine } from '../../../src/renderer/editor/one-line.ts'
import { lettersOfMarkdown, quotedAt } from '../../../src/renderer/editor/quoting.ts'
import { sheetToTable } from '../../../src/renderer/editor/sheet-text.ts'
import { textOf } from '../../../src/renderer/editor/text-edits.ts'
import { readMaths } from '../../../src/renderer/format/maths-marks.ts'
import { readRubric } from '../../../src/shared/rules/rubric-import.ts'

/**
 * Read anew from each place, such rows would keep the test busy for minutes; read once, they take
 * some milliseconds.
 */
const MANY = 200_000

describe('a long row of one sign costs no more than other words', () => {
  const blanks = ' '.repeat(MANY)

  it('in a cell of a sheet and in a field of one line', () => {
    expect(sheetToTable(`a\tb\nc\td${blanks}e`)).toBeDefined()
    expect(inOneLine(`a\nb${blanks}c`)).toBeDefined()
  })

  it('in a quotation', () => {
    expect(lettersOfMarkdown(`a${'\n'.repeat(MANY)}b`)).toBeDefined()
    expect(lettersOfMarkdown(']('.repeat(MANY))).toBeDefined()
    expect(quotedAt(textOf('\\['.repeat(MANY)), 3)).toBeUndefined()
  })

  it('in a rubric that is brought in', () => {
    const line = `[1${' '.repeat(8_000)}a`
    const row = `1${' '.repeat(8_000)}a`
    const cell = `a\t1${' '.repeat(8_000)}a`
    const text = Array.from({ length: 40 }, () => [line, row, cell].join('\n')).join('\n')
    expect(readRubric(text, () => 'id')).toBeDefined()
  })
})

describe('a row of dollar signs that seem to be escaped', () => {
  it('is not gone through to its end from each of them', () => {
    expect(readMaths('a\\\\$'.repeat(60_000)).hasMaths).toBe(false)
  }, 20_000)
})

describe('lines as one', () => {
  it('have a space where they were parted, and none where nothing was', () => {
    expect(inOneLine('a  b')).toBe('a  b')
    expect(inOneLine(' a ')).toBe(' a ')
    expect(inOneLine('a \n\t \n  b')).toBe('a b')
    expect(inOneLine('a\n')).toBe('a ')
    expect(inOneLine('\na')).toBe(' a')
    expect(inOneLine('\n\n')).toBe(' ')
  })
})

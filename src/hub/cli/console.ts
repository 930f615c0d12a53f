/** Where a command writes; tests and the entry give their own. */
export type Console = {
  /** Standard output; resolves when more may be written. */
  write(text: string): Promise<void>
  /** Standard error, one line. */
  complain(text: string): void
}

export type Cell = string | number

/** Rows under their headings, columns of even width; numbers to the right. */
export function tableToText(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => row.map((cell) => oneLine(String(cell))))
  // One by one: a call takes some 100,000 arguments, and a list may be longer.
  const widths = headings.map((heading, i) =>
    texts.reduce((most, row) => Math.max(most, (row[i] ?? '').length), heading.length),
  )
  const numeric = headings.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (numeric[i] === true ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  return `${[headings, ...texts].map(line).join('\n')}\n`
}

/** The first `limit` of rows of which one more was asked for; says so where there are more, or a list would seem whole. */
export function firstOf<T>(console: Console, rows: readonly T[], limit: number): readonly T[] {
  if (rows.length <= limit) return rows
  console.complain(`Only the first ${limit} are shown. See more with --limit N.`)
  return rows.slice(0, limit)
}

/** Control characters of what others wrote could play tricks on the operator's terminal. */
function oneLine(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
  return clean.length > 60 ? `${clean.slice(0, 59)}…` : clean
}

/** The same for text of several lines. */
export function plainText(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]|\p{Cf}/gu, '')
}

/**
 * JSON that may be looked at in a terminal: the control characters that JSON itself leaves as they are, U+007F to U+009F, are
 * escaped. U+009B alone begins what a terminal obeys.
 */
export function toJson(value: unknown, indent = 0): string {
  const escaped = (sign: string): string => `\\u00${sign.charCodeAt(0).toString(16)}`
  return JSON.stringify(value, null, indent).replaceAll(/[\u007f-\u009f]/g, escaped)
}

/** An instant as the operator reads it: UTC to the minute. */
export function instantToText(at: number | null | undefined): string {
  return at === null || at === undefined ? '' : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`
}

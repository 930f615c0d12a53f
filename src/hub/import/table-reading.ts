import { codeOf } from '../../shared/rules/code-of.ts'

/** As a line of other formats. */
const longest = 50_000_000

/** What keeps a table from being read, for whoever wrote it. */
const faults: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'has a cell that begins with a quote (") and is never closed by one',
  CSV_MAX_RECORD_SIZE: 'is longer than 50 MB; is there a quote (") that nothing closes?',
  INVALID_OPENING_QUOTE: 'has a quote (") within a cell; put the whole cell in quotes, and write those in it twice',
  CSV_INVALID_CLOSING_QUOTE: 'has more in a cell after its closing quote ("); write quotes within a cell twice',
}

export type TableReading = {
  /** For csv-parse: rows as they are, each with the line that it ends on. */
  readonly options: {
    readonly delimiter: string
    readonly bom: true
    readonly info: true
    readonly relax_column_count: true
    readonly skip_empty_lines: true
    readonly max_record_size: number
    readonly on_record: <T>(record: T, info: { readonly lines: number }) => T
  }
  /** The line that the row of an error begins on, and what is wrong with it. */
  fault(error: unknown): { readonly line: number; readonly text: string }
}

/** How a table of the operator is read, one at a time. */
export function createTableReading(delimiter: string): TableReading {
  // By the parser: whoever reads its rows hears of an error before those in front of it.
  let lines = 0
  return {
    options: {
      delimiter,
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: longest,
      on_record: (record, info) => {
        lines = info.lines
        return record
      },
    },
    fault: (error) => {
      const message = error instanceof Error ? error.message : 'cannot be read'
      return { line: lines + 1, text: faults[codeOf(error)] ?? message.replaceAll(/\p{Cc}/gu, ' ').slice(0, 300) }
    },
  }
}

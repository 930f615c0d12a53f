/**
 * The rows of cells that a spreadsheet puts on the clipboard, tabs between them. A cell with a line break or a tab in it is
 * quoted there, and a quotation mark in it doubled. Any text can be read so.
 */
export function sheetCells(text: string): string[][] {
  const rows: string[][] = [[]]
  const source = text.replaceAll('\r\n', '\n').replace(/\n$/, '')
  let at = 0
  while (at <= source.length) {
    let cell = ''
    if (source[at] === '"') {
      const end = quoteEnd(source, at)
      if (end !== -1) {
        cell = source.slice(at + 1, end).replaceAll('""', '"')
        at = end + 1
      }
    }
    let end = at
    while (end < source.length && source[end] !== '\t' && source[end] !== '\n') end += 1
    rows.at(-1)?.push(cell + source.slice(at, end))
    if (source[end] === '\n') rows.push([])
    at = end + 1
  }
  return rows
}

/** The closing mark of a quoted cell; -1 where the mark at `open` is part of the words. */
function quoteEnd(source: string, open: number): number {
  for (let at = open + 1; at < source.length; at++) {
    if (source[at] !== '"') continue
    if (source[at + 1] === '"') at += 1
    else return at + 1 === source.length || source[at + 1] === '\t' || source[at + 1] === '\n' ? at : -1
  }
  return -1
}

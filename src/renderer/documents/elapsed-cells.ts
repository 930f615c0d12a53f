import { scanXml } from './scan-xml.ts'

/** The format that every workbook has without naming it: `[h]:mm:ss` (ECMA-376 part 1, 18.8.30). */
const ELAPSED = '46'

/**
 * Cells whose format counts hours, minutes or seconds on and on (`[h]:mm`), as sums of working time are. To a library they
 * are dates, and 30 hours and a quarter the time of day 06:15.
 * @param xml of the styles of a workbook
 * @returns the numbers of the styles that do
 */
export function elapsedStyles(xml: string): ReadonlySet<string> {
  const formats = new Set([ELAPSED])
  const styles = new Set<string>()
  let number: number | undefined
  for (const part of scanXml(xml)) {
    if (part.kind === 'text') continue
    const name = part.name.slice(part.name.indexOf(':') + 1)
    if (name === 'cellXfs') number = part.kind === 'open' ? 0 : undefined
    if (part.kind !== 'open') continue
    if (name === 'numFmt') {
      // Words in a format stand in quotation marks, or behind a stroke.
      const code = (part.attributes.get('formatCode') ?? '').replaceAll(/"[^"]*"|\\./g, '')
      if (/\[(h+|m+|s+)\]/i.test(code)) formats.add(part.attributes.get('numFmtId') ?? '')
    } else if (name === 'xf' && number !== undefined) {
      if (formats.has(part.attributes.get('numFmtId') ?? '')) styles.add(String(number))
      number += 1
    }
  }
  return styles
}

/** @returns the XML of a sheet with the cells of these styles as texts such as `30:15:00` */
export function withElapsedAsText(xml: string, styles: ReadonlySet<string>): string {
  return xml
    .split(/(?=<(?:\w+:)?c\s)/)
    .map((piece) => elapsedCell(piece, styles))
    .join('')
}

/** @param piece from the beginning of a cell to that of the next one */
function elapsedCell(piece: string, styles: ReadonlySet<string>): string {
  const [, prefix = '', attributes = ''] = /^<((?:\w+:)?)c(\s[^<>]*)>/.exec(piece) ?? []
  const style = /\ss\s*=\s*["'](\d+)["']/.exec(attributes)?.[1]
  if (style === undefined || !styles.has(style) || attributes.endsWith('/')) return piece
  const type = /\st\s*=\s*["'](\w+)["']/.exec(attributes)?.[1] ?? 'n'
  const value = /<(?:\w+:)?v>([^<]+)<\//.exec(piece)?.[1]
  const days = Number(value)
  const close = `</${prefix}c>`
  const end = piece.indexOf(close)
  if (type !== 'n' || value === undefined || !Number.isFinite(days) || end === -1) return piece
  const place = /\sr\s*=\s*["']\w+["']/.exec(attributes)?.[0] ?? ''
  return `<${prefix}c${place} t="str"><${prefix}v>${elapsed(days)}</${prefix}v>${piece.slice(end)}`
}

function elapsed(days: number): string {
  const seconds = Math.round(Math.abs(days) * 86_400)
  const two = (n: number): string => String(n).padStart(2, '0')
  const text = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':')
  return days < 0 && seconds > 0 ? `-${text}` : text
}

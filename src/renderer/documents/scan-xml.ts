export type XmlPart =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }

const tag = /<(\/?)([^\s/>"'<]+)((?:[^>"'<]|"[^"]*"|'[^']*')*)>/y
const attribute = /([^\s=/"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/**
 * What stands in an XML text, in its order, with names as written (`a:t`). Needs no DOM, so that it runs in a worker.
 * Entities that a document defines itself are not looked up, so none can be made to swell. It ends where the text is no
 * XML any more.
 */
export function* scanXml(xml: string): Generator<XmlPart> {
  let at = 0
  while (at < xml.length) {
    const start = xml.indexOf('<', at)
    const text = xml.slice(at, start === -1 ? xml.length : start)
    if (text !== '') yield { kind: 'text', text: plain(text) }
    if (start === -1) return
    const past = skipped(xml, start)
    if (past !== undefined) {
      if (xml.startsWith('<![CDATA[', start)) yield { kind: 'text', text: xml.slice(start + 9, past - 3) }
      at = past
      continue
    }
    tag.lastIndex = start
    const match = tag.exec(xml)
    if (match === null) return
    const [whole, slash, name = '', rest = ''] = match
    if (slash === '/') yield { kind: 'close', name }
    else {
      yield { kind: 'open', name, attributes: attributesOf(rest) }
      if (whole.endsWith('/>')) yield { kind: 'close', name }
    }
    at = start + whole.length
  }
}

/** @returns the end of a comment, an instruction or the like that begins here */
function skipped(xml: string, start: number): number | undefined {
  const end = (mark: string): number => {
    const found = xml.indexOf(mark, start)
    return found === -1 ? xml.length : found + mark.length
  }
  if (xml.startsWith('<!--', start)) return end('-->')
  if (xml.startsWith('<![CDATA[', start)) return end(']]>')
  if (xml.startsWith('<?', start)) return end('?>')
  return xml.startsWith('<!', start) ? end('>') : undefined
}

function attributesOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(attribute)].map(([, name = '', a, b]) => [name, plain(a ?? b ?? '')]))
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function plain(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/gi, (whole, hex, decimal, name) => {
    if (typeof name === 'string') return named[name] ?? whole
    const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : ''
  })
}

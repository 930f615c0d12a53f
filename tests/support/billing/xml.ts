/** A few lines of XML reading for tests, by none of the code under test: elements, attributes, text. */
export type Element = { name: string; attributes: Record<string, string>; children: Element[]; text: string }

export function parseXml(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const open: Element[] = [root]
  const token = /<\?.*?\?>|<!--.*?-->|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/gs
  let at = 0
  for (const match of xml.matchAll(token)) {
    if (match.index !== at) throw new Error(`not XML at ${at}: ${xml.slice(at, at + 60)}`)
    at += match[0].length
    const [, closing, name, attributes = '', isEmpty, text] = match
    const here = open.at(-1)
    if (here === undefined) throw new Error('more is closed than was opened')
    if (text !== undefined) here.text += unescape(text.trim())
    else if (name !== undefined && closing === '/') {
      if (open.pop()?.name !== name) throw new Error(`${name} is closed where it is not open`)
    } else if (name !== undefined) {
      const element: Element = { name, attributes: readAttributes(attributes), children: [], text: '' }
      here.children.push(element)
      if (isEmpty !== '/') open.push(element)
    }
  }
  const [top] = root.children
  if (at !== xml.length || open.length !== 1 || top === undefined || root.children.length !== 1)
    throw new Error('not whole')
  return top
}

function readAttributes(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = '', , a, b] of text.matchAll(/([\w:.-]+)\s*=\s*("([^"]*)"|'([^']*)')/g))
    found[name] = unescape(a ?? b ?? '')
  return found
}

function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replace(/&#(x?)([\da-fA-F]+);/g, (_, hex: string, code: string) =>
      String.fromCodePoint(Number.parseInt(code, hex === '' ? 10 : 16)),
    )
    .replaceAll('&amp;', '&')
}

/** Every element with the path to it. */
export function* walk(element: Element, path = element.name): Generator<{ path: string; element: Element }> {
  yield { path, element }
  for (const child of element.children) yield* walk(child, `${path}/${child.name}`)
}

/** The texts at a path below the root, such as `cac:TaxTotal/cbc:TaxAmount`. */
export function textsAt(root: Element, path: string): string[] {
  return [...walk(root)].filter((one) => one.path === `${root.name}/${path}`).map(({ element }) => element.text)
}

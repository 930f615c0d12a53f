import fc from 'fast-check'
import { createElement } from 'react'
import { prerender } from 'react-dom/static'
import rehypeParse from 'rehype-parse'
import { unified } from 'unified'
import { describe, expect, it } from 'vitest'
import { Prose } from '../../../src/renderer/ui/prose.tsx'
import {
  canaries,
  hostileMissing,
  naughtyStrings,
  type SanitizerCase,
  sanitizerCases,
} from '../../support/content/hostile-texts.ts'
import { proseElements } from '../../support/content/prose-elements.ts'

/** What came out, as a browser would read it. */
type Node = {
  readonly type: string
  readonly tagName?: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly value?: string
  readonly children?: readonly Node[]
}

function read(html: string): Node {
  return unified().use(rehypeParse, { fragment: true }).parse(html)
}

/** Waits for what is loaded only when a text has formulas. */
async function render(text: string): Promise<Node> {
  const { prelude } = await prerender(createElement(Prose, { text }))
  return read(await new Response(prelude).text())
}

function elements(node: Node): Node[] {
  return [...(node.type === 'element' ? [node] : []), ...(node.children ?? []).flatMap(elements)]
}

function words(node: Node): string {
  return node.type === 'text' ? (node.value ?? '') : (node.children ?? []).map(words).join('')
}

/** Attributes that could run something or fetch something; addresses are shown in a panel of their own, never in the text. */
const dangerous = /^(on|src|href|xlink|action|formAction|data$|poster|background|srcDoc|ping|manifest|http-?equiv)/i

/** What of it runs, fetches or has no business in a text. */
async function harmOf(text: string): Promise<string[]> {
  return elements(await render(text)).flatMap(({ tagName = '', properties = {} }) => [
    ...(proseElements.includes(tagName) ? [] : [`<${tagName}> of ${text}`]),
    ...Object.entries(properties).flatMap(([name, value]) =>
      dangerous.test(name) || (name === 'style' && /url\(|image|expression|@import/i.test(String(value)))
        ? [`<${tagName} ${name}="${String(value)}"> of ${text}`]
        : [],
    ),
  ])
}

async function harmOfAll(texts: readonly string[]): Promise<string[]> {
  return (await Promise.all(texts.map(harmOf))).flat()
}

describe('Markdown from outside', () => {
  it.each(canaries)('makes nothing of %s that runs or fetches', async (text) => expect(await harmOf(text)).toEqual([]))

  it('makes nothing that runs or fetches of what upsets programs, and loses no word of it', async () => {
    if (hostileMissing !== undefined) return console.log(`Left out: naughty strings, because ${hostileMissing}.`)
    expect(await harmOfAll(naughtyStrings())).toEqual([])
    expect(words(await render('<img src=x onerror=alert(1)> and <b>bold</b>'))).toBe(
      '<img src=x onerror=alert(1)> and <b>bold</b>',
    )
  })

  it('makes nothing that runs or fetches of what attacks sanitizers', async () => {
    if (hostileMissing !== undefined) return console.log(`Left out: sanitizer cases, because ${hostileMissing}.`)
    const cases = sanitizerCases()
    expect(cases).toHaveLength(223)
    const inPlaces = cases.flatMap(({ payload }) => [
      payload,
      `- ${payload}`,
      `[${payload}](${payload})`,
      `| ${payload} |\n| --- |\n| x |`,
    ])
    expect(await harmOfAll(inPlaces)).toEqual([])
  })

  // Raw HTML appears as text by design, so only where it is nothing but text can the two be compared.
  it('says what a sanitizer lets through, wherever that is plain text', async () => {
    if (hostileMissing !== undefined) return console.log(`Left out: sanitizer cases, because ${hostileMissing}.`)
    const comparable = sanitizerCases().filter(isPlain)
    expect(comparable.length).toBeGreaterThan(0)
    for (const { payload, expected } of comparable) {
      const said = [expected].flat().map((html) => words(read(html)).trim())
      expect(said).toContain(words(await render(payload)).trim())
    }
  })
})

function isPlain({ payload, expected }: SanitizerCase): boolean {
  return !/[<>]/.test(payload) && [expected].flat().every((html) => !/[<>]/.test(html))
}

describe('a text that is made to hold up the window', () => {
  const hostile: Readonly<Record<string, string>> = {
    'pairs of brackets': 'a](b'.repeat(70_000),
    'links without an end': '[a]('.repeat(70_000),
    stars: '*a'.repeat(140_000),
    tildes: '~a'.repeat(140_000),
    'quotes in quotes': '> '.repeat(140_000),
    'a list without an end': '- a\n'.repeat(70_000),
    'a list of single words': '- wordless\n'.repeat(8_000).trim(),
    'one address after the other': 'See https://a.example/ now.\n\n'.repeat(4_000).trim(),
    'one list after the other': '- a\n* b\n'.repeat(5_000).trim(),
    'code that never ends': Array.from({ length: 500 }, (_, i) => `${'`'.repeat(i + 1)}a`).join(' '),
    'formulas that never end': Array.from({ length: 500 }, (_, i) => `${'$'.repeat(i + 1)}a`).join(' '),
  }

  for (const [name, text] of Object.entries(hostile)) {
    it(`is shown at once as it was written: ${name}`, async () => {
      // Read as it was, each of them keeps the test busy for longer than it may take.
      const shown = await render(text)
      expect(words(shown)).toBe(text)
      expect(elements(shown)).toHaveLength(1)
    }, 30_000)
  }

  it('is laid out at once where it is many quotations, each with its source', async () => {
    const text = '> Lime first.\n\n— Soil report\n\n'.repeat(2_400)
    const all = elements(await render(text))
    expect(all.filter(({ tagName }) => tagName === 'blockquote')).toHaveLength(2_400)
  }, 10_000)

  it('has no signs that nobody wrote where only its formulas make it too much', async () => {
    const text = `${'> Lime first.\n\n— Soil report\n\n'.repeat(1_500)}So $y$ costs $5.`
    const shown = words(await render(text))
    expect(shown).toContain('costs $5.')
    expect(shown).not.toContain('\\$5')
  }, 20_000)

  it('looks the same laid out in pieces as in one', async () => {
    const blocks = [
      '# Soil',
      '### Lime\n\nA *word* here.',
      'Some words\nover two lines.',
      '- one\n- two\n\n  More of two.\n\nAfter the list.',
      '- a list\n\n- with room\n\n\tand more',
      '1. first\n2. second',
      '> Quoted.\n\n— Source',
      '```js\nlet a\n\nPlain words in code\n\n# no heading\n```',
      '~~~\n```\n\nStill code\n~~~',
      '- ```\n  code in a list\n\nNo code any more',
      '- a\n\n      ```\n\nPlain',
      '| a | b |\n| - | - |\n| c | d |',
      '    indented code\n\n    and more\n\nPlain again',
      '<div>\n\nWords in HTML\n\n</div>',
      'Setext\n===\n\nBelow',
      '\\``` no fence\n\nPlain',
    ]
    const parts = fc.array(fc.constantFrom(...blocks), { minLength: 150, maxLength: 250 })
    await fc.assert(
      fc.asyncProperty(parts, async (chosen) => {
        const text = chosen.join('\n\n')
        const seen = async (written: string): Promise<string[]> =>
          elements(await render(written)).map((one) => `${one.tagName} ${words(one).replaceAll(/\s+/g, ' ').trim()}`)
        // A definition, which may be meant anywhere, has the text laid out whole.
        expect((await seen(text)).slice(1)).toEqual((await seen(`${text}\n\n[none]: /none`)).slice(1))
      }),
      { numRuns: 10 },
    )
  }, 60_000)

  it('is not taken for one that is only long', async () => {
    const table = `| a | b |\n| - | - |\n${'| **c** | *d* and [e](https://x.example) |\n'.repeat(500)}`
    expect(elements(await render(table)).filter(({ tagName }) => tagName === 'strong')).toHaveLength(500)
    const links = '[lime](https://a.example/) '.repeat(500)
    expect(elements(await render(links)).filter(({ tagName }) => tagName === 'button')).toHaveLength(500)
    const list = '- **c** and *d*, _e_\n'.repeat(500)
    expect(elements(await render(list)).filter(({ tagName }) => tagName === 'li')).toHaveLength(500)
    expect(elements(await render(`a\n\n${'-'.repeat(200)}\n\n**b**`)).map(({ tagName }) => tagName)).toContain('hr')
    const paragraph = '**a** and *b* '.repeat(500)
    expect(elements(await render(paragraph)).filter(({ tagName }) => tagName === 'em')).toHaveLength(500)
  }, 30_000)
})

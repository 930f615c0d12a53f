import Markdown from 'react-markdown'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { WithMaths } from '../../../src/renderer/ui/prose-maths.tsx'

function set(text: string): string {
  const layOut: Parameters<typeof WithMaths>[0]['layOut'] = (markdown, more = {}) =>
    createElement(Markdown, more, markdown)
  return renderToStaticMarkup(createElement(WithMaths, { text, written: text, layOut }))
}

describe('formulas', () => {
  it('are set as MathML, without styles, classes of their own or anything to fetch', () => {
    const html = set('So $y = \\frac{a}{b}$.')
    expect(html).toContain('<mfrac>')
    expect(html).toContain('<mi class="letter">y</mi>')
    expect(html).not.toMatch(/style=|<span class="katex-html/)
  })

  it('of a hostile hand bring no link, no picture and no script', () => {
    const html = set(
      '$\\href{javascript:alert(1)}{x}$ $\\includegraphics{https://spy.example/p.gif}$ $\\htmlClass{x}{y}$ $\\url{https://spy.example}$',
    )
    expect(html).not.toMatch(/href=|<img|src=|<a\b|onclick/)
  })

  it('that would not end, or are too long, are left as they were written', () => {
    const bomb = '\\def\\a#1{#1#1}\\a{\\a{\\a{\\a{\\a{\\a{\\a{\\a{\\a{\\a{\\a{\\a{x}}}}}}}}}}}}'
    expect(set(`$${bomb}$`).length).toBeLessThan(2_000)
    expect(set(`$${'x'.repeat(3_000)}$`)).toContain('<code>')
    const wide = (define: string) => set(`$${define}{${'x'.repeat(1_000)}}${'\\a'.repeat(150)}$`)
    for (const define of ['\\def\\a', '\\gdef \\a', '\\newcommand{\\a}', '\\renewcommand\\a', '\\providecommand{\\a}'])
      expect(wide(define).length).toBeLessThan(2_000)
    expect(set('$\\left(\\frac12\\right)$')).toContain('<mfrac>')
    expect(set('$\\notacommand$')).toContain('notacommand')
  })

  it('are set as many as take a moment, also where each is large', () => {
    const tables = `$\\begin{matrix}${'&'.repeat(1_900)}\\end{matrix}$ `.repeat(25)
    const html = set(`${tables}$y$`)
    expect(html.match(/<math/g)?.length).toBeLessThan(20)
    expect(html.match(/<code>/g)?.length).toBeGreaterThan(8)
    expect(html).toContain('<mi class="letter">y</mi>')
  }, 20_000)
})

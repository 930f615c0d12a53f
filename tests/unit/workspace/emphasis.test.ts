import { describe, expect, it } from 'vitest'
import { toggleAround } from '../../../src/renderer/editor/emphasis.ts'
import { openMarked } from '../../support/renderer/marked-text.ts'

const [bold, italic] = [toggleAround('**'), toggleAround('*')]

/** The text after a command, with what is selected between two `|`, or the caret as one. */
function after(command: typeof bold, marked: string): string {
  let state = openMarked(marked)
  command({ state, dispatch: (transaction) => (state = transaction.state) })
  const { from, to, empty } = state.selection.main
  const text = state.doc.toString()
  return `${text.slice(0, from)}|${text.slice(from, to)}${empty ? '' : '|'}${text.slice(to)}`
}

describe('emphasis', () => {
  it('is put around words and taken away again, each kind by itself', () => {
    let text = '|lime| first'
    const written = [bold, italic, italic, italic, bold, italic].map((command) => {
      text = after(command, text)
      return text.replaceAll('|', '').replace(' first', '')
    })
    expect(written).toEqual(['**lime**', '***lime***', '**lime**', '***lime***', '*lime*', 'lime'])
  })

  it('leaves out the blanks at the ends of what is selected', () => {
    expect(after(bold, '|lime |first')).toBe('**|lime|** first')
    expect(after(bold, 'lime| |first')).toBe('lime**| |**first')
  })

  it('goes where the marks are selected, too, or only a part of the words, and however it is written', () => {
    expect(after(bold, '|**lime**| first')).toBe('|lime| first')
    expect(after(bold, '**|lime| first** x')).toBe('|lime| first x')
    expect(after(bold, '__|lime|__ x')).toBe('|lime| x')
    expect(after(italic, '_|lime|_ x')).toBe('|lime| x')
  })

  it('is one where a part had it', () => {
    expect(after(bold, '|a **b** c|')).toBe('**|a b c|**')
    expect(after(bold, '**a |b** c|')).toBe('**a |b c|**')
  })

  it('has marks in each line with words, behind what the line begins with', () => {
    expect(after(bold, '|a\n\nb|')).toBe('**|a**\n\n**b|**')
    expect(after(bold, '**|a**\n\n**b|**')).toBe('|a\n\nb|')
    expect(after(bold, '|- a\n  1. [ ] b|')).toBe('- **|a**\n  1. [ ] **b|**')
    expect(after(italic, '|# Land|')).toBe('# *|Land|*')
    expect(after(bold, '|> a\n> b|')).toBe('> **|a**\n> **b|**')
  })

  it('is of the word around the caret', () => {
    expect(after(bold, 'li|me first')).toBe('**li|me** first')
    expect(after(bold, '**li|me** first')).toBe('li|me first')
    expect(after(italic, '**li|me** first')).toBe('***li|me*** first')
  })

  it('begins and ends between words', () => {
    expect(after(bold, 'lime |')).toBe('lime **|**')
    expect(after(bold, 'lime **|**')).toBe('lime |')
    expect(after(bold, 'lime **first|**')).toBe('lime **first**|')
    expect(after(italic, 'lime *first|*')).toBe('lime *first*|')
  })
})

import type { StateCommand } from '@codemirror/state'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { continueOrEnd } from '../../../src/renderer/editor/list-keys.ts'
import { nestItems, unnestItems } from '../../../src/renderer/editor/nest-items.ts'
import { openMarked } from '../../support/renderer/marked-text.ts'

/** The text and the caret after a command; `|` is the caret, two are the ends of what is selected. */
function after(command: StateCommand, marked: string): string {
  const state = openMarked(marked)
  let result = state
  const isDone = command({ state, dispatch: (transaction) => (result = transaction.state) })
  if (!isDone) return 'not done'
  const { main } = result.selection
  const text = result.doc.toString()
  return `${text.slice(0, main.head)}|${text.slice(main.head)}`
}

describe('Enter at an item without words', () => {
  it('ends the list, and parts it from what follows', () => {
    expect(after(continueOrEnd, '- a\n- |')).toBe('- a\n\n|')
    expect(after(continueOrEnd, '- a\n- b\n- |')).toBe('- a\n- b\n\n|')
    expect(after(continueOrEnd, '1. a\n2. |\nx')).toBe('1. a\n\n|\nx')
    expect(after(continueOrEnd, '> - a\n> - |')).toBe('> - a\n>\n> |')
    expect(after(continueOrEnd, '- [x] a\n- [ ] |')).toBe('- [x] a\n\n|')
  })

  it('adds no second empty line, and none where nothing stands above', () => {
    expect(after(continueOrEnd, '1. a\n\n2. |')).toBe('1. a\n\n|')
    expect(after(continueOrEnd, '- |')).toBe('|')
  })

  it('goes out by one step at a time', () => {
    expect(after(continueOrEnd, '- a\n  - b\n  - |')).toBe('- a\n  - b\n- |')
    expect(after(continueOrEnd, '1. a\n   - |')).toBe('1. a\n- |')
    expect(after(continueOrEnd, '- a\n  1. |')).toBe('- a\n1. |')
  })

  it('goes on with words in it', () => {
    expect(after(continueOrEnd, '- a|')).toBe('- a\n- |')
    expect(after(continueOrEnd, '1. a|\n2. b')).toBe('1. a\n2. |\n3. b')
    expect(after(continueOrEnd, '> a|')).toBe('> a\n> |')
  })
})

describe('nesting', () => {
  it('puts an item under the words of the one before, and numbers both lists', () => {
    expect(after(nestItems, '- a\n- b|')).toBe('- a\n  - b|')
    expect(after(nestItems, '1. a\n2. b|\n3. c')).toBe('1. a\n   1. b|\n2. c')
    expect(after(nestItems, '1. a\n   1. b\n2. c|')).toBe('1. a\n   1. b\n   2. c|')
    expect(after(nestItems, '3. a\n4. b|')).toBe('3. a\n   1. b|')
    expect(after(nestItems, '1. a\n- b|')).toBe('1. a\n   - b|')
    expect(after(nestItems, '> 1. a\n> 2. b|')).toBe('> 1. a\n>    1. b|')
    expect(after(nestItems, '- [ ] a\n- [x] b|')).toBe('- [ ] a\n  - [x] b|')
    expect(after(nestItems, '-\ta\n-\tb|')).toBe('-\ta\n    -\tb|')
  })

  it('takes along what lies below, also when a number grows', () => {
    expect(after(nestItems, '- a\n- b|\n  more\n\n  ```\n  x\n  ```\n  - c')).toBe(
      '- a\n  - b|\n    more\n\n    ```\n    x\n    ```\n    - c',
    )
    expect(after(unnestItems, '8. a\n   1. b|\n9. c\n   - d')).toBe('8. a\n9. b|\n10. c\n    - d')
  })

  it('goes as deep as the item before has others below it', () => {
    expect(after(nestItems, '- a\n    - b\n- c|')).toBe('- a\n    - b\n    - c|')
  })

  it('takes a mark without words for the item that it will be', () => {
    expect(after(nestItems, '- a\n- |')).toBe('- a\n  - |')
    expect(after(unnestItems, '- a\n  - |')).toBe('- a\n- |')
    expect(after(unnestItems, '1. a\n   - |')).toBe('1. a\n- |')
    expect(after(nestItems, '1. a\n2. |\n3. c')).toBe('1. a\n   1. |\n2. c')
    expect(after(unnestItems, '1. a\n   1. |\n2. c')).toBe('1. a\n2. |\n3. c')
    expect(after(nestItems, 'a\n- |')).toBe('not done')
  })

  it('takes all that is selected to one depth', () => {
    expect(after(nestItems, '- a\n- |b\n- c|')).toBe('- a\n  - b\n  - c|')
    expect(after(nestItems, '- a\n- |b\n  - c|\n- d')).toBe('- a\n  - b\n    - c|\n- d')
  })

  it('goes back', () => {
    expect(after(unnestItems, '- a\n  - b|')).toBe('- a\n- b|')
    expect(after(unnestItems, '1. a\n   1. b|\n   2. c\n2. d')).toBe('1. a\n2. b|\n   1. c\n3. d')
    expect(after(unnestItems, '> - a\n>   - b|\n>     more')).toBe('> - a\n> - b|\n>   more')
  })

  it('never changes anything but blanks and numbers', () => {
    const line = fc
      .tuple(
        fc.constantFrom('', '> ', '  ', '    ', '\t', '> > '),
        fc.constantFrom('- ', '1. ', '9) ', '', '- - ', '> '),
        fc.constantFrom('a', '', '[ ] b', '```', '# c'),
      )
      .map((parts) => parts.join(''))
    const lists = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'))
    const wordsOf = (text: string): string => text.replaceAll(/[\s\d|]/g, '')
    fc.assert(
      fc.property(lists, fc.nat(), fc.nat(), fc.constantFrom(nestItems, unnestItems), (text, one, other, command) => {
        const [from, to] = [one % (text.length + 1), other % (text.length + 1)].toSorted((a, b) => a - b)
        const moved = after(command, `${text.slice(0, from)}|${text.slice(from, to)}|${text.slice(to)}`)
        fc.pre(moved !== 'not done')
        expect(wordsOf(moved)).toBe(wordsOf(text))
      }),
      { numRuns: 500 },
    )
  })

  it('is not done where there is nowhere to go, so that Tab leads on', () => {
    expect(after(nestItems, '- a|\n- b')).toBe('not done')
    expect(after(unnestItems, '- a|')).toBe('not done')
    expect(after(unnestItems, '- - a|')).toBe('not done')
    expect(after(nestItems, 'a|')).toBe('not done')
    expect(after(nestItems, '```\n- a\n- b|\n```')).toBe('not done')
  })
})

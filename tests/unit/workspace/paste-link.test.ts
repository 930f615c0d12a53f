import type { TransactionSpec } from '@codemirror/state'
import { describe, expect, it } from 'vitest'
import { createPaster } from '../../../src/renderer/editor/smart-paste.ts'
import { originOf } from '../../../src/renderer/editor/text-edits.ts'
import { openMarked } from '../../support/renderer/marked-text.ts'

/** The text after something was pasted over what stands between two `|`; undefined where it is left to the editor. */
function pastedOver(marked: string, plain: string): string | undefined {
  const origins: string[] = []
  const view = {
    state: openMarked(marked),
    dispatch: (spec: TransactionSpec): void => {
      const transaction = view.state.update(spec)
      origins.push(originOf(transaction))
      view.state = transaction.state
    },
  }
  const paster = createPaster(view, () => ({ kind: 'outside' }))
  const getData = (type: string): string => (type === 'text/plain' ? plain : '')
  if (!paster.paste({ clipboardData: { types: ['text/plain'], getData } })) return undefined
  expect(origins).toEqual(['pasted'])
  return view.state.doc.toString()
}

describe('an address that is pasted over words', () => {
  it('makes a link of them', () => {
    expect(pastedOver('Use |lime| first.', 'https://example.org/lime')).toBe(
      'Use [lime](https://example.org/lime) first.',
    )
    expect(pastedOver('Use |burnt lime|.', ' www.example.org\n')).toBe('Use [burnt lime](https://www.example.org).')
    expect(pastedOver('Use **|lime|**.', 'mailto:ada@field')).toBe('Use **[lime](mailto:ada@field)**.')
    expect(pastedOver('Use |**lime**|.', 'mailto:ada@field')).toBe('Use [**lime**](mailto:ada@field).')
  })

  it('stays one link, whatever is in the address', () => {
    expect(pastedOver('|lime|', 'https://example.org/lime_(soil')).toBe('[lime](<https://example.org/lime_(soil>)')
    expect(pastedOver('|lime|', 'https://example.org/a>b')).toBe('[lime](https://example.org/a%3Eb)')
  })

  it('takes their place where more comes with it', () => {
    expect(pastedOver('Use |lime| first.', 'https://example.org/a and more')).toBeUndefined()
    expect(pastedOver('Use |lime| first.', 'https://example.org/a\nhttps://example.org/b')).toBeUndefined()
  })

  it('takes their place where they can be no link', () => {
    const address = 'https://example.org'
    expect(pastedOver('`|lime|`', address)).toBeUndefined()
    expect(pastedOver('[|lime|](https://example.org/old)', address)).toBeUndefined()
    expect(pastedOver('Use **li|me** and| rye', address)).toBeUndefined()
    expect(pastedOver('lime|\n\n|rye', address)).toBeUndefined()
    expect(pastedOver('https://|example.org/old|', address)).toBeUndefined()
  })
})

import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { ShownPart, type ShownPartProps } from '../../../src/renderer/ui/shown-part.tsx'

const drawn = (length: number): string =>
  renderToStaticMarkup(
    createElement<ShownPartProps<number>>(ShownPart, {
      items: Array.from({ length }, (_, i) => i),
      step: 100,
      itemKey: String,
      renderRow: (item) => `Row ${item}`,
      more: (left) => `${left} others`,
    }),
  )

test('of thousands of rows only the first are drawn, and how many there are besides is said', () => {
  expect(drawn(5_000).match(/<li/g)).toHaveLength(100)
  expect(drawn(5_000)).toContain('4900 others')
  expect(drawn(101)).toContain('1 others')
  expect(drawn(100).match(/<li/g)).toHaveLength(100)
  expect(drawn(100)).not.toContain('others')
})

import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { ChoiceField } from '../../../src/shared/domain/fields.ts'
import { ChoiceList } from '../../../src/renderer/features/workspace/fields/choice-list.tsx'

const nothing = (): void => undefined

/** @returns the words of the boxes that are ticked */
function ticked(value: string[]): string[] {
  const field = ChoiceField.parse({
    kind: 'choice',
    key: 'soils',
    label: 'Soils',
    required: true,
    multiple: true,
    options: [
      { value: 'clay', label: 'Clay' },
      { value: 'sand', label: 'Sand' },
    ],
  })
  const props = { field, help: undefined, error: undefined, value, onChange: nothing, onBlur: nothing }
  const html = renderToStaticMarkup(createElement(ChoiceList, props))
  return html
    .split('<label')
    .slice(1)
    .filter((box) => box.includes('checked=""'))
    .map((box) => `<${box}`.replaceAll(/<[^>]*>/g, ''))
}

it('shows what was ticked and is not in the list any more, so that it can be unticked', () => {
  expect(ticked(['sand'])).toEqual(['Sand'])
  expect(ticked(['peat', 'sand'])).toEqual(['Sand', 'peat (not in the list any more)'])
})

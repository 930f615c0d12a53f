import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { SpansField } from '../../../src/shared/domain/structured.ts'
import { SpanItem } from '../../../src/renderer/features/workspace/fields/structured/spans/span-item.tsx'

const nothing = (): void => undefined

function passage(fault: string): string {
  const field = SpansField.parse({
    kind: 'spans',
    key: 'marks',
    label: 'Marks',
    required: true,
    target: 'answer',
    faults: [{ value: 'wrong', label: 'Wrong' }],
  })
  return renderToStaticMarkup(
    createElement(SpanItem, {
      field,
      span: { id: 's', from: 0, to: 4, quote: 'Lime', fault },
      no: 1,
      isActive: true,
      isNew: false,
      isStale: false,
      isReadOnly: false,
      library: { known: [], refresh: nothing },
      canFollow: false,
      actions: { change: nothing, open: nothing, show: nothing, takeOut: nothing, follow: nothing },
    }),
  )
}

it('has the list of faults, also where only one is left, on a passage whose fault is not in it any more', () => {
  expect(passage('unsafe')).toContain('What was chosen is not in the list any more. Choose from it.')
  expect(passage('wrong')).not.toContain('What is wrong with it')
})

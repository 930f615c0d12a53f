import { expect, it } from 'vitest'
import { withTaken } from '../../../src/renderer/state/citation-library.ts'

it('makes of a source what was given of the one that is taken, and nothing of the one before', () => {
  const before = {
    id: 'a',
    standard: 'NF',
    edition: '2018',
    page: '12',
    link: 'https://iec.example/60364',
    note: 'Ask Ines.',
  }
  const taken = { standard: 'NFPA 70', section: '230.42', tasks: 3, lastAt: 1_767_000_000_000 }
  expect(withTaken(before, taken)).toEqual({ id: 'a', standard: 'NFPA 70', section: '230.42', note: 'Ask Ines.' })
})

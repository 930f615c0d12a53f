import { describe, expect, it } from 'vitest'
import { carriedWords, savedWords } from '../../../src/renderer/format/carriage.ts'
import type { CarriedIn } from '../../../src/shared/contract/desk-carriage.ts'

const nothing: CarriedIn = {
  kind: 'batch',
  hubName: 'Example Lab',
  madeAt: 0,
  tasks: 0,
  files: 0,
  receipts: 0,
  refused: 0,
  later: 0,
  reports: 0,
  unreadable: 0,
  newsLeftOut: false,
}

describe('what a file that was read in was good for', () => {
  it.each<[Partial<CarriedIn>, string]>([
    [{}, 'Everything in this file from Example Lab is here already. Nothing was changed.'],
    [{ tasks: 1 }, 'From Example Lab: 1 new or changed task.'],
    [{ tasks: 3, files: 1 }, 'From Example Lab: 3 new or changed tasks and 1 reference file.'],
    [{ receipts: 2, reports: 2 }, 'From Example Lab: 2 receipts.'],
    [
      { tasks: 1, receipts: 2, reports: 3 },
      'From Example Lab: 1 new or changed task, 2 receipts and 1 report on your work.',
    ],
  ])('%o is told in one sentence', (changes, sentence) => {
    expect(carriedWords({ ...nothing, ...changes })).toEqual([sentence])
  })

  it('tells what needs an eye in sentences of their own', () => {
    const words = carriedWords({ ...nothing, receipts: 1, refused: 1, later: 2, unreadable: 1, newsLeftOut: true })
    expect(words).toHaveLength(5)
    expect(words[1]).toBe('The hub refused the work of 1 task; the reason stands under Waiting.')
  })
})

describe('what a saved file holds', () => {
  const saved = {
    saveId: '',
    fileName: 'for Lab.understudy',
    size: 24_000_000,
    tasks: 2,
    operations: 4,
    files: 1,
    leftOut: 0,
  }

  it('is told with its name and size, and what to do with it', () => {
    expect(savedWords(saved, 'Lab')).toEqual([
      'The work of 2 tasks and 1 file is in for Lab.understudy (24 MB).',
      'Give it to the operator of Lab. When there is a network again, it also goes out by itself; the hub enters it once.',
    ])
  })

  it('with what had to stay behind', () => {
    expect(savedWords({ ...saved, leftOut: 1 }, 'Lab')[2]).toMatch(/^1 task stayed behind/)
  })
})

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findOccupations, occupationCalled } from '../../src/shared/rules/find-occupations.ts'
import { readOccupationLines } from '../../src/shared/rules/occupation-lines.ts'
import { skipAloud } from '../support/hub/skip-aloud.ts'

const list = [
  { code: '29-1141.00', title: 'Registered Nurses' },
  { code: '29-1141.01', title: 'Acute Care Nurses' },
  { code: '29-1171.00', title: 'Nurse Practitioners' },
  { code: '11-9013.00', title: 'Farmers, Ranchers, and Other Agricultural Managers' },
  { code: '53-2011.00', title: 'Airline Pilots, Copilots, and Flight Engineers' },
]
const found = (query: string): string[] => findOccupations(list, query, 10).map(({ code }) => code)

describe('finding an occupation', () => {
  it('takes words in any order, each of which may be the beginning of one', () => {
    expect(found('nur reg')).toEqual(['29-1141.00'])
    expect(found('PILOT')).toEqual(['53-2011.00'])
    expect(found('agri farm')).toEqual(['11-9013.00'])
    expect(found('urse')).toEqual([])
  })

  it('has titles that begin with what was typed before the others', () => {
    expect(found('nurse')).toEqual(['29-1171.00', '29-1141.00', '29-1141.01'])
  })

  it('takes a code from its beginning, with or without its dash', () => {
    expect(found('29-1141')).toEqual(['29-1141.00', '29-1141.01'])
    expect(found('29114101')).toEqual(['29-1141.01'])
    expect(found('1141')).toEqual([])
  })

  it('gives the list as it is, cut off, where nothing was typed', () => {
    expect(findOccupations(list, ' ', 2)).toEqual(list.slice(0, 2))
  })

  it('knows one by its whole title or code, whatever the case', () => {
    expect(occupationCalled(list, ' registered NURSES ')?.code).toBe('29-1141.00')
    expect(occupationCalled(list, '53-2011.00')?.title).toMatch(/^Airline/)
    expect(occupationCalled(list, 'registered')).toBeUndefined()
    expect(occupationCalled(list, '')).toBeUndefined()
  })

  it('finds every one of the official list by its title and by its code, first', (context) => {
    const path = join(import.meta.dirname, '../../../shared/data/onet/occupation-data.tsv.gz')
    if (!existsSync(path)) return skipAloud(context, 'the official list (../shared/data/onet) is not here')
    const { entries, problems } = readOccupationLines(gunzipSync(readFileSync(path)).toString('utf8'))
    expect(problems).toEqual([])
    expect(entries).toHaveLength(1016)
    fc.assert(
      fc.property(fc.constantFrom(...entries), ({ code, title }) => {
        expect(findOccupations(entries, title, 1)[0]?.code).toBe(code)
        expect(findOccupations(entries, code, 1)[0]?.code).toBe(code)
      }),
    )
  })
})

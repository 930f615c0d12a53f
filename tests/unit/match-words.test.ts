import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchWords } from '../../src/shared/rules/match-words.ts'

const names = ['Go to Sync', 'Settings', 'Send', 'Theme: Night', 'Theme: Sunlight', 'Hide reading', 'Go to Settings']

function order(typed: string, of: readonly string[] = names): string[] {
  return of
    .flatMap((name) => {
      const match = matchWords(typed, name)
      return match === undefined ? [] : [{ name, score: match.score }]
    })
    .sort((a, b) => b.score - a.score)
    .map(({ name }) => name)
}

describe('finding an action by a few letters', () => {
  test('the beginnings of words are enough', () => {
    expect(order('gs')[0]).toBe('Go to Sync')
    expect(order('tn')[0]).toBe('Theme: Night')
    expect(order('hr')[0]).toBe('Hide reading')
  })

  test('what begins with the letters comes before what only has them somewhere', () => {
    expect(order('se').slice(0, 2)).toEqual(['Send', 'Settings'])
    expect(order('set')[0]).toBe('Settings')
  })

  test('words may come in any order, and all of them must be there', () => {
    expect(order('night theme')[0]).toBe('Theme: Night')
    expect(order('theme zzz')).toEqual([])
  })

  test('neither case nor accents matter', () => {
    expect(matchWords('uber', 'Über den Hof')?.at).toEqual([0, 1, 2, 3])
    expect(matchWords('ÉTÉ', 'Ete')).toBeDefined()
  })

  test('it says which letters fit, so that they can be marked', () => {
    expect(matchWords('sync', 'Go to Sync')?.at).toEqual([6, 7, 8, 9])
    expect(matchWords('gsy', 'Go to Sync')?.at).toEqual([0, 6, 7])
  })

  test('without words everything fits equally well', () => {
    expect(matchWords('  ', 'Send')).toEqual({ score: 0, at: [] })
  })

  test('a document that was pasted into the palette is not looked for in every name', () => {
    expect(matchWords('go to sync '.repeat(100_000), 'Go to Sync')).toBeUndefined()
  })

  test('letters taken from a name in their order are always found in it, in their order', () => {
    const word = fc.array(fc.constantFrom('a', 'b', 'c', 'A', 'B', 'Ä', 'é', ' ', '-', 'ß', '𝒳'), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(word, fc.infiniteStream(fc.boolean()), (letters, keep) => {
        const name = letters.join('')
        const typed = letters.filter((letter) => letter !== ' ' && keep.next().value === true).join('')
        const match = matchWords(typed, name)
        expect(match).toBeDefined()
        const at = match?.at ?? []
        expect(at).toHaveLength(typed.length)
        expect(at.every((place, i) => i === 0 || place > (at[i - 1] ?? 0))).toBe(true)
      }),
    )
  })
})

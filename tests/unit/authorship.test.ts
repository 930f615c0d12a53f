import { ChangeSet } from '@codemirror/state'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EditOrigin, EditSource } from '../../src/shared/contract/desk-drafts.ts'
import { Authorship } from '../../src/shared/domain/authorship.ts'
import { createAuthorshipFold } from '../../src/shared/rules/authorship.ts'
import { structureToText } from '../../src/shared/rules/structure-text.ts'
import { structureWords } from '../../src/shared/rules/structure-words.ts'

const outside: EditSource = { kind: 'outside' }
const MINUTE = 60_000

/** A text that is written edit by edit, with what the fold makes of it. */
function writer(field = 'plan', fold = createAuthorshipFold()) {
  let text = ''
  let at = 0
  const put = (from: number, to: number, insert: string, origin: EditOrigin, source?: EditSource): void => {
    at += 1_000
    const changes = ChangeSet.of({ from, to, insert }, text.length)
    fold.add(field, { origin, source, at, changes: changes.toJSON() })
    text = text.slice(0, from) + insert + text.slice(to)
    expect(fold.text(field)).toBe(text)
  }
  return {
    fold,
    type: (insert: string, from = text.length) => put(from, from, insert, 'typed'),
    paste: (insert: string, source?: EditSource, from = text.length) => put(from, from, insert, 'pasted', source),
    remove: (from: number, to: number) => put(from, to, '', 'deleted'),
    put,
    wait: (ms: number) => void (at += ms),
    shares: () => fold.result().fields[field],
  }
}

describe('how a text was written', () => {
  it('tells typed words from pasted ones, and those by where they had been copied', () => {
    const { type, paste, shares } = writer()
    type('Lime in autumn. ')
    paste('pH 6.1', { kind: 'material', key: 'soil' })
    paste(' copied', outside)
    paste(' somewhere')
    expect(shares()).toEqual({
      length: 39,
      typed: 16,
      pasted: { material: 6, draft: 0, outside: 7, unknown: 10 },
      moved: 0,
      restored: 0,
      set: 0,
    })
  })

  it('knows a line again that changed places with its neighbour, whichever way', () => {
    const { fold, type, paste, shares } = writer()
    type('First.\n')
    paste('Second.', outside)
    const move = (from: number, to: number, at: number, insert: string): void => {
      const changes = ChangeSet.of(
        [
          { from, to },
          { from: at, insert },
        ],
        14,
      ).toJSON()
      fold.add('plan', { origin: 'dropped', at: 10_000, changes })
    }
    move(0, 7, 14, '\nFirst.')
    expect(fold.text('plan')).toBe('Second.\nFirst.')
    expect(shares()).toMatchObject({ typed: 0, moved: 7, pasted: { outside: 7, unknown: 0 }, set: 0 })
    move(7, 14, 0, 'First.\n')
    expect(fold.text('plan')).toBe('First.\nSecond.')
    expect(shares()).toMatchObject({ moved: 7, pasted: { outside: 7, unknown: 0 }, set: 0 })
  })

  it('knows a passage that was cut and put in again for the same one, and for new after a long time', () => {
    const { type, paste, remove, wait, shares } = writer()
    type('First. Second.')
    remove(0, 7)
    paste('First. ')
    expect(shares()).toMatchObject({ typed: 7, moved: 7 })
    remove(7, 14)
    wait(20 * MINUTE)
    paste('First. ')
    expect(shares()).toMatchObject({ typed: 7, moved: 0, pasted: { unknown: 7 } })
  })

  it('does not make typed words of pasted ones by moving them', () => {
    const { paste, remove, shares } = writer()
    paste('From a web page', outside)
    remove(0, 15)
    paste('From a web page')
    expect(shares()).toMatchObject({ moved: 0, pasted: { outside: 15 } })
  })

  it('knows what is moved from one part of a task to another, and dragged within one edit', () => {
    const { fold, type, remove } = writer('a')
    type('To be moved')
    remove(0, 11)
    const other = writer('b', fold)
    other.paste('To be moved')
    expect(other.shares()).toMatchObject({ moved: 11 })
    const dragged = writer('c', fold)
    dragged.type('one two ')
    const changes = ChangeSet.of(
      [
        { from: 0, to: 4 },
        { from: 8, insert: 'one ' },
      ],
      8,
    )
    fold.add('c', { origin: 'dropped', at: 5_000, changes: changes.toJSON() })
    expect(fold.text('c')).toBe('two one ')
    expect(dragged.shares()).toMatchObject({ typed: 4, moved: 4 })
  })

  it('gives words that undo brings back what they were before', () => {
    const { type, paste, put, shares, fold } = writer()
    type('Typed. ')
    paste('Pasted.', outside)
    for (let end = 14; end > 4; end--) put(end - 1, end, '', 'deleted')
    put(4, 4, 'd. Pasted.', 'undone')
    expect(fold.text('plan')).toBe('Typed. Pasted.')
    expect(shares()).toMatchObject({ typed: 7, restored: 0, pasted: { outside: 7 } })
  })

  it('divides the writing into sessions', () => {
    const { fold, type, wait } = writer()
    type('one')
    type(' two')
    wait(31 * MINUTE)
    type(' three')
    expect(fold.result().sessions).toEqual([
      { from: 1_000, lengthMs: 1_000, edits: 2, entered: 7 },
      { from: 31 * MINUTE + 3_000, lengthMs: 0, edits: 1, entered: 6 },
    ])
  })

  it('leaves no edit and no word out where there are more sessions than are told', () => {
    const { fold, type, wait } = writer()
    for (let i = 0; i < 700; i++) {
      type('ab')
      wait(31 * MINUTE)
    }
    const { sessions } = fold.result()
    expect(sessions.length).toBeLessThan(700)
    expect(sessions.reduce((sum, { edits }) => sum + edits, 0)).toBe(700)
    expect(sessions.reduce((sum, { entered }) => sum + entered, 0)).toBe(1_400)
  })

  it('counts of a document the words that a person wrote', () => {
    const text = structureToText({ kind: 'rubric', items: [{ id: 'a1', text: 'Names the "soil"', points: 2 }] })
    const places = structureWords(text)
    expect(places.map(([from, to]) => text.slice(from, to))).toEqual(['Names the \\"soil\\"'])
    const { fold, put } = writer()
    put(0, 0, text, 'typed')
    expect(fold.result(() => places).fields['plan']).toMatchObject({ length: 18, typed: 18 })
    const at = text.indexOf('soil')
    put(at, at + 4, 'clay', 'pasted', outside)
    expect(fold.result(() => places).fields['plan']).toMatchObject({ length: 18, typed: 14, pasted: { outside: 4 } })
  })

  it('keeps the text, and its shares add up to its length, whatever is edited', () => {
    const origins: EditOrigin[] = ['typed', 'pasted', 'dropped', 'deleted', 'undone', 'redone', 'restored', 'set']
    const edit = fc.record({
      at: fc.nat(200),
      remove: fc.nat(20),
      insert: fc.string({ maxLength: 12 }),
      origin: fc.constantFrom(...origins),
      source: fc.option(fc.constantFrom<EditSource>(outside, { kind: 'material', key: 'm' }), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 80 }), (edits) => {
        const { put, fold } = writer()
        for (const { at, remove, insert, origin, source } of edits) {
          const { length } = fold.text('plan')
          const from = Math.min(at, length)
          // CodeMirror counts every kind of line break as one character.
          put(from, Math.min(length, from + remove), insert.replaceAll('\r', ' '), origin, source)
        }
        const written = Authorship.parse(fold.result())
        const { length = 0, typed = 0, pasted, moved = 0, restored = 0, set = 0 } = written.fields['plan'] ?? {}
        const sum = Object.values(pasted ?? {}).reduce((a, b) => a + b, typed + moved + restored + set)
        expect(sum).toBe(length)
        expect(length).toBe(fold.text('plan').length)
        expect(written.sessions.reduce((n, one) => n + one.edits, 0)).toBe(edits.length)
      }),
    )
  })
})

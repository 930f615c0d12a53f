import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { history } from '@codemirror/commands'
import { ChangeSet } from '@codemirror/state'
import type { DraftEdit } from '../../../src/shared/contract/desk-drafts.ts'
import { type Criterion, StructuredValue, type StructuredOf } from '../../../src/shared/domain/structured.ts'
import { ok } from '../../../src/shared/domain/result.ts'
import { enteredValues } from '../../../src/shared/rules/entered-values.ts'
import { structureToText, textToStructure } from '../../../src/shared/rules/structure-text.ts'
import type { DraftPort } from '../../../src/renderer/editor/draft-port.ts'
import { createTextSync } from '../../../src/renderer/editor/draft-sync.ts'
import { createStructureSync } from '../../../src/renderer/editor/structure-sync.ts'

const timers = { after: () => () => {} }

/** A document over a port that takes everything and keeps what came. */
function openRubric(text = '') {
  const edits: DraftEdit[] = []
  const port: DraftPort = {
    edit: async (version, burst) => {
      edits.push(...burst)
      return ok({ version: version + burst.length, savedAt: 0 })
    },
    since: async () => ok([]),
    load: async () => ok({ version: 0, text: '' }),
  }
  let broken = 0
  let refused = 0
  const sync = createTextSync(
    { version: 0, text },
    {
      session: 's',
      port,
      timers,
      onChange: () => structure?.textChanged(),
      onDefect: (error) => {
        throw error
      },
      extensions: [history()],
    },
  )
  let structure: ReturnType<typeof createStructureSync> | undefined
  structure = createStructureSync(
    'rubric',
    sync,
    () => (broken += 1),
    () => (refused += 1),
  )
  return { structure, sync, edits, broken: () => broken, refused: () => refused }
}

const criterion = (id: string, text = 'Names the soil test.'): Criterion => ({ id, text, points: 2 })
const rubric = (items: Criterion[]): StructuredOf<'rubric'> => ({ kind: 'rubric', items })

describe('a document as text', () => {
  it('comes back as it was, whatever is written in it (property)', () => {
    const item = fc.record({
      id: fc.stringMatching(/^[\w-]{1,12}$/),
      text: fc.string({ unit: 'grapheme', maxLength: 60 }),
      points: fc.integer({ min: -100, max: 100 }),
    })
    fc.assert(
      fc.property(fc.array(item, { maxLength: 30 }), (items) => {
        const value = rubric(items)
        const text = structureToText(value)
        expect(textToStructure(text)).toEqual(ok(value))
        expect(StructuredValue.parse(JSON.parse(text))).toEqual(value)
      }),
    )
  })

  it('has each part on a line of its own', () => {
    const lines = structureToText(rubric([criterion('a'), criterion('b', 'Two\nlines.')])).split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[3]).toContain('Two\\nlines.')
  })

  it('that is none is told apart from an empty one', () => {
    expect(textToStructure('')).toEqual(ok(null))
    expect(textToStructure('{"kind":"rubric"')).toEqual({ ok: false, error: 'it is not JSON' })
    expect(textToStructure('{"kind":"rubric","items":[{"id":"a"}]}').ok).toBe(false)
  })
})

describe('a document that is edited', () => {
  it('never becomes one that cannot be read again: what does not fit is left out and said once', () => {
    const { structure, sync, refused } = openRubric(structureToText(rubric([criterion('a'), criterion('b')])))
    const before = structure.value()
    const write = (text: string): void =>
      structure.update('rubric', (value) =>
        rubric((value?.items ?? []).map((one) => (one.id === 'b' ? { ...one, text } : one))),
      )
    write('x'.repeat(8_001))
    write('x'.repeat(8_002))
    structure.update('rubric', (value) => rubric([...(value?.items ?? []), criterion('no id')]))
    expect(structure.value()).toBe(before)
    expect(textToStructure(sync.state().doc.toString())).toEqual(ok(before))
    expect(refused()).toBe(1)
    write('x'.repeat(8_000))
    expect(textToStructure(sync.state().doc.toString())).toEqual(ok(structure.value()))
    expect(structure.value()).not.toBe(before)
    write('x'.repeat(8_001))
    expect(refused()).toBe(2)
  })

  it('writes only what changed, in a long one too', () => {
    const items = Array.from({ length: 2000 }, (_, i) => criterion(`c${i}`, `Criterion number ${i} says one thing.`))
    const { structure, edits } = openRubric(structureToText(rubric(items)))
    structure.update('rubric', (value) => ({
      ...value,
      kind: 'rubric',
      items: (value?.items ?? []).map((one, i) => (i === 1000 ? { ...one, text: `${one.text}!` } : one)),
    }))
    expect(JSON.stringify(edits).length).toBeLessThan(200)
    expect((structure.value() as StructuredOf<'rubric'>).items[1000]?.text).toBe(
      'Criterion number 1000 says one thing.!',
    )
  })

  it('can be taken back and done again', () => {
    const { structure } = openRubric()
    structure.update('rubric', () => rubric([criterion('a')]))
    structure.update('rubric', () => rubric([criterion('a'), criterion('b')]), 'set')
    expect(structure.undo()).toBe(true)
    while (structure.undo()) continue
    expect(structure.value()).toBe(null)
    while (structure.redo()) continue
    expect(structure.value()).toEqual(rubric([criterion('a'), criterion('b')]))
  })

  it('stays whole when what comes from elsewhere would break it', () => {
    const { structure, sync, broken } = openRubric()
    structure.update('rubric', () => rubric([criterion('a')]))
    sync.dispatch({ changes: { from: 3, insert: '"' } })
    expect(broken()).toBe(1)
    expect(structure.value()).toEqual(rubric([criterion('a')]))
    expect(textToStructure(sync.state().doc.toString())).toEqual(ok(rubric([criterion('a')])))
  })

  it('sends change sets that follow on each other', () => {
    const { structure, sync, edits } = openRubric()
    structure.update('rubric', () => rubric([criterion('a')]))
    structure.update('rubric', () => rubric([criterion('a', 'Other words.')]))
    const first = edits[0]?.change
    expect(first !== undefined && 'changes' in first && ChangeSet.fromJSON(first.changes).newLength).toBeGreaterThan(0)
    expect(textToStructure(sync.state().doc.toString())).toEqual(ok(rubric([criterion('a', 'Other words.')])))
  })
})

describe('what is handed in of documents', () => {
  const field = { kind: 'rubric', key: 'rubric', label: 'Rubric', required: true } as const
  it('is the document, and not its text', () => {
    const value = rubric([criterion('a')])
    expect(enteredValues([field], { rubric: structureToText(value) })).toEqual({ rubric: value })
  })
  it('stays a text where it is none, which no check lets pass', () => {
    expect(enteredValues([field], { rubric: '{' })).toEqual({ rubric: '{' })
  })
})

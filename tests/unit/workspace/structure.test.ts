import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { history } from '@codemirror/commands'
import { ChangeSet, Transaction } from '@codemirror/state'
import type { DraftEdit } from '../../../src/shared/contract/desk-drafts.ts'
import { type Criterion, StructuredValue, type StructuredOf } from '../../../src/shared/domain/structured.ts'
import { ok } from '../../../src/shared/domain/result.ts'
import { canonicalJson } from '../../../src/shared/rules/canonical-json.ts'
import { enteredValues } from '../../../src/shared/rules/entered-values.ts'
import { sendCheck } from '../../../src/shared/rules/send-check.ts'
import { structureToText, textToStructure } from '../../../src/shared/rules/structure-text.ts'
import type { DraftPort } from '../../../src/renderer/editor/draft-port.ts'
import { createTextSync } from '../../../src/renderer/editor/draft-sync.ts'
import { type BrokenBy, createStructureSync } from '../../../src/renderer/editor/structure-sync.ts'
import { difference, textOf } from '../../../src/renderer/editor/text-edits.ts'
import { createRubricActions } from '../../../src/renderer/features/workspace/fields/structured/rubric/rubric-actions.ts'
import type { Toasts } from '../../../src/renderer/state/toasts.ts'

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
  const broken: BrokenBy[] = []
  let refused = 0
  const unread: boolean[] = []
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
    (by) => void broken.push(by),
    () => (refused += 1),
    (isAll) => unread.push(isAll),
  )
  return { structure, sync, edits, unread, broken, refused: () => refused }
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

  it('is one step of undo for each criterion that is deleted, however soon after another or after what was typed in it', () => {
    const { structure } = openRubric()
    structure.update('rubric', () => rubric(['a', 'b', 'c'].map((id) => criterion(id))), 'set')
    const texts = () => (structure.value() as StructuredOf<'rubric'>).items.map(({ id, text }) => `${id} ${text}`)
    const toasts = { offerUndo: () => undefined } as unknown as Toasts
    const actions = createRubricActions({ structure, toasts, newId: () => 'new', onPlace: () => undefined })
    actions.edit('b', (one) => ({ ...one, text: 'Names the soil test and its date.' }))
    const written = texts()
    actions.remove('b')
    actions.remove('c')
    expect(texts()).toHaveLength(1)
    actions.undo()
    expect(texts()).toHaveLength(2)
    actions.undo()
    expect(texts()).toEqual(written)
  })

  it('stays whole when what comes from elsewhere would break it', () => {
    const { structure, sync, broken } = openRubric()
    structure.update('rubric', () => rubric([criterion('a')]))
    sync.dispatch({ changes: { from: 3, insert: '"' } })
    expect(broken).toEqual(['meeting'])
    expect(structure.value()).toEqual(rubric([criterion('a')]))
    expect(textToStructure(sync.state().doc.toString())).toEqual(ok(rubric([criterion('a')])))
  })

  it('stays whole when what is taken back here was moved in another window: no criterion is there twice, none is gone', () => {
    const place = fc.nat({ max: 5 })
    const moved = (items: readonly Criterion[], from: number, to: number): Criterion[] => {
      const one = items[from]
      return one === undefined ? [...items] : items.toSpliced(from, 1).toSpliced(to, 0, one)
    }
    fc.assert(
      fc.property(place, place, place, place, (from, to, otherFrom, otherTo) => {
        const items = Array.from('abcdef', (sign, at) => criterion(sign.repeat(8), `Criterion ${at} says one thing.`))
        const { structure, sync } = openRubric(structureToText(rubric(items)))
        structure.update('rubric', () => rubric(moved(items, from, to)))
        const theirs = rubric(moved(moved(items, from, to), otherFrom, otherTo))
        const changes = difference(sync.state().doc, textOf(structureToText(theirs)))
        sync.dispatch({ changes: changes ?? [], annotations: Transaction.addToHistory.of(false) })
        structure.undo()
        const { items: left } = structure.value() as StructuredOf<'rubric'>
        expect(left.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(items)
        expect(textToStructure(sync.state().doc.toString())).toEqual(ok(structure.value()))
      }),
    )
  })

  it.each([0, 1, 2])('has what another window wrote on its criterion when a move is taken back here (%i)', (at) => {
    const items = Array.from('abc', (sign) => criterion(sign.repeat(8)))
    const { structure, sync } = openRubric(structureToText(rubric(items)))
    structure.update('rubric', (value) => rubric([...(value?.items ?? []).slice(1), ...items.slice(0, 1)]))
    const { items: moved } = structure.value() as StructuredOf<'rubric'>
    const id = items[at]?.id
    const theirs = rubric(moved.map((one) => (one.id === id ? { ...one, text: `${one.text} Their words.` } : one)))
    const changes = difference(sync.state().doc, textOf(structureToText(theirs)))
    sync.dispatch({ changes: changes ?? [], annotations: Transaction.addToHistory.of(false) })
    structure.undo()
    const { items: left } = structure.value() as StructuredOf<'rubric'>
    expect(left.filter(({ text }) => text.includes('Their words.')).map((one) => one.id)).toEqual([id])
    expect(left).toHaveLength(3)
  })

  it('says that a move cannot be undone where another window wrote in what was moved, and undoes what was before it', () => {
    const items = Array.from('abc', (sign) => criterion(sign.repeat(8)))
    const { structure, sync, broken } = openRubric(structureToText(rubric(items)))
    const [first, ...others] = items.with(1, criterion('bbbbbbbb', 'Names the price.')) as [Criterion, ...Criterion[]]
    structure.update('rubric', () => rubric([first, ...others]), 'set')
    structure.update('rubric', () => rubric([...others, first]), 'set')
    const written = { ...first, text: `${first.text} Their words.` }
    const changes = difference(sync.state().doc, textOf(structureToText(rubric([...others, written]))))
    sync.dispatch({ changes: changes ?? [], annotations: Transaction.addToHistory.of(false) })
    let shown = 0
    const show = (): void => void (shown += 1)
    expect(structure.undo(show)).toBe(true)
    expect(structure.value()).toEqual(rubric([...others, written]))
    expect([broken, shown]).toEqual([['undo'], 0])
    structure.undo(show)
    expect(structure.value()).toEqual(rubric([...items.slice(1), written]))
    expect(textToStructure(sync.state().doc.toString())).toEqual(ok(structure.value()))
    expect([broken, shown]).toEqual([['undo'], 1])
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

describe('a document that was kept and does not fit any more', () => {
  const itemsOf = (structure: { value(): StructuredValue | null }): Criterion[] => {
    const value = structure.value()
    return value?.kind === 'rubric' ? value.items : []
  }
  const writing = (id: string, text: string) => (value: StructuredOf<'rubric'> | null) =>
    rubric((value?.items ?? []).map((one) => (one.id === id ? { ...one, text } : one)))
  const long = 'x'.repeat(9_000)

  it('opens with all that is in it, what is too long too, which can be shortened step by step', () => {
    const { structure, sync, unread, refused } = openRubric(
      structureToText(rubric([criterion('a'), criterion('b', long)])),
    )
    expect(itemsOf(structure)).toEqual([criterion('a'), criterion('b', long)])
    expect(unread).toEqual([])
    expect(structure.fits()).toBe(false)
    structure.update('rubric', (value) => rubric([...(value?.items ?? []), criterion('c')]))
    structure.update('rubric', writing('a', 'Other words.'))
    expect(itemsOf(structure)).toEqual([criterion('a', 'Other words.'), criterion('b', long), criterion('c')])
    structure.update('rubric', writing('b', `${long}!`))
    expect(refused()).toBe(1)
    structure.update('rubric', writing('b', long.slice(1)))
    structure.update('rubric', writing('b', long.slice(0, 8_000)))
    expect(structure.fits()).toBe(true)
    expect(textToStructure(sync.state().doc.toString())).toEqual(ok(structure.value()))
    while (structure.undo()) continue
    expect(itemsOf(structure)).toEqual([criterion('a'), criterion('b', long)])
    expect(structure.fits()).toBe(false)
  })

  it('takes what comes from another window that has it open too', () => {
    const { structure, sync, broken } = openRubric(structureToText(rubric([criterion('a', long)])))
    const before = sync.state().doc.toString()
    sync.dispatch({ changes: { from: before.indexOf('xxx'), insert: 'y' } })
    expect(broken).toEqual([])
    expect(itemsOf(structure)[0]?.text).toBe(`y${long}`)
  })

  it('opens without what has another shape, says so, and keeps it in the text until something is changed', () => {
    const kept = { ...criterion('b'), tags: ['soil', 7], weight: 'heavy' }
    const text = structureToText({
      kind: 'rubric',
      items: [criterion('a'), kept, { id: 'c', points: 1 }, criterion('d')],
    } as unknown as StructuredValue)
    const { structure, sync, edits, unread } = openRubric(text)
    expect(unread).toEqual([false])
    expect(itemsOf(structure)).toEqual([criterion('a'), { ...criterion('b'), tags: ['soil'] }, criterion('d')])
    expect([edits, sync.state().doc.toString(), structure.fits()]).toEqual([[], text, false])
    structure.update('rubric', writing('a', 'Other words.'))
    expect(structure.fits()).toBe(true)
    expect(textToStructure(sync.state().doc.toString())).toEqual(ok(structure.value()))
    while (structure.undo()) continue
    expect(sync.state().doc.toString()).toBe(text)
    expect(itemsOf(structure).map(({ id }) => id)).toEqual(['a', 'b', 'd'])
  })

  it('says so where a newer version has written more than this one knows, and keeps it until something is changed', () => {
    const text = structureToText({
      kind: 'rubric',
      items: [criterion('a'), { ...criterion('b'), levels: ['poor', 'good'] }],
    } as unknown as StructuredValue)
    const { structure, sync, edits, unread } = openRubric(text)
    expect(unread).toEqual([false])
    expect(itemsOf(structure)).toEqual([criterion('a'), criterion('b')])
    expect([edits, sync.state().doc.toString(), structure.fits()]).toEqual([[], text, true])
    structure.update('rubric', writing('a', 'Other words.'))
    while (structure.undo()) continue
    expect(sync.state().doc.toString()).toBe(text)
  })

  it.each(['{"kind":"rubric","items":[{"id"', '{"kind":"persona"}', '[]'])(
    'opens empty where nothing can be read, and says so: %s',
    (text) => {
      const { structure, sync, unread } = openRubric(text)
      expect([structure.value(), unread, structure.fits()]).toEqual([null, [true], false])
      expect(sync.state().doc.toString()).toBe(text)
    },
  )

  it('tells why it cannot be sent', () => {
    const field = { kind: 'rubric', key: 'rubric', label: 'Rubric', required: true } as const
    const told = (text: string): string =>
      sendCheck([field], enteredValues([field], { rubric: text }))
        .map((one) => one.text)
        .join()
    expect(told(structureToText(rubric([criterion('a', long)])))).toContain('longer than it may be')
    expect(told('{"kind":"rubric","items":[{"id":"a"}]}')).toContain('Not all of this part can be read')
    expect(told('{"kind":"rubric"')).toContain('cannot be read')
  })
})

describe('what is handed in of documents', () => {
  const field = { kind: 'rubric', key: 'rubric', label: 'Rubric', required: true } as const
  it('is the document, and not its text', () => {
    const value = rubric([criterion('a')])
    expect(enteredValues([field], { rubric: structureToText(value) })).toEqual({ rubric: value })
  })
  it('can be signed also where half an emoji is left of a text that was cut', () => {
    const value = { kind: 'persona', occupation: { title: `${'x'.repeat(199)}🙂`.slice(0, 200) } } as const
    const persona = { kind: 'persona', key: 'persona', label: 'Persona', required: true } as const
    const entered = enteredValues([persona], { persona: structureToText(value) })
    expect(canonicalJson(entered)).toContain('x\u{FFFD}"')
    const written = rubric([criterion('a', String.raw`Writes \ud83d, as JSON does.`)])
    expect(enteredValues([field], { rubric: structureToText(written) })).toEqual({ rubric: written })
  })
  it('stays a text where it is none, which no check lets pass', () => {
    expect(enteredValues([field], { rubric: '{' })).toEqual({ rubric: '{' })
  })
})

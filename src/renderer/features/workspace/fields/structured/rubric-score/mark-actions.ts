import type { z } from 'zod'
import type { RubricMark, StructuredOf } from '../../../../../../shared/domain/structured.ts'
import type { StructureSync } from '../../../../../editor/structure-sync.ts'
import { changedPart, undoInSight } from '../undo-in-sight.ts'

export type Mark = z.infer<typeof RubricMark>

/** Where the focus is to go when the list has been drawn: a criterion, and there what has this `data-part`. */
export type Place = { readonly id: string; readonly part: string }

/** What can be done to marks; the same object as long as the field is shown. */
export type MarkActions = {
  /** Met, not met, or not marked; marking it the same way again takes the mark away. */
  mark(id: string, met: boolean | undefined): void
  /** Nothing is kept for a criterion that is not marked, so words for one mark it as met. */
  say(id: string, what: 'evidence' | 'note', text: string): void
  /** Puts a quotation behind what is there. */
  quote(id: string, words: string): void
  undo(): void
  redo(): void
}

/** As the schema has them (`RubricMark`). */
const most = { evidence: 20_000, note: 8_000 } as const

/** @param onPlace called where an undo or a redo has changed something: nothing changes out of sight */
export function createMarkActions(structure: StructureSync, onPlace: (place: Place) => void): MarkActions {
  const marks = (): readonly Mark[] => (structure.value() as StructuredOf<'rubric-score'> | null)?.marks ?? []
  /** Two windows may have marked one criterion at once; the last of them is the one that is shown and counts. */
  const marked = (id: string): Mark | undefined => marks().findLast((mark) => mark.id === id)

  function change(id: string, next: (mark: Mark | undefined) => Mark | undefined, isTyped: boolean): void {
    const all = marks()
    const before = marked(id)
    const after = next(before)
    if (after === before) return
    const kept = all.flatMap((mark) =>
      mark.id !== id ? [mark] : mark === before && after !== undefined ? [after] : [],
    )
    const list = before === undefined && after !== undefined ? [...all, after] : kept
    const value = list.length === 0 ? null : { kind: 'rubric-score' as const, marks: [...list] }
    structure.update('rubric-score', () => value, isTyped ? 'input.type' : 'set')
  }

  function arrive(before: readonly Mark[]): void {
    const id = changedPart(before, marks())?.part.id
    if (id === undefined) return
    const [old, now] = [before.findLast((mark) => mark.id === id), marked(id)]
    const said = (['evidence', 'note'] as const).find((what) => old?.[what] !== now?.[what])
    // The texts are there only where there is a mark.
    const part = now === undefined || said === undefined || old?.met !== now.met ? 'met' : said
    onPlace({ id, part })
  }

  const say: MarkActions['say'] = (id, what, text) =>
    change(
      id,
      (before) => {
        const mark = { ...(before ?? { id, met: true }) }
        if (text === '') delete mark[what]
        else mark[what] = text.slice(0, most[what])
        return mark
      },
      true,
    )

  return {
    mark: (id, met) =>
      change(
        id,
        (before) => {
          if (met === undefined || before?.met === met) return undefined
          return { ...(before ?? { id }), met }
        },
        false,
      ),
    say,
    quote: (id, words) => {
      const before = marked(id)?.evidence ?? ''
      say(id, 'evidence', before.trim() === '' ? words : `${before.trimEnd()}\n\n${words}`)
    },
    ...undoInSight(structure, marks, arrive),
  }
}

import type { Section } from '../domain/ledger.ts'
import { type Field, isKnownField } from '../domain/fields.ts'
import type { Material, Task } from '../domain/task.ts'
import { wordCount } from './words.ts'

const MINUTE = 60_000
/** Even a line may be thought about for so long. */
const SHORTEST_MS = 30_000
/** However long a text is: whoever reads on moves it in the window now and then, and the time begins anew. */
const LONGEST_MS = 30 * MINUTE
/** A file has no words that could be counted here. */
const FILE_MS = 10 * MINUTE

/**
 * How long a part of a task may be read without anything being done before it counts as silence. Scrolling, pointing and
 * typing let it begin anew.
 * @param wordsPerMinute reading speed, from the programme
 * @param note the batch's, which stands below the brief
 * @returns milliseconds; 0 for parts that are written, not read. A comparison is read in its own view.
 */
export function sectionReadingMs(
  task: Pick<Task, 'brief' | 'persona' | 'materials' | 'fields'>,
  section: Section,
  wordsPerMinute: number,
  note = '',
): number {
  if (section === 'brief') {
    const { experience = '', place = '', situation = '' } = task.persona ?? {}
    return wordsToMs(wordCount([task.brief, note, experience, place, situation].join('\n')), wordsPerMinute)
  }
  const field = task.fields.find(({ key }) => section === `field:${key}`)
  if (field !== undefined) return fieldReadingMs(task, field, wordsPerMinute)
  const material = task.materials.find(({ key }) => section === `material:${key}`)
  if (material === undefined) return 0
  return material.kind === 'file' ? FILE_MS : wordsToMs(materialWords(material), wordsPerMinute)
}

function fieldReadingMs({ materials }: Pick<Task, 'materials'>, field: Field, wordsPerMinute: number): number {
  if (!isKnownField(field) || field.kind !== 'comparison') return 0
  const compared = materials.filter(({ key }) => field.responses.includes(key))
  const words = compared.reduce((sum, one) => (one.kind === 'file' ? sum : sum + materialWords(one)), 0)
  return wordsToMs(words, wordsPerMinute)
}

function materialWords(material: Exclude<Material, { kind: 'file' }>): number {
  if (material.kind !== 'conversation') return wordCount(material.text)
  return material.turns.reduce((sum, { text }) => sum + wordCount(text), 0)
}

function wordsToMs(words: number, wordsPerMinute: number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, Math.round((words * MINUTE) / wordsPerMinute)))
}

import type { FieldAuthorship, WritingSession } from '../../../../shared/domain/authorship.ts'
import { count, duration } from '../../../format/amounts.ts'

/** One share of a text; `kind` names its colour. */
export type Share = {
  readonly kind: 'typed' | 'inside' | 'outside' | 'moved' | 'restored'
  readonly words: string
  readonly characters: number
}

/** The shares of a text that are not nothing, in the order in which they are shown. */
export function sharesOf({ typed, pasted, moved, restored, set }: FieldAuthorship): Share[] {
  const shares: Share[] = [
    { kind: 'typed', words: 'Typed', characters: typed + set },
    { kind: 'moved', words: 'Moved within your work', characters: moved },
    { kind: 'restored', words: 'Brought back from earlier', characters: restored },
    { kind: 'inside', words: 'Pasted from the task or your drafts', characters: pasted.material + pasted.draft },
    { kind: 'outside', words: 'Pasted from elsewhere', characters: pasted.outside + pasted.unknown },
  ]
  return shares.filter(({ characters }) => characters > 0)
}

/** All parts of a task together. */
export function sumOfFields(fields: readonly FieldAuthorship[]): FieldAuthorship {
  const sum = (of: (field: FieldAuthorship) => number): number => fields.reduce((all, field) => all + of(field), 0)
  return {
    length: sum(({ length }) => length),
    typed: sum(({ typed }) => typed),
    pasted: {
      material: sum(({ pasted }) => pasted.material),
      draft: sum(({ pasted }) => pasted.draft),
      outside: sum(({ pasted }) => pasted.outside),
      unknown: sum(({ pasted }) => pasted.unknown),
    },
    moved: sum(({ moved }) => moved),
    restored: sum(({ restored }) => restored),
    set: sum(({ set }) => set),
  }
}

/** The whole in two sentences. */
export function writtenWords(sum: FieldAuthorship, sessions: readonly WritingSession[]): string {
  const shares = sharesOf(sum)
    .toSorted((a, b) => b.characters - a.characters)
    .map(({ words, characters }) => `${percent(characters / sum.length)} ${words.toLowerCase()}`)
  const time = sessions.reduce((all, { lengthMs }) => all + lengthMs, 0)
  const of = `Of ${count(sum.length, 'character', 'characters')}: ${shares.join(', ')}.`
  return `${of} Written in ${count(sessions.length, 'session', 'sessions')}, ${duration(time)} from first to last edit of each.`
}

function percent(share: number): string {
  if (share > 0 && share < 0.01) return 'under 1 %'
  return `${Math.round(share * 100)} %`
}

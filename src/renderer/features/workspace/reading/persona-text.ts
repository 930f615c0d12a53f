import type { Persona } from '../../../../shared/domain/task.ts'

/** The person to have in mind, as one would introduce them: who and where in a line, then experience and situation. */
export function personaText({ occupation, place, experience, situation }: Persona): { who: string; more: string[] } {
  const who = [occupation, place].flatMap((part) => withoutStop(part)).join(', ')
  return { who: who === '' ? '' : `${who}.`, more: [experience, situation].flatMap((part) => sentence(part)) }
}

function withoutStop(part: string | undefined): string[] {
  const text = (part ?? '').trim().replace(/[.\s]+$/, '')
  return text === '' ? [] : [text]
}

function sentence(part: string | undefined): string[] {
  const text = (part ?? '').trim()
  if (text === '') return []
  return [/[.!?…”"']$/.test(text) ? text : `${text}.`]
}

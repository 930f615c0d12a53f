import type { Persona } from '../../../../shared/domain/task.ts'

/** The person to have in mind, as one would introduce them: what they do, their experience and place, their situation. */
export function personaText({ occupation, experience, place, situation }: Persona): { who: string; more: string[] } {
  const about = [experience, place].flatMap((part) => sentence(part)).join(' ')
  return { who: (occupation ?? '').trim(), more: [about, ...sentence(situation)].filter((part) => part !== '') }
}

function sentence(part: string | undefined): string[] {
  const text = (part ?? '').trim()
  if (text === '') return []
  return [/[.!?…”"']$/.test(text) ? text : `${text}.`]
}

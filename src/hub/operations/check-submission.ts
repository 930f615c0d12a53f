import { z } from 'zod'
import { Field, FieldValue, type FieldValues, isKnownField } from '../../shared/domain/fields.ts'
import { type Patience, readBounded, TOO_MUCH_TO_SAY } from '../../shared/rules/read-bounded.ts'
import { isUnfinished, sendCheck } from '../../shared/rules/send-check.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'

/** The parts of a stored task that a submission is held against; the rest is not looked at. */
export const TaskFields = z.object({ fields: z.array(Field) })

/** So many parts of values that do not fit are gone through to say why; a request has hundreds of submissions at most. */
const MOST_EXPLAINED = 1_000

/** Something that is wrong with the values, in a person's words, and the field it is about, where the task has it. */
export type ValueProblem = { readonly field?: string; readonly text: string }

/**
 * What is wrong with the values; empty when they can be taken. Fields of a kind that this hub does not know are not
 * checked: a newer desk may fill them in.
 * @param asItIs work that was cut short because its task was withdrawn: it need not be finished
 */
export function checkValues(
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>>,
  asItIs = false,
): ValueProblem[] {
  const known = fields.filter(isKnownField)
  const keys = new Set(fields.map((field) => field.key))
  const strangers = Object.keys(values).filter((key) => !keys.has(key))
  const given: FieldValues = {}
  const unreadable = new Map<string, ValueProblem>()
  const patience: Patience = { parts: MOST_EXPLAINED }
  for (const { key, label } of known) {
    const value = values[key]
    if (value === undefined) continue
    const read = readBounded(FieldValue, value, patience)
    if (read.ok) given[key] = read.value
    else {
      const why = read.error === undefined ? `It ${TOO_MUCH_TO_SAY}` : issuesToTexts(read.error).join('; ')
      unreadable.set(key, { field: key, text: `${label}: ${why}.` })
    }
  }
  const problems: ValueProblem[] = sendCheck(known, given)
    .filter((missing) => !unreadable.has(missing.field) && (!asItIs || !isUnfinished(missing)))
    .map(({ field, label, text }) => ({ field, text: `${label}: ${text}` }))
  for (const field of known) {
    const value = given[field.key]
    if (field.kind !== 'files' || !Array.isArray(value)) continue
    for (const entry of value) {
      if (typeof entry === 'string')
        problems.push({ field: field.key, text: `${field.label}: This should be a list of files.` })
      else if (field.maxBytes !== undefined && entry.size > field.maxBytes) {
        const text = `${field.label}: The file ${entry.name} is larger than ${field.maxBytes} bytes.`
        problems.push({ field: field.key, text })
      }
    }
  }
  return [...unreadable.values(), ...problems, ...strangers.map((key) => ({ text: `This task has no field ${key}.` }))]
}

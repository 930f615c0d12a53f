import { z } from 'zod'
import { Field, FieldValue, type FieldValues, isKnownField } from '../../shared/domain/fields.ts'
import { compiled } from '../../shared/rules/compiled.ts'
import { isUnfinished, sendCheck } from '../../shared/rules/send-check.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'

/** The parts of a stored task that a submission is held against; the rest is not looked at. */
export const TaskFields = z.object({ fields: z.array(Field) })

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
  for (const { key, label } of known) {
    const value = values[key]
    if (value === undefined) continue
    const parsed = compiled(FieldValue).safeParse(value)
    if (parsed.success) given[key] = parsed.data
    else unreadable.set(key, { field: key, text: `${label}: ${issuesToTexts(parsed.error).join('; ')}.` })
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

import { z } from 'zod'
import { Field, type FieldValues, FileRef, isKnownField } from '../../shared/domain/fields.ts'
import { sendCheck } from '../../shared/rules/send-check.ts'

/** The parts of a stored task that a submission is held against; the rest is not looked at. */
export const TaskFields = z.object({ fields: z.array(Field) })

/**
 * What is wrong with the values, in a person's words; empty when they can be taken. Fields of a kind that this hub does
 * not know are not checked: a newer desk may fill them in.
 */
export function checkValues(fields: readonly Field[], values: FieldValues): string[] {
  const known = fields.filter(isKnownField)
  const keys = new Set(fields.map((field) => field.key))
  const strangers = Object.keys(values).filter((key) => !keys.has(key))
  const problems = sendCheck(known, values).map((missing) => `${missing.label}: ${missing.text}`)
  for (const field of known) {
    const value = values[field.key]
    if (field.kind !== 'files' || !Array.isArray(value)) continue
    for (const entry of value) {
      if (typeof entry === 'string') problems.push(`${field.label}: This should be a list of files.`)
      else if (field.maxBytes !== undefined && entry.size > field.maxBytes) {
        problems.push(`${field.label}: The file ${entry.name} is larger than ${field.maxBytes} bytes.`)
      }
    }
  }
  return [...problems, ...strangers.map((key) => `This task has no field ${key}.`)]
}

/** Every file that the values name. */
export function filesIn(values: FieldValues): FileRef[] {
  return Object.values(values).flatMap((value) =>
    Array.isArray(value) ? value.flatMap((entry) => (typeof entry === 'string' ? [] : [entry])) : [],
  )
}

import { FileRef } from '../domain/fields.ts'

const FileRefs = FileRef.array()

/** The files that the value of a field names: none where it is the value of another kind of field, or there is none. */
export function filesOf(value: unknown): FileRef[] {
  return FileRefs.safeParse(value).data ?? []
}

/** Every file that the values of a piece of work name. */
export function filesIn(values: Readonly<Record<string, unknown>>): FileRef[] {
  return Object.values(values).flatMap(filesOf)
}

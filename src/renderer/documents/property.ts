/** Something a file says besides what is in it. */
export type Property = { readonly label: string; readonly value: string }

export type Properties = {
  /** What a cleaned copy is without. */
  readonly removable: readonly Property[]
  /** What belongs to the contents, and would have to be changed in the program that made it. */
  readonly staying: readonly Property[]
  /** Why no copy can be made without them. */
  readonly obstacle?: string
}

const LONGEST_VALUE = 300

/** @returns the property, or none where it says nothing */
export function property(label: string, value: string | undefined): Property[] {
  const text = (value ?? '').replaceAll(/\s+/g, ' ').trim()
  if (text === '') return []
  return [{ label, value: text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text }]
}

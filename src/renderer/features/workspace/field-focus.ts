/** Rows of the documents in structured fields, by the id of what they show. */
const PART = '[data-criterion], [data-part-id]'
const CONTROL = 'input:checked, input:not([type="file"]), textarea, button, [tabindex]'

/** The part of a structured field (a criterion, a turn) that an element belongs to. */
export function partOf(target: Element | null): string | undefined {
  const row = target?.closest<HTMLElement>(PART)
  return row?.dataset['criterion'] ?? row?.dataset['partId']
}

/** The row of a structured field that shows a part. */
export function rowIn(place: Element | null | undefined, part: string): HTMLElement | undefined {
  const rows = [...(place?.querySelectorAll<HTMLElement>(PART) ?? [])]
  return rows.find((one) => partOf(one) === part)
}

/** Sent to a list that draws only the rows in sight, for one of the others; it is prevented where that one comes. */
export const REACH = 'reach'

/**
 * Puts the focus into a field that is no editor: into the part one was in, else on what is chosen or comes first.
 * Nothing is scrolled, but in a list that draws the part only now.
 */
export function focusIn(place: HTMLElement | null | undefined, part: string | undefined): void {
  const row = part === undefined ? undefined : rowIn(place, part)
  const list = row === undefined && part !== undefined ? place?.querySelector('[data-rows]') : undefined
  if (list?.dispatchEvent(new CustomEvent(REACH, { detail: part, cancelable: true })) === false) return
  // `data-begin` marks where one begins when that is not the first control.
  const within = row ?? place
  const begin = within?.querySelector<HTMLElement>('[data-begin]')
  const first = within?.querySelector<HTMLElement>(row === undefined ? CONTROL : `textarea, ${CONTROL}`)
  const control = begin ?? first
  control?.focus({ preventScroll: true })
}

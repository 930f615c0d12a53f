/** The part of the task that an element belongs to, as the ledger names it; undefined for what lies between. */
export function sectionOf(target: EventTarget): string | undefined {
  if (!(target instanceof Element)) return undefined
  const place = target.closest<HTMLElement>('[data-section], [data-field]')
  const field = place?.dataset['field']
  return field === undefined ? place?.dataset['section'] : `field:${field}`
}

/** What there is to read in the middle of a pane that scrolls: the part that covers most of what is seen. */
export function sectionInView(pane: HTMLElement | null): string | undefined {
  if (pane === null) return undefined
  const { top, bottom } = pane.getBoundingClientRect()
  let most = 0
  let found: string | undefined
  for (const part of pane.querySelectorAll<HTMLElement>('[data-section]')) {
    const box = part.getBoundingClientRect()
    const seen = Math.min(box.bottom, bottom) - Math.max(box.top, top)
    if (seen <= most) continue
    most = seen
    found = part.dataset['section']
  }
  return found
}

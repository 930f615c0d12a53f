/**
 * The one place that gives the focus to something because nothing has it. What had it may be gone by its own press, as the
 * row of work that is tried again; by Ctrl+Z; or with a dialog whose opener is gone, too. A screen reader would be nowhere,
 * and the next key would not reach what it was meant for.
 *
 * What has a better place of its own gives the focus there while it is drawn, and nothing is left to do here.
 * @returns what ends it
 */
export function keepFocus(): () => void {
  /** What had the focus last in the page, and in what lies over it; once that is gone, what stands for it. */
  let inPage: Element | undefined
  let over: Element | undefined

  function give(): void {
    // What is there may take none, as a button that cannot be pressed any more.
    for (const place of [over, inPage, nearest(inPage), document.querySelector('main h1')]) {
      if (document.activeElement !== document.body) return
      if (place instanceof HTMLElement && place.isConnected) place.focus({ preventScroll: true })
    }
  }

  const observer = new MutationObserver((records) => {
    const wasOver = over?.isConnected === false
    if (!wasOver && inPage?.isConnected !== false) return
    inPage = standIn(inPage, records)
    over = standIn(over, records)
    // What lay over the page gives the focus back by itself in the first frame or the second, where it can.
    if (wasOver) requestAnimationFrame(() => requestAnimationFrame(give))
    else give()
  })
  observer.observe(document.body, { childList: true, subtree: true })

  const enter = ({ target }: FocusEvent): void => {
    if (!(target instanceof Element)) return
    const isOver = target.closest(OVERLAY) !== null
    over = isOver ? target : undefined
    if (!isOver) inPage = target
  }
  const leave = ({ target, relatedTarget }: FocusEvent): void => {
    if (relatedTarget !== null || target !== inPage) return
    // What is taken out is left for nothing, too, and is gone a moment later; a person means it, by a press on the paper.
    queueMicrotask(() => {
      if (document.activeElement === document.body && inPage?.isConnected === true) inPage = undefined
    })
  }
  document.addEventListener('focusin', enter)
  document.addEventListener('focusout', leave)
  return () => {
    observer.disconnect()
    document.removeEventListener('focusin', enter)
    document.removeEventListener('focusout', leave)
  }
}

const OVERLAY = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'
const ROW = 'li, tr'
const SECTION = 'section:has(h2[tabindex])'
const AROUND = `${ROW}, [data-field], ${SECTION}, ${OVERLAY}`
const TEXT = 'textarea, input:not([type="radio"], [type="checkbox"], [type="file"]), [contenteditable="true"]'
const CONTROL = 'input:checked, input:not([type="file"]), button:not(:disabled), a[href], [tabindex="0"]'

/** For what is gone: the row in its place, where its row is gone; else where one begins in the nearest that it was in. */
function standIn(gone: Element | undefined, records: readonly MutationRecord[]): Element | undefined {
  if (gone === undefined || gone.isConnected) return gone
  let around: Node = gone
  while (!around.isConnected) {
    const lost = around
    const record = records.findLast(({ removedNodes }) => [...removedNodes].some((one) => one.contains(lost)))
    if (record === undefined) return undefined
    const isRow = [...record.removedNodes].some((one) => one instanceof Element && one.matches(ROW))
    const beside = isRow ? (beginOf(record.nextSibling) ?? beginOf(record.previousSibling)) : undefined
    if (beside !== undefined) return beside
    around = record.target
  }
  return nearest(around)
}

/** Where one begins in the nearest that is around something. */
function nearest(one: Node | undefined): Element | undefined {
  let place = one instanceof Element ? one.closest(AROUND) : null
  while (place !== null) {
    const begin = beginOf(place)
    if (begin !== undefined) return begin
    place = place.parentElement?.closest(AROUND) ?? null
  }
  return undefined
}

/** What is marked `data-add`, as the way on; the heading of a section; in a row or a field what is written in, or pressed. */
function beginOf(place: Node | null): Element | undefined {
  if (!(place instanceof Element) || !place.isConnected) return undefined
  if (place.matches(OVERLAY)) return place
  const begins = ['[data-add]', ...(place.matches(SECTION) ? ['h2'] : [TEXT, CONTROL])]
  return begins.map((one) => place.querySelector(one)).find((one) => one !== null) ?? undefined
}

/**
 * Watches a part of a screen while the focus is in it. What is pressed may be gone by its own press, as the row of work that
 * is tried again; the focus, and with it a screen reader, would be nowhere. Then it goes to the part's heading, or to the
 * screen's where the part is gone, unless something else has taken it by then.
 * @returns what ends it
 */
export function keepFocus(part: HTMLElement): () => void {
  let last: Element | undefined
  const observer = new MutationObserver(() => {
    if (last === undefined || last.isConnected) return
    last = undefined
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return
        const heading = part.isConnected ? part.querySelector('h2') : document.querySelector('main h1')
        if (heading instanceof HTMLElement) heading.focus({ preventScroll: true })
      }),
    )
  })
  const enter = ({ target }: FocusEvent): void => {
    last = target instanceof Element ? target : undefined
    observer.observe(part.parentElement ?? part, { childList: true, subtree: true })
  }
  const leave = ({ relatedTarget }: FocusEvent): void => {
    // An element that is taken out may say that it is left, too, but for nothing.
    if (!(relatedTarget instanceof Node) || part.contains(relatedTarget)) return
    last = undefined
    observer.disconnect()
  }
  part.addEventListener('focusin', enter)
  part.addEventListener('focusout', leave)
  return () => {
    part.removeEventListener('focusin', enter)
    part.removeEventListener('focusout', leave)
    if (part.isConnected) observer.disconnect()
  }
}

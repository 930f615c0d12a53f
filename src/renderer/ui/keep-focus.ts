/**
 * Watches a screen while the focus is in it. What is pressed may be gone by its own press, as the row of work that is tried
 * again; the focus, and with it a screen reader, would be nowhere. Then it goes to the heading of the section it was in, or
 * to the screen's where there is none or it is gone, unless something else has taken it by then.
 * @returns what ends it
 */
export function keepFocus(screen: HTMLElement): () => void {
  let last: Element | undefined
  let section: Element | null = null
  const observer = new MutationObserver(() => {
    if (last === undefined || last.isConnected) return
    last = undefined
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return
        const heading = section?.isConnected === true ? section.querySelector('h2') : document.querySelector('main h1')
        if (heading instanceof HTMLElement) heading.focus({ preventScroll: true })
      }),
    )
  })
  const enter = ({ target }: FocusEvent): void => {
    last = target instanceof Element ? target : undefined
    section = last?.closest('section:has(h2)') ?? null
    observer.observe(screen.parentElement ?? screen, { childList: true, subtree: true })
  }
  const leave = ({ relatedTarget }: FocusEvent): void => {
    // An element that is taken out may say that it is left, too, but for nothing.
    if (!(relatedTarget instanceof Node) || screen.contains(relatedTarget)) return
    last = undefined
    observer.disconnect()
  }
  screen.addEventListener('focusin', enter)
  screen.addEventListener('focusout', leave)
  return () => {
    screen.removeEventListener('focusin', enter)
    screen.removeEventListener('focusout', leave)
    if (screen.isConnected) observer.disconnect()
  }
}

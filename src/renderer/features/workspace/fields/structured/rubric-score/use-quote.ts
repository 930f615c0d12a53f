import { useEffect, useEffectEvent, useState } from 'react'

/** Longer quotations are cut (`RubricMark`, which holds several). */
const LONGEST = 8_000

/**
 * What is selected in the text that is marked. It is kept when the focus, and with it the selection, goes elsewhere,
 * until something else is selected there.
 * @param target a material or a field of the task; without it all materials
 * @returns the words as they are shown; as they are at this moment, which whoever presses a key at once means; and what
 *   forgets them
 */
export function useQuote(target: string | undefined): {
  readonly quote: string
  readonly read: () => string
  readonly forget: () => void
} {
  const [quote, setQuote] = useState('')
  const look = useEffectEvent((): void => {
    const words = selectedIn(target)
    if (words !== '') setQuote(words)
  })
  useEffect(() => {
    const hear = (): void => look()
    document.addEventListener('selectionchange', hear)
    return () => document.removeEventListener('selectionchange', hear)
  }, [])
  return { quote, read: () => selectedIn(target) || quote, forget: () => setQuote('') }
}

function selectedIn(target: string | undefined): string {
  const selection = window.getSelection()
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return ''
  const { startContainer, endContainer } = selection.getRangeAt(0)
  const place = placeOf(startContainer, target)
  if (place === undefined || placeOf(endContainer, target) !== place) return ''
  return selection.toString().trim().slice(0, LONGEST)
}

function placeOf(node: Node, target: string | undefined): Element | undefined {
  const element = node instanceof Element ? node : node.parentElement
  const wanted =
    target === undefined
      ? '[data-section^="material:"]'
      : `[data-section="material:${target}"], [data-field="${target}"]`
  return element?.closest(wanted) ?? undefined
}

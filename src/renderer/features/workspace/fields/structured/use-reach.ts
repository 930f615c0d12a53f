import { type RefObject, useEffect, useEffectEvent } from 'react'
import { REACH } from '../../field-focus.ts'

/**
 * Goes to a part that is not drawn when it is asked for from outside: by a comment on it, by what is missing in it, or by
 * who comes back to it.
 * @param list has `data-rows`
 * @param go returns whether there is such a part
 */
export function useReach(list: RefObject<HTMLElement | null>, go: (id: string) => boolean): void {
  const hear = useEffectEvent((event: Event): void => {
    const { detail } = event as CustomEvent<string>
    if (go(detail)) event.preventDefault()
  })
  useEffect(() => {
    const place = list.current
    const listener = (event: Event): void => hear(event)
    place?.addEventListener(REACH, listener)
    return () => place?.removeEventListener(REACH, listener)
  }, [list])
}

import { type ReactNode, useRef } from 'react'
import { Button } from './button.tsx'
import { useShownPart } from './use-shown-part.ts'

export type ShownPartProps<T> = {
  readonly items: readonly T[]
  /** So many are drawn at first, and so many more with each press. */
  readonly step: number
  readonly itemKey: (item: T) => string
  /** A row, without its `li`. */
  readonly renderRow: (item: T) => ReactNode
  readonly className?: string | undefined
  /** What stands on the button: how many are not drawn. */
  readonly more: (left: number) => string
}

/** A list of which only the beginning is drawn until more is asked for: thousands of rows would hold up the window. */
export function ShownPart<T>({ items, step, itemKey, renderRow, className, more }: ShownPartProps<T>) {
  const list = useRef<HTMLUListElement>(null)
  const { most, showMore } = useShownPart(list, step, step)
  const left = items.length - most
  return (
    <>
      <ul ref={list}>
        {items.slice(0, most).map((item) => (
          <li key={itemKey(item)} className={className}>
            {renderRow(item)}
          </li>
        ))}
      </ul>
      {left <= 0 ? null : <Button onPress={showMore}>{more(left)}</Button>}
    </>
  )
}

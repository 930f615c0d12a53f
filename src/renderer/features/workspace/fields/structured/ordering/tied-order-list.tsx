import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Button as AriaButton, GridList, GridListItem, useDragAndDrop } from 'react-aria-components'
import {
  completeOrder,
  moved,
  movedTo,
  placesOf,
  type Step,
  type TiedOrder,
  tieToggled,
} from '../../../../../../shared/rules/tied-order.ts'
import { Button } from '../../../../../ui/button.tsx'
import { Kbd } from '../../../../../ui/kbd.tsx'
import { keyName } from '../../../../../ui/use-shortcuts.ts'
import styles from './ordering.module.css'

type TiedOrderListProps = {
  readonly label: string
  /** All that are to be put in order, as they stand before anything is said. */
  readonly keys: readonly string[]
  readonly order: TiedOrder
  readonly nameOf: (key: string) => string
  readonly ties: boolean
  readonly onChange: (order: string[][]) => void
}

/** Things in their order, best first: moved by drag, by their buttons, or by Alt with the arrows; T ties. */
export function TiedOrderList({ label, keys, order, nameOf, ties, onChange }: TiedOrderListProps) {
  const list = useRef<HTMLDivElement>(null)
  /** The one that was moved by key keeps the focus in its new place. */
  const [focused, setFocused] = useState<{ key: string }>()
  const whole = completeOrder(order, keys)
  const isGiven = order.flat().length > 0
  const placed = placesOf(whole)
  const missing = new Set(keys.filter((key) => !order.flat().includes(key)))
  /** Something that is no longer asked for stands in the order, unseen, and would hold the work back. */
  const isOld = order.flat().length + missing.size > keys.length

  useEffect(() => {
    if (focused === undefined) return
    list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused.key)}"]`)?.focus()
  }, [focused])

  function apply(next: string[][], key: string): void {
    onChange(next)
    setFocused({ key })
  }

  function step(key: string, way: Step): void {
    apply(moved(whole, key, way), key)
  }

  function press(event: KeyboardEvent): void {
    const { target } = event
    const key = target instanceof Element ? target.closest<HTMLElement>('[data-key]')?.dataset['key'] : undefined
    if (key === undefined) return
    const name = keyName(event.nativeEvent)
    if (name === 'Alt+ArrowUp') step(key, 'up')
    else if (name === 'Alt+ArrowDown') step(key, 'down')
    else if (ties && (name === 't' || name === 'T')) apply(tieToggled(whole, key), key)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (dragged) => [...dragged].map((key) => ({ 'text/plain': nameOf(String(key)) })),
    onReorder: ({ keys: dragged, target }) => {
      const [key] = dragged
      if (key === undefined || target.dropPosition === 'on') return
      onChange(movedTo(whole, String(key), String(target.key), target.dropPosition))
    },
  })

  return (
    <div ref={list} role="presentation" onKeyDownCapture={press} className={styles['ordering']}>
      <GridList
        aria-label={label}
        items={placed.map((one) => ({ id: one.key, ...one }))}
        dependencies={[isGiven, ties, nameOf, missing.size]}
        dragAndDropHooks={dragAndDropHooks}
        keyboardNavigationBehavior="tab"
        className={styles['list'] ?? ''}
      >
        {({ id, place, isTied }) => {
          const name = nameOf(id)
          const says = isGiven && !missing.has(id) ? (isTied ? `${place}, tied` : String(place)) : 'no place yet'
          return (
            <GridListItem id={id} textValue={`${name}, ${says}`} className={styles['row'] ?? ''}>
              <AriaButton slot="drag" className={styles['grip'] ?? ''}>
                <Grip />
              </AriaButton>
              <span className={styles['place']} data-open={says === 'no place yet'}>
                {says === 'no place yet' ? '–' : `${place}.`}
              </span>
              <span className={styles['name']}>
                {name}
                {isGiven && isTied ? <span className={styles['tied']}> tied with the one above</span> : null}
              </span>
              <span className={styles['buttons']}>
                <Button
                  variant="quiet"
                  size="small"
                  aria-label={`${name}: one place up`}
                  onPress={() => step(id, 'up')}
                >
                  Up
                </Button>
                <Button
                  variant="quiet"
                  size="small"
                  aria-label={`${name}: one place down`}
                  onPress={() => step(id, 'down')}
                >
                  Down
                </Button>
                {ties ? (
                  <Button
                    variant="quiet"
                    size="small"
                    aria-label={`${name}: ${isTied ? 'no longer tied' : 'tied with the one above'}`}
                    onPress={() => apply(tieToggled(whole, id), id)}
                  >
                    {isTied ? 'Untie' : 'Tie'}
                  </Button>
                ) : null}
              </span>
            </GridListItem>
          )
        }}
      </GridList>
      <div className={styles['foot']}>
        {missing.size > 0 || isOld ? (
          <Button size="small" onPress={() => onChange(whole)}>
            {isGiven && missing.size > 0 ? 'Put the rest last, in this order' : 'This order is right'}
          </Button>
        ) : null}
        <span className={styles['hint']}>
          Move with <Kbd keys="Alt+↑" /> <Kbd keys="Alt+↓" />, or drag
          {ties ? (
            <>
              ; tie with the one above with <Kbd keys="T" />
            </>
          ) : null}
        </span>
      </div>
    </div>
  )
}

/** What one takes hold of. */
function Grip() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={styles['gripMark']}>
      <path d="M3 5h10M3 8h10M3 11h10" />
    </svg>
  )
}

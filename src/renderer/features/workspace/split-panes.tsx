import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react'
import styles from './workspace.module.css'

const LEAST = 0.25
const MOST = 0.7
const STEP = 0.03

type SplitPanesProps = {
  /** Either may be missing; the other one then has the whole width and stays as it is. */
  readonly left: ReactNode | undefined
  readonly right: ReactNode | undefined
  /** Share of the left pane. */
  readonly split: number
  readonly onSplit: (split: number) => void
  /** Name of the divider. */
  readonly label: string
  /** The left pane steps aside for a while; it stays as it is. */
  readonly isRightAlone?: boolean
}

/** Two panes side by side. The divider is moved by the pointer or by the arrow keys, Home and End. */
export function SplitPanes({ left, right, split, onSplit, label, isRightAlone = false }: SplitPanesProps) {
  const panes = useRef<HTMLDivElement>(null)

  function drag(event: PointerEvent<HTMLDivElement>): void {
    const box = panes.current?.getBoundingClientRect()
    if (box === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    onSplit(within((event.clientX - box.left) / box.width))
  }

  function press(event: KeyboardEvent): void {
    const to = { ArrowLeft: split - STEP, ArrowRight: split + STEP, Home: LEAST, End: MOST }[event.key]
    if (to === undefined) return
    event.preventDefault()
    onSplit(within(to))
  }

  // The window splitter of the ARIA Authoring Practices: a separator that can be focused and moved.
  const divider = {
    role: 'separator',
    tabIndex: 0,
    'aria-label': label,
    'aria-orientation': 'vertical',
    'aria-valuemin': LEAST * 100,
    'aria-valuemax': MOST * 100,
    'aria-valuenow': Math.round(split * 100),
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => event.currentTarget.setPointerCapture(event.pointerId),
    onPointerMove: drag,
    onKeyDown: press,
    onDoubleClick: () => onSplit(0.42),
  } as const
  const isSplit = left !== undefined && right !== undefined
  const columns = isSplit && !isRightAlone ? `${split}fr auto ${1 - split}fr` : 'minmax(0, 1fr)'
  return (
    <div
      ref={panes}
      className={styles['panes']}
      data-right-alone={isRightAlone}
      style={{ gridTemplateColumns: columns }}
    >
      {left}
      {isSplit ? <div {...divider} className={styles['divider']} /> : null}
      {right}
    </div>
  )
}

function within(split: number): number {
  return Math.round(Math.min(MOST, Math.max(LEAST, split)) * 1000) / 1000
}

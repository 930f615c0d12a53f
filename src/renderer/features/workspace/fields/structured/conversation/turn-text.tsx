import { type ChangeEvent, useLayoutEffect, useRef } from 'react'
import type { StructureEvent } from '../../../../../editor/structure-sync.ts'
import styles from './conversation.module.css'

type TurnTextProps = {
  readonly text: string
  /** Its name for screen readers. */
  readonly label: string
  readonly placeholder: string
  readonly onWrite: (text: string, event: StructureEvent) => void
}

/** What one turn says, in a box that grows with it. */
export function TurnText({ text, label, placeholder, onWrite }: TurnTextProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const own = useRef(text)

  // After an undo, or what came from another window, the caret stands where the change was.
  useLayoutEffect(() => {
    const before = own.current
    own.current = text
    if (before === text || area.current === null || document.activeElement !== area.current) return
    const end = endOfChange(before, text)
    area.current.setSelectionRange(end, end)
  }, [text])

  function write({ currentTarget, nativeEvent }: ChangeEvent<HTMLTextAreaElement>): void {
    own.current = currentTarget.value
    onWrite(currentTarget.value, eventOf(nativeEvent))
  }

  return (
    <textarea
      ref={area}
      aria-label={label}
      placeholder={placeholder}
      value={text}
      maxLength={1_000_000}
      // For browsers that do not let a box grow by itself.
      rows={Math.min(40, Math.max(2, Math.ceil(text.length / 70) + text.split('\n', 40).length - 1))}
      className={styles['text']}
      data-begin
      onChange={write}
    />
  )
}

function eventOf(event: Event): StructureEvent {
  const type = 'inputType' in event ? String(event.inputType) : ''
  if (type.startsWith('delete')) return 'delete'
  return type === 'insertFromPaste' || type === 'insertFromDrop' ? 'input.paste' : 'input.type'
}

/** Where in the new text the part ends that differs from the old one. */
function endOfChange(before: string, after: string): number {
  const most = Math.min(before.length, after.length)
  let same = 0
  while (same < most && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1
  return after.length - same
}

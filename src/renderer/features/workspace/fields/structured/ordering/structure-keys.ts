import type { KeyboardEvent } from 'react'
import type { StructureSync } from '../../../../../editor/structure-sync.ts'

/**
 * Ctrl+Z and Ctrl+Y (⌘ on a Mac) in a structured field take back and do again what was done to the whole of it, also
 * while the caret is in one of its texts: there is one history.
 * @returns whether the key was one of them
 */
export function undoByKey(event: KeyboardEvent, structure: Pick<StructureSync, 'undo' | 'redo'>): boolean {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return false
  const key = event.key.toLowerCase()
  const isRedo = key === 'y' || (key === 'z' && event.shiftKey)
  if (key !== 'z' && !isRedo) return false
  event.preventDefault()
  event.stopPropagation()
  if (isRedo) structure.redo()
  else structure.undo()
  return true
}

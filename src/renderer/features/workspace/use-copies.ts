import { useEffect } from 'react'
import type { EditSource } from '../../../shared/contract/desk-drafts.ts'
import { useServices } from '../../state/services.ts'

/** Remembers what is copied, cut or picked up in the task, so that a paste can say where its words come from. */
export function useCopies(taskId: string): void {
  const { copies } = useServices()
  useEffect(() => {
    const note = (event: ClipboardEvent | DragEvent): void => {
      const place = event.target instanceof Node ? sourceOf(taskId, event.target) : undefined
      if (place === undefined) return
      const given = event instanceof ClipboardEvent ? event.clipboardData?.getData('text/plain') : undefined
      copies.note(given || selectedText(event.target), place)
    }
    document.addEventListener('copy', note)
    document.addEventListener('cut', note)
    document.addEventListener('dragstart', note)
    return () => {
      document.removeEventListener('copy', note)
      document.removeEventListener('cut', note)
      document.removeEventListener('dragstart', note)
    }
  }, [copies, taskId])
}

function sourceOf(taskId: string, target: Node): EditSource | undefined {
  const element = target instanceof Element ? target : target.parentElement
  const field = element?.closest<HTMLElement>('[data-field]')?.dataset['field']
  if (field !== undefined) return { kind: 'draft', taskId, field }
  const section = element?.closest<HTMLElement>('[data-section]')?.dataset['section']
  return section === undefined ? undefined : { kind: 'material', key: section.replace(/^material:/, '') }
}

/** Selections in the fields of a form are not the document's. */
function selectedText(target: EventTarget | null): string {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) {
    return target.value.slice(target.selectionStart ?? 0, target.selectionEnd ?? 0)
  }
  return document.getSelection()?.toString() ?? ''
}

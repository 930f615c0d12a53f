import type { DOMAttributes, DragEvent } from 'react'
import { type Field, isKnownField, type KnownField } from '../../../shared/domain/fields.ts'
import type { OpenDraft } from '../../state/draft.ts'
import { useServices } from '../../state/services.ts'

type FilesField = Extract<KnownField, { kind: 'files' }>

/** Endings of what is text, whatever the system calls it. */
const TEXT = /\.(txt|md|markdown|csv|tsv|json|yaml|yml|log|tex)$/i

export function isTextFile({ name, type }: Pick<File, 'name' | 'type'>): boolean {
  return type.startsWith('text/') || TEXT.test(name)
}

/**
 * Files that are dropped on the sheet: text files on a text go into it, everything else to the first list of files that
 * the task asks for. A list of files itself takes what is dropped on it.
 */
export function useFileDrops(
  fields: readonly Field[],
  draft: OpenDraft,
  isReadOnly: boolean,
): Pick<DOMAttributes<HTMLElement>, 'onDragOverCapture' | 'onDropCapture'> {
  const { toasts } = useServices()

  function place(event: DragEvent): { readonly isInText: boolean } | undefined {
    if (isReadOnly || !event.dataTransfer.types.includes('Files') || !(event.target instanceof Element))
      return undefined
    const key = event.target.closest<HTMLElement>('[data-field]')?.dataset['field']
    const field = fields.find((one) => one.key === key)
    if (field?.kind === 'files') return undefined
    return { isInText: event.target.closest('.cm-editor') !== null }
  }

  return {
    onDragOverCapture: (event) => {
      if (place(event) !== undefined) event.preventDefault()
    },
    onDropCapture: (event) => {
      const at = place(event)
      if (at === undefined) return
      const files = [...event.dataTransfer.files]
      // The editor reads them itself.
      if (at.isInText && files.length > 0 && files.every(isTextFile)) return
      event.preventDefault()
      event.stopPropagation()
      const list = fields.find((field): field is FilesField => isKnownField(field) && field.kind === 'files')
      if (list === undefined) {
        toasts.complain('This task asks for no files. Text files can be dropped into a text.')
      } else if (files.length > 0) {
        draft.uploads.add(draft.taskId, list.key, files)
        toasts.say(`Added to “${list.label}”.`)
      }
    },
  }
}

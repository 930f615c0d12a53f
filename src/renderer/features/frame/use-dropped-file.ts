import { useEffect } from 'react'
import { SEALED_ENDING } from '../../../shared/sealed/manifest.ts'
import { useServices } from '../../state/services.ts'
import { isModalOpen } from '../../ui/is-modal-open.ts'

/** Reads in a sealed file that is dropped anywhere on the window, but where files are asked for. */
export function useDroppedFile(): void {
  const { carriage, navigation, toasts } = useServices()
  useEffect(() => {
    const isElsewhere = (event: DragEvent): boolean =>
      event.target instanceof Element && event.target.closest('[data-drop-target]') !== null

    const over = (event: DragEvent): void => {
      if (event.defaultPrevented || !hasFiles(event)) return
      // Without this the browser would leave the window for the file.
      event.preventDefault()
    }
    const drop = (event: DragEvent): void => {
      if (isElsewhere(event) || !hasFiles(event)) return
      const file = [...(event.dataTransfer?.files ?? [])].find(({ name }) => name.toLowerCase().endsWith(SEALED_ENDING))
      if (file === undefined) return
      // Before the editor, which would take the bytes for text.
      event.preventDefault()
      event.stopPropagation()
      // As with commands of the menu: a form that is open would go with its screen, with all that stands in it.
      if (isModalOpen()) return toasts.say('Close what is open in front first.')
      navigation.go({ screen: 'sync' })
      void carriage.read(file)
    }
    const away = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault()
    }
    window.addEventListener('dragover', over)
    window.addEventListener('drop', drop, { capture: true })
    window.addEventListener('drop', away)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('drop', drop, { capture: true })
      window.removeEventListener('drop', away)
    }
  }, [carriage, navigation, toasts])
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true
}

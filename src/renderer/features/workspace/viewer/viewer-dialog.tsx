import type { FileRef } from '../../../../shared/domain/fields.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { FileView } from './file-view.tsx'
import { useFileBytes } from './use-file-bytes.ts'
import { useSaveCopy } from './use-save-copy.ts'
import styles from './viewer.module.css'

type ViewerDialogProps = {
  readonly file: FileRef
  /** The part of the task it belongs to, for the clock. */
  readonly section?: string
  readonly onClose: () => void
}

/** A file with all the room of the window. */
export function ViewerDialog({ file, section, onClose }: ViewerDialogProps) {
  const read = useFileBytes(file)
  const save = useSaveCopy()
  return (
    <Dialog
      title={file.name}
      isOpen
      onClose={onClose}
      isFull
      buttons={<Button onPress={() => void save(file)}>Save a copy…</Button>}
    >
      <div className={styles['dialogBody']} {...(section === undefined ? {} : { 'data-section': section })}>
        <FileView file={file} read={read} isLarge />
      </div>
    </Dialog>
  )
}

import { useState } from 'react'
import type { FileRef } from '../../../../shared/domain/fields.ts'
import { bytes } from '../../../format/amounts.ts'
import { Button } from '../../../ui/button.tsx'
import { PropertiesDialog } from '../viewer/properties-dialog.tsx'
import { ViewerDialog } from '../viewer/viewer-dialog.tsx'
import styles from './fields.module.css'

type DeliveredFileProps = {
  readonly file: FileRef
  /** Absent where the work cannot be changed. */
  readonly onTakeOut?: () => void
  readonly onCleaned?: (copy: File, removed: readonly string[]) => void
}

/** A file that is delivered: it can be looked at, and looked into for what it says of the person. */
export function DeliveredFile({ file, onTakeOut, onCleaned }: DeliveredFileProps) {
  const [open, setOpen] = useState<'view' | 'properties'>()
  const close = (): void => setOpen(undefined)
  return (
    <li className={styles['file']}>
      <span className={styles['fileName']}>{file.name}</span>
      <span className={styles['fileSize']}>{bytes(file.size)}</span>
      <span className={styles['fileActions']}>
        <Button variant="quiet" size="small" aria-label={`Open ${file.name}`} onPress={() => setOpen('view')}>
          Open
        </Button>
        <Button
          variant="quiet"
          size="small"
          aria-label={`What ${file.name} says about you`}
          onPress={() => setOpen('properties')}
        >
          What it says about you
        </Button>
        {onTakeOut === undefined ? null : (
          <Button variant="quiet" size="small" aria-label={`Take out ${file.name}`} onPress={onTakeOut}>
            Take out
          </Button>
        )}
      </span>
      {file.removed === undefined ? null : (
        <span className={styles['fileRemoved']}>Removed from it: {file.removed.join(', ')}</span>
      )}
      {open === 'view' ? <ViewerDialog file={file} onClose={close} /> : null}
      {open === 'properties' ? (
        <PropertiesDialog file={file} onClose={close} {...(onCleaned === undefined ? {} : { onCleaned })} />
      ) : null}
    </li>
  )
}

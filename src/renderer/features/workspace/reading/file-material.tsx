import { useRef, useState } from 'react'
import type { FileRef } from '../../../../shared/domain/fields.ts'
import { Button } from '../../../ui/button.tsx'
import { FileView } from '../viewer/file-view.tsx'
import { useFileBytes } from '../viewer/use-file-bytes.ts'
import { useSaveCopy } from '../viewer/use-save-copy.ts'
import { useSeen } from '../viewer/use-seen.ts'
import { ViewerDialog } from '../viewer/viewer-dialog.tsx'
import styles from './reading.module.css'

type FileMaterialProps = {
  readonly file: FileRef
  /** The part of the task it is, for the clock. */
  readonly section: string
}

/**
 * A reference file: shown in its place, larger on request, offered as a copy in any case. It is read when one comes near it,
 * because a task may bring dozens.
 */
export function FileMaterial(props: FileMaterialProps) {
  const place = useRef<HTMLDivElement>(null)
  const isSeen = useSeen(place)
  return (
    <div ref={place} className={styles['file']}>
      {isSeen ? <SeenFile {...props} /> : <p className={styles['fileName']}>{props.file.name}</p>}
    </div>
  )
}

function SeenFile({ file, section }: FileMaterialProps) {
  const read = useFileBytes(file)
  const save = useSaveCopy()
  const [isLarge, setLarge] = useState(false)
  const isAway = read.state === 'away'

  return (
    <>
      <div className={styles['fileLine']}>
        <span className={styles['fileWords']}>
          <span className={styles['fileName']}>{file.name}</span>{' '}
          <span className={styles['fileState']}>
            {read.state === 'reading' ? '' : isAway ? 'still to be fetched' : 'on this computer'}
          </span>
        </span>
        <span className={styles['fileButtons']}>
          <Button
            size="small"
            isDisabled={isAway}
            aria-label={`Open ${file.name} larger`}
            onPress={() => setLarge(true)}
          >
            Open larger
          </Button>
          <Button size="small" isDisabled={isAway} onPress={() => void save(file)}>
            Save a copy…
          </Button>
        </span>
      </div>
      <FileView file={file} read={read} />
      {isLarge ? <ViewerDialog file={file} section={section} onClose={() => setLarge(false)} /> : null}
    </>
  )
}

import { useState } from 'react'
import type { FileRef } from '../../../../shared/domain/fields.ts'
import { askDocumentWorker } from '../../../documents/ask-document-worker.ts'
import { problemToText } from '../../../documents/problem.ts'
import type { Properties, Property } from '../../../documents/property.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Notice } from './fault-note.tsx'
import { useDocument } from './use-document.ts'
import { useWholeFile } from './use-whole-file.ts'
import styles from './properties.module.css'

type PropertiesDialogProps = {
  readonly file: FileRef
  /** Takes the cleaned copy; absent where the file cannot be changed. */
  readonly onCleaned?: (copy: File, removed: readonly string[]) => void
  readonly onClose: () => void
}

/** What a file that goes out says besides what is in it, and a copy without that. */
export function PropertiesDialog({ file, onCleaned, onClose }: PropertiesDialogProps) {
  const whole = useWholeFile(file)
  const bytes = whole?.ok === true ? whole.value : undefined
  const answer = useDocument('properties', bytes)
  const [isCleaning, setCleaning] = useState(false)
  const [problem, setProblem] = useState<string>()
  const properties = answer?.ok === true ? answer.value : undefined
  const canClean =
    onCleaned !== undefined &&
    properties !== undefined &&
    properties.removable.length > 0 &&
    properties.obstacle === undefined

  async function clean(): Promise<void> {
    if (bytes === undefined || onCleaned === undefined) return
    setCleaning(true)
    const cleaned = await askDocumentWorker('clean', bytes)
    setCleaning(false)
    if (!cleaned.ok) {
      setProblem(
        'No copy could be made without them. The file stays as it is; take them out with the program that made it.',
      )
      return
    }
    onCleaned(new File([cleaned.value.bytes], file.name, { type: file.mediaType }), cleaned.value.removed)
    onClose()
  }

  return (
    <Dialog
      title={`What ${file.name} says about you`}
      isOpen
      isWide
      onClose={onClose}
      {...(canClean
        ? {
            buttons: (
              <Button variant="primary" isDisabled={isCleaning} onPress={() => void clean()}>
                Remove them
              </Button>
            ),
          }
        : {})}
    >
      <div className={styles['body']}>
        {problem === undefined ? null : <Notice text={problem} />}
        {whole?.ok === false ? <Notice text={whole.error} /> : null}
        {answer?.ok === false ? <Notice text={problemToText(answer.error)} /> : null}
        {answer === undefined && whole?.ok !== false ? <p>Looking into the file …</p> : null}
        {answer?.ok === true ? <Said properties={answer.value} /> : null}
        {file.removed === undefined ? null : (
          <p className={styles['note']}>Removed before: {file.removed.join(', ')}.</p>
        )}
      </div>
    </Dialog>
  )
}

function Said({ properties }: { readonly properties: Properties | undefined }) {
  if (properties === undefined) {
    return (
      <p>
        Files of this kind are not looked into. A plain text says nothing but what is written in it; of other files, ask
        the program that made them.
      </p>
    )
  }
  const { removable, staying, obstacle } = properties
  return (
    <>
      {obstacle === undefined ? null : <Notice text={obstacle} />}
      {removable.length === 0 ? (
        <p>It says nothing besides what is in it.</p>
      ) : (
        <section aria-label="Can be removed">
          <p className={styles['note']}>
            Whoever gets the file can read this. What is in it stays the same, byte for byte, when it is removed; a PDF
            is written anew with the same pages.
          </p>
          <List properties={removable} />
        </section>
      )}
      {staying.length === 0 ? null : (
        <section aria-label="Stays in the file">
          <h3 className={styles['heading']}>Part of what is in it</h3>
          <p className={styles['note']}>This stays. Change it with the program that made the file.</p>
          <List properties={staying} />
        </section>
      )}
    </>
  )
}

function List({ properties }: { readonly properties: readonly Property[] }) {
  return (
    <dl className={styles['list']}>
      {[...new Map(properties.map((one) => [`${one.label} ${one.value}`, one]))].map(([key, { label, value }]) => (
        <div key={key}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

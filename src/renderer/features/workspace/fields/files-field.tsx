import { useId } from 'react'
import { type DropItem, DropZone, FileTrigger, Group } from 'react-aria-components'
import { useStore } from 'zustand'
import type { FileRef, KnownField } from '../../../../shared/domain/fields.ts'
import { filesOf } from '../../../../shared/rules/named-files.ts'
import { addFile, putBackFile, removeFile } from '../../../editor/value-sync.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import type { Upload } from '../../../state/draft-uploads.ts'
import { useServices } from '../../../state/services.ts'
import { Button } from '../../../ui/button.tsx'
import { DeliveredFile } from './delivered-file.tsx'
import { FieldShell } from './field-shell.tsx'
import { asks, helpOf } from './field-words.ts'
import styles from './fields.module.css'

type FilesFieldProps = {
  readonly field: Extract<KnownField, { kind: 'files' }>
  readonly draft: OpenDraft
  readonly comments: readonly string[]
}

/** Files the expert delivers: added by the button, by dropping them here, or by pasting while the focus is here. */
export function FilesFieldView({ field, draft, comments }: FilesFieldProps) {
  const { toasts } = useServices()
  const labelId = useId()
  const helpId = useId()
  const asksId = useId()
  const value = useStore(draft.store, (state) => state.values[field.key])
  const uploads = useStore(draft.uploads.store, (state) => state.uploads)
  const files = filesOf(value)

  function add(list: readonly File[]): void {
    if (list.length > 0) draft.uploads.add(draft.taskId, field.key, list)
  }

  async function drop(items: readonly DropItem[]): Promise<void> {
    if (items.some((item) => item.kind === 'directory')) {
      toasts.complain('A folder cannot be added. Pack it into one file first, or drop the files in it.')
    }
    add(await Promise.all(items.flatMap((item) => (item.kind === 'file' ? [item.getFile()] : []))))
  }

  function remove(file: FileRef, place: number): void {
    draft.value(field.key)?.update(removeFile(file))
    toasts.offerUndo(`${file.name} was taken out.`, () => draft.value(field.key)?.update(addFile(file, place)))
  }

  /** The cleaned copy takes the file's place, and the file is there again when that is taken back. */
  function putInPlace(file: FileRef, copy: File, removed: readonly string[]): void {
    const { name, sha256 } = file
    draft.uploads.replace(draft.taskId, field.key, copy, { name, sha256, removed: [...removed] }, () =>
      toasts.offerUndo(`${name} is without them now.`, () => draft.value(field.key)?.update(putBackFile(file))),
    )
  }

  return (
    <FieldShell fieldKey={field.key} comments={comments}>
      <Group aria-labelledby={labelId} aria-describedby={`${helpId} ${asksId}`} className={styles['files'] ?? ''}>
        <h3 id={labelId} className={styles['label']}>
          {field.label}
        </h3>
        <p id={helpId} className={styles['help']}>
          {helpOf(field)}
        </p>
        <p id={asksId} className={styles['help']}>
          {asks(field)}
        </p>
        {files.length + uploads.length === 0 ? null : (
          <ul className={styles['fileList']}>
            {files.map((file, place) => (
              <DeliveredFile
                key={`${file.name} ${file.sha256}`}
                file={file}
                onTakeOut={() => remove(file, place)}
                onCleaned={(copy, removed) => putInPlace(file, copy, removed)}
              />
            ))}
            {uploads
              .filter((upload) => upload.field === field.key)
              .map((upload) => (
                <UploadRow key={upload.key} upload={upload} draft={draft} />
              ))}
          </ul>
        )}
        <DropZone
          aria-label={`Drop files here for ${field.label}`}
          className={styles['drop'] ?? ''}
          getDropOperation={() => 'copy'}
          onDrop={({ items }) => void drop(items)}
        >
          <FileTrigger
            allowsMultiple={field.maxFiles > 1}
            acceptedFileTypes={field.accept}
            onSelect={(list) => add([...(list ?? [])])}
          >
            <Button>Add files</Button>
          </FileTrigger>
          <span className={styles['dropHint']}>or drop or paste them here</span>
        </DropZone>
      </Group>
    </FieldShell>
  )
}

function UploadRow({ upload, draft }: { readonly upload: Upload; readonly draft: OpenDraft }) {
  const { key, name, size, received, problem, canRetry } = upload
  const percent = size === 0 ? 100 : Math.floor((received / size) * 100)
  return (
    <li className={styles['file']} data-problem={problem !== undefined}>
      <span className={styles['fileName']}>{name}</span>
      {problem === undefined ? (
        <>
          <progress aria-label={`Adding ${name}`} max={100} value={percent} className={styles['progress']} />
          <span className={styles['fileSize']}>{percent} %</span>
        </>
      ) : (
        <span role="alert" className={styles['fileProblem']}>
          {problem}
        </span>
      )}
      {canRetry === true ? (
        <Button size="small" onPress={() => draft.uploads.retry(key)}>
          Try again
        </Button>
      ) : null}
      <Button variant="quiet" size="small" onPress={() => draft.uploads.cancel(key)}>
        {problem === undefined ? 'Cancel' : 'Leave it out'}
      </Button>
    </li>
  )
}

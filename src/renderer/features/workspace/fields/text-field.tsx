import type { EditorView } from '@codemirror/view'
import { useId, useState } from 'react'
import { useStore } from 'zustand'
import type { KnownField } from '../../../../shared/domain/fields.ts'
import type { TextSync } from '../../../editor/draft-sync.ts'
import { isLargeText, LARGE_TEXT } from '../../../editor/large-text.ts'
import { TextEditor } from '../../../editor/text-editor.tsx'
import type { OpenDraft } from '../../../state/draft.ts'
import { cx } from '../../../ui/cx.ts'
import { FieldShell } from './field-shell.tsx'
import { countWords, isOutside } from './field-words.ts'
import styles from './fields.module.css'

type WritingFieldProps = {
  readonly field: Extract<KnownField, { kind: 'markdown' | 'text' }>
  readonly draft: OpenDraft
  readonly sync: TextSync
  readonly comments: readonly string[]
  readonly isReadOnly: boolean
  /** It is the only text of the task, and may take the whole height. */
  readonly isAlone: boolean
  readonly onView: (view: EditorView | undefined) => void
}

/** A text: label, help, what the reviewer said, and the page to write on. */
export function WritingField({ field, draft, sync, comments, isReadOnly, isAlone, onView }: WritingFieldProps) {
  const labelId = useId()
  const helpId = useId()
  const isPage = field.kind === 'markdown'
  const [isLarge] = useState(() => isLargeText(sync.state().doc))
  const hasGrown = useStore(draft.store, ({ counts }) => (counts[field.key]?.characters ?? 0) > LARGE_TEXT)
  return (
    <FieldShell fieldKey={field.key} comments={comments} isTall={isPage} aside={<Count field={field} draft={draft} />}>
      <h3 id={labelId} className={styles['label']}>
        {field.label}
      </h3>
      {field.help === undefined ? null : (
        <p id={helpId} className={styles['help']}>
          {field.help}
        </p>
      )}
      {(isLarge || hasGrown) && isPage ? (
        <p className={styles['help']}>This text is very large. It is shown plainly, so that writing stays quick.</p>
      ) : null}
      <div
        className={cx(isPage ? styles['page'] : styles['box'], isAlone && styles['alone'])}
        data-read-only={isReadOnly}
        data-lines={field.kind === 'text' && !field.multiline ? 'one' : 'many'}
      >
        <TextEditor
          sync={sync}
          label={field.label}
          describedBy={field.help === undefined ? undefined : helpId}
          placeholder={isReadOnly ? 'Nothing was written here.' : isPage ? 'Write here…' : undefined}
          isReadOnly={isReadOnly}
          isRequired={field.required}
          isShort={!isPage}
          isLarge={isLarge}
          onView={onView}
        />
      </div>
    </FieldShell>
  )
}

function Count({ field, draft }: Pick<WritingFieldProps, 'field' | 'draft'>) {
  // What is seen and not the counts, which change with every key.
  const words = useStore(draft.store, ({ counts: { [field.key]: counts } }) =>
    counts === undefined ? '' : countWords(field, counts),
  )
  const isOff = useStore(draft.store, ({ counts: { [field.key]: counts } }) =>
    counts === undefined ? false : isOutside(field, counts),
  )
  return (
    <>
      {field.required ? null : <span className={styles['optional']}>May stay empty</span>}
      {words === '' ? null : (
        <span className={styles['count']} data-off={isOff}>
          {words}
        </span>
      )}
    </>
  )
}

import type { EditorView } from '@codemirror/view'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { KnownField } from '../../../../shared/domain/fields.ts'
import type { TextSync } from '../../../editor/draft-sync.ts'
import { isLargeText, LARGE_TEXT } from '../../../editor/large-text.ts'
import type { Quoted } from '../../../editor/quoting.ts'
import { TextEditor } from '../../../editor/text-editor.tsx'
import type { Mood } from '../../../editor/writing.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import { useStatus } from '../../../state/services.ts'
import { Button } from '../../../ui/button.tsx'
import { cx } from '../../../ui/cx.ts'
import { Prose } from '../../../ui/prose.tsx'
import { Tooltip } from '../../../ui/tooltip.tsx'
import { FieldShell } from './field-shell.tsx'
import { LabelAndHelp } from './label-and-help.tsx'
import { countWords, isOutside, selectedWords } from './field-words.ts'
import styles from './fields.module.css'

type WritingFieldProps = {
  readonly field: Extract<KnownField, { kind: 'markdown' | 'text' }>
  readonly draft: OpenDraft
  readonly sync: TextSync
  readonly comments: readonly string[]
  readonly isReadOnly: boolean
  /** It is the only text of the task, and may take the whole height. */
  readonly isAlone: boolean
  /** It is shown as it will be read. */
  readonly isPreviewed: boolean
  readonly onPreview: () => void
  readonly onFollow: (quoted: Quoted) => void
  readonly onView: (view: EditorView | undefined) => void
}

/** A text: label, help, what the reviewer said, and the page to write on. */
export function WritingField(props: WritingFieldProps) {
  const { field, draft, sync, comments, isReadOnly, isAlone, isPreviewed, onPreview, onFollow, onView } = props
  const labelId = useId()
  const helpId = useId()
  const countId = useId()
  const isPage = field.kind === 'markdown'
  /** Once it has been written in, also when one left off there: room that went when the focus goes would take along what is being pressed below. */
  const [isRoomy, setRoomy] = useState(draft.view.field === field.key)
  const [isLarge] = useState(() => isLargeText(sync.state().doc))
  const hasGrown = useStore(draft.store, ({ counts }) => (counts[field.key]?.characters ?? 0) > LARGE_TEXT)
  const mood = useMood()
  return (
    <FieldShell
      fieldKey={field.key}
      comments={comments}
      isTall={isPage}
      heading={<LabelAndHelp label={field.label} help={field.help} labelId={labelId} helpId={helpId} />}
      aside={
        <>
          <span id={countId} className={styles['counts']}>
            <Count field={field} draft={draft} />
          </span>
          {isPage ? <PreviewButton isPreviewed={isPreviewed} label={field.label} onPress={onPreview} /> : null}
        </>
      }
    >
      {(isLarge || hasGrown) && isPage ? (
        <p className={styles['help']}>This text is very large. It is shown plainly, so that writing stays quick.</p>
      ) : null}
      {isPreviewed ? <Preview label={field.label} fieldKey={field.key} sync={sync} draft={draft} /> : null}
      <div
        className={cx(isPage ? styles['page'] : styles['box'], isAlone && styles['alone'])}
        data-read-only={isReadOnly}
        data-roomy={isRoomy}
        onFocus={() => setRoomy(true)}
        data-lines={field.kind === 'text' && !field.multiline ? 'one' : 'many'}
        hidden={isPreviewed}
      >
        <TextEditor
          sync={sync}
          label={field.label}
          describedBy={field.help === undefined ? countId : `${helpId} ${countId}`}
          placeholder={isReadOnly ? 'Nothing was written here.' : isPage ? 'Write here…' : undefined}
          isReadOnly={isReadOnly}
          isRequired={field.required}
          isShort={!isPage}
          isLarge={isLarge}
          {...(isPage ? { mood } : {})}
          onView={onView}
          onFollow={onFollow}
        />
      </div>
      {isReadOnly || isPreviewed ? null : <Goal field={field} draft={draft} />}
    </FieldShell>
  )
}

/** How the room is, as the settings say. */
function useMood(): Mood {
  const settings = useStatus()?.settings
  const focus = settings?.focus ?? 'off'
  const typewriter = settings?.typewriter ?? false
  return useMemo(() => ({ focus, typewriter }), [focus, typewriter])
}

type PreviewButtonProps = { readonly isPreviewed: boolean; readonly label: string; readonly onPress: () => void }

function PreviewButton({ isPreviewed, label, onPress }: PreviewButtonProps) {
  const words = isPreviewed ? 'Write' : 'Preview'
  return (
    <Tooltip text={isPreviewed ? 'Back to the writing' : 'As it will be read'} shortcut="Alt+V">
      <Button
        variant="quiet"
        size="small"
        className={styles['previewButton'] ?? ''}
        aria-label={`${words}: ${label}`}
        onPress={onPress}
      >
        {words}
      </Button>
    </Tooltip>
  )
}

type PreviewProps = Pick<WritingFieldProps, 'sync' | 'draft'> & { readonly label: string; readonly fieldKey: string }

/** The text as it will be read, with its formulas set. */
function Preview({ label, fieldKey, sync, draft }: PreviewProps) {
  const place = useRef<HTMLElement>(null)
  useEffect(() => place.current?.focus({ preventScroll: true }), [])
  // Another window may write on; then its counts change.
  useStore(draft.store, ({ counts }) => counts)
  const text = sync.state().doc.toString()
  return (
    <section
      ref={place}
      aria-label={`Preview: ${label}`}
      tabIndex={-1}
      data-preview={fieldKey}
      className={styles['preview']}
    >
      {text.trim() === '' ? <p className={styles['help']}>Nothing has been written yet.</p> : <Prose text={text} />}
    </section>
  )
}

function Count({ field, draft }: Pick<WritingFieldProps, 'field' | 'draft'>) {
  // What is seen and not the counts, which are others at every pause.
  const words = useStore(draft.store, ({ counts: { [field.key]: counts } }) =>
    counts === undefined ? '' : countWords(field, counts),
  )
  const isOff = useStore(draft.store, ({ counts: { [field.key]: counts } }) =>
    counts === undefined ? false : isOutside(field, counts),
  )
  const selected = useStore(draft.store, (state) => state.selected[field.key])
  return (
    <>
      {field.required ? null : <span className={styles['optional']}>May stay empty</span>}
      {selected === undefined ? null : <span className={styles['count']}>{selectedWords(selected)}</span>}
      {words === '' || selected !== undefined ? null : (
        <span className={styles['count']} data-off={isOff}>
          {words}
        </span>
      )}
    </>
  )
}

/** How far it is to the fewest words or characters that are asked for: a line that fills. */
function Goal({ field, draft }: Pick<WritingFieldProps, 'field' | 'draft'>) {
  const least = field.kind === 'markdown' ? field.minWords : field.minLength
  const have = useStore(draft.store, ({ counts }) => {
    const all = counts[field.key]
    return (field.kind === 'markdown' ? all?.words : all?.characters) ?? 0
  })
  if (least === undefined || least <= 1) return null
  return (
    <progress
      aria-label={field.kind === 'markdown' ? 'Words that are asked for' : 'Characters that are asked for'}
      max={least}
      value={Math.min(have, least)}
      data-full={have >= least}
      className={styles['goal']}
    />
  )
}

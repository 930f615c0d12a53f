import type { EditorView } from '@codemirror/view'
import { type ClipboardEvent, type ReactNode, type Ref, type SyntheticEvent, useCallback } from 'react'
import { useStore } from 'zustand'
import type { TaskDetail } from '../../../shared/contract/desk-views.ts'
import { type Field, isKnownField } from '../../../shared/domain/fields.ts'
import type { OpenDraft } from '../../state/draft.ts'
import type { Quoted } from '../../editor/quoting.ts'
import { cx } from '../../ui/cx.ts'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { ClosedValue } from './fields/closed-value.tsx'
import { FilesFieldView } from './fields/files-field.tsx'
import { PlainFieldView } from './fields/plain-field.tsx'
import { PlainFormOf } from './fields/plain-form.tsx'
import { WritingField } from './fields/text-field.tsx'
import { StructuredFieldView } from './fields/structured/structured-field.tsx'
import { UnknownFieldView } from './fields/unknown-field.tsx'
import { useFileDrops } from './use-file-drops.ts'
import styles from './workspace.module.css'

type WritingPaneProps = {
  readonly detail: TaskDetail
  readonly draft: OpenDraft
  /** The person has tried to send: what is empty is marked, too. */
  readonly isTried: boolean
  readonly scroller: Ref<HTMLDivElement>
  readonly onView: (field: string, view: EditorView | undefined) => void
  /** The focus or the caret is in this field now. */
  readonly onPlace: (field: string) => void
  readonly onScroll: (top: number) => void
  /** Fields that are shown as they will be read. */
  readonly previewed: readonly string[]
  readonly onPreview: (field: string) => void
  readonly onFollow: (quoted: Quoted) => void
  /** What stands above the fields. */
  readonly children: ReactNode
}

/** What there is to write: the fields in their order, on one sheet that scrolls. */
export function WritingPane(props: WritingPaneProps) {
  const { detail, draft, isTried, scroller, onView, onPlace, onScroll, previewed, onPreview, onFollow, children } =
    props
  const { fields } = detail.task
  const isReadOnly = !detail.writable.yes
  const values = useStore(draft.store, (state) => state.values)
  const opened = useStore(draft.store, (state) => state.opened)
  const comments = useComments(detail)
  const isAlone = fields.filter(({ kind }) => kind === 'markdown').length === 1 && fields.length <= 2

  function show(field: Field): ReactNode {
    if (!isKnownField(field)) return <UnknownFieldView field={field} />
    const said = comments(field.key)
    switch (field.kind) {
      case 'markdown':
      case 'text': {
        const sync = draft.text(field.key)
        if (sync === undefined) return null
        return (
          <Writing
            field={field}
            draft={draft}
            sync={sync}
            comments={said}
            isReadOnly={isReadOnly}
            isAlone={isAlone && field.kind === 'markdown'}
            isPreviewed={previewed.includes(field.key)}
            onPreview={() => onPreview(field.key)}
            onFollow={onFollow}
            onView={onView}
          />
        )
      }
      case 'rubric':
      case 'rubric-score':
      case 'comparison':
      case 'ranking':
      case 'spans':
      case 'conversation':
      case 'citations':
      case 'persona':
        return (
          <StructuredFieldView
            field={field}
            draft={draft}
            task={detail.task}
            value={values[field.key] ?? null}
            comments={said}
            isReadOnly={isReadOnly}
          />
        )
      default:
        if (isReadOnly) return <ClosedValue field={field} value={values[field.key] ?? null} comments={said} />
        if (field.kind === 'files') return <FilesFieldView field={field} draft={draft} comments={said} />
        return <PlainFieldView field={field} draft={draft} comments={said} />
    }
  }

  function place({ target }: SyntheticEvent): void {
    const field = fieldOf(target)
    if (field !== undefined) onPlace(field)
  }

  const drops = useFileDrops(fields, draft, isReadOnly)

  /** Files from the clipboard go to the list of files that has the focus; text is the editors' business. */
  function paste(event: ClipboardEvent): void {
    const field = fields.find(({ key }) => key === fieldOf(event.target))
    const files = [...event.clipboardData.files]
    if (field?.kind !== 'files' || isReadOnly || files.length === 0) return
    event.preventDefault()
    draft.uploads.add(draft.taskId, field.key, files)
  }

  return (
    <div ref={scroller} className={styles['pane']} onScroll={(event) => onScroll(event.currentTarget.scrollTop)}>
      <div
        role="presentation"
        className={cx(styles['sheet'], styles['toWrite'])}
        onFocus={place}
        onKeyUp={place}
        onPointerUp={place}
        onPaste={paste}
        {...drops}
      >
        <div className={styles['column']}>
          <div className={styles['fields']}>
            {children}
            <VisuallyHidden>
              <h2>What you write</h2>
            </VisuallyHidden>
            <PlainFormOf fields={fields} draft={draft} isTried={isTried}>
              {fields.map((field) => (
                // Another way of the field is another text, and gets an editor of its own.
                <div key={`${field.key} ${opened[field.key] ?? 0}`}>{show(field)}</div>
              ))}
            </PlainFormOf>
          </div>
        </div>
      </div>
    </div>
  )
}

/** The field that an element belongs to. */
function fieldOf(target: EventTarget): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('[data-field]')?.dataset['field'] : undefined
}

type WritingProps = Omit<Parameters<typeof WritingField>[0], 'onView'> & Pick<WritingPaneProps, 'onView'>

function Writing({ onView, ...props }: WritingProps) {
  const { key } = props.field
  const given = useCallback((view: EditorView | undefined) => onView(key, view), [onView, key])
  return <WritingField {...props} onView={given} />
}

/** What the reviewer said about a field, while the work is back for it. */
function useComments({ row, submissions }: TaskDetail): (field: string) => string[] {
  const review = row.state === 'returned' ? submissions.find((one) => one.review !== undefined)?.review : undefined
  return (field) => (review?.comments ?? []).flatMap((comment) => (comment.field === field ? [comment.text] : []))
}

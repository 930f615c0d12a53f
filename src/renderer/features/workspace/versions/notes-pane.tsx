import type { EditorView } from '@codemirror/view'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { undo } from '@codemirror/commands'
import { NOTES_FIELD, NOTES_KEPT_DAYS } from '../../../../shared/rules/notes.ts'
import { errorToText } from '../../../client/error-text.ts'
import { TextEditor } from '../../../editor/text-editor.tsx'
import type { OpenDraft } from '../../../state/draft.ts'
import { useServices } from '../../../state/services.ts'
import { Button } from '../../../ui/button.tsx'
import styles from './notes.module.css'

type NotesPaneProps = {
  readonly draft: OpenDraft
  /** The focus goes there when it appears. */
  readonly takesFocus: boolean
  readonly onClose: () => void
}

/** Private notes on a task, beside the draft: kept like every text, and never sent. */
export function NotesPane({ draft, takesFocus, onClose }: NotesPaneProps) {
  const { desk, toasts } = useServices()
  const { taskId } = draft
  const sync = draft.text(NOTES_FIELD)
  const [isDue, setDue] = useState(false)
  const view = useRef<EditorView>(undefined)
  useEffect(() => {
    let isGone = false
    desk.versions.choices({ taskId }).then(
      ({ notesDue }) => {
        if (!isGone) setDue(notesDue)
      },
      // It is only an offer; it comes again the next time.
      () => undefined,
    )
    return () => {
      isGone = true
    }
  }, [desk, taskId])
  useEffect(() => {
    if (takesFocus && sync !== undefined) view.current?.focus()
  }, [takesFocus, sync])

  function clear(): void {
    if (sync === undefined) return
    setDue(false)
    sync.dispatch({ changes: { from: 0, to: sync.state().doc.length }, userEvent: 'delete' })
    toasts.offerUndo('The notes are cleared.', () => void sync.run(undo))
  }

  async function keep(): Promise<void> {
    setDue(false)
    try {
      await desk.versions.choose({ taskId, keepNotes: true })
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  function press(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isDefaultPrevented()) return
    event.preventDefault()
    event.stopPropagation()
    onClose()
  }

  return (
    <section aria-label="Private notes" className={styles['notes']}>
      <div className={styles['head']}>
        <h2 className={styles['title']}>Private notes</h2>
        <p className={styles['rule']}>
          Never sent. Kept until {NOTES_KEPT_DAYS} days after you deliver; then you are asked, and nothing goes by
          itself.
        </p>
        <Button variant="quiet" size="small" onPress={onClose}>
          Close
        </Button>
      </div>
      {isDue ? (
        <div className={styles['due']}>
          <p>This work was delivered more than {NOTES_KEPT_DAYS} days ago. Do you still need these notes?</p>
          <Button size="small" onPress={() => void keep()}>
            Keep them
          </Button>
          <Button size="small" onPress={clear}>
            Clear them
          </Button>
        </div>
      ) : null}
      {/* Escape goes back to the writing instead of out of the task. */}
      <div role="presentation" className={styles['text']} onKeyDown={press}>
        {sync === undefined ? null : (
          <TextEditor
            sync={sync}
            label="Private notes"
            placeholder="Only for you…"
            isReadOnly={false}
            isShort
            onView={(made) => {
              view.current = made
            }}
          />
        )}
      </div>
    </section>
  )
}

import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Field } from '../../../shared/domain/fields.ts'
import { ANSWERS } from '../../../shared/rules/comment-answers.ts'
import { NOTES_FIELD } from '../../../shared/rules/notes.ts'
import { copyText } from '../../state/copy-text.ts'
import type { OpenDraft } from '../../state/draft.ts'
import type { MirrorEntry } from '../../state/draft-mirror.ts'
import { useServices } from '../../state/services.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { unsavedWords } from './unsaved-words.ts'
import styles from './workspace.module.css'

type LeftBehindProps = { readonly draft: OpenDraft; readonly fields: readonly Field[]; readonly isWritable: boolean }

/** Words that a window which ended could not hand to the core any more. */
export function LeftBehind({ draft, fields, isWritable }: LeftBehindProps) {
  const { drafts, toasts } = useServices()
  const [found, setFound] = useState<readonly MirrorEntry[]>([])
  useEffect(() => {
    let isGone = false
    drafts.leftBehind(draft.taskId).then(
      (entries) => {
        if (!isGone) setFound(entries)
      },
      // The core does not answer now; they stay where they are and are offered the next time.
      () => undefined,
    )
    return () => {
      isGone = true
    }
  }, [drafts, draft])

  // The page may have been scrolled to where one left off; these words want to be seen first.
  const place = useRef<HTMLDivElement>(null)
  const isFound = found.length > 0
  useEffect(() => {
    if (isFound) place.current?.scrollIntoView({ block: 'center' })
  }, [isFound])

  function done(entry: MirrorEntry): void {
    setFound((before) => before.filter((one) => one !== entry))
  }

  async function putIn(entry: MirrorEntry): Promise<void> {
    draft.text(entry.field)?.restore(entry.text)
    done(entry)
    // Only when the core has them may the last other copy go.
    if (await draft.settled(60_000)) drafts.discard(entry)
  }

  function discard(entry: MirrorEntry): void {
    done(entry)
    drafts.discard(entry)
    toasts.offerUndo('The earlier words were put away.', () => {
      drafts.keep(entry)
      setFound((before) => [...before, entry])
    })
  }

  // Another way of a field may become the one that is shown.
  useStore(draft.store, ({ opened }) => opened)

  if (!isFound) return null
  const banners = found.map((entry) => (
    <Banner
      key={`${entry.field} ${entry.session} ${entry.branch ?? ''}`}
      tone="attention"
      action={
        <div className={styles['bannerButtons']}>
          {isWritable && hasPlace(draft, entry) ? (
            <Button size="small" onPress={() => void putIn(entry)}>
              Put in
            </Button>
          ) : null}
          <Button size="small" onPress={() => void copyText(unsavedWords(entry, fields), 'Copied the words.', toasts)}>
            Copy
          </Button>
          <Button size="small" onPress={() => discard(entry)}>
            Discard
          </Button>
        </div>
      }
    >
      <p>Words from an earlier window were found here, for “{labelOf(entry, fields)}”:</p>
      <p className={styles['earlier']}>{ending(unsavedWords(entry, fields))}</p>
      {hasPlace(draft, entry) ? null : <p>{placeless(draft, entry)}</p>}
    </Banner>
  ))
  return (
    <div ref={place} className={styles['leftBehind']}>
      {banners}
    </div>
  )
}

/** Whether the text that they belong to is the one that is shown: put into another one they would take its place. */
function hasPlace(draft: OpenDraft, { field, branch }: MirrorEntry): boolean {
  return draft.text(field) !== undefined && draft.way(field) === branch
}

function placeless(draft: OpenDraft, { field }: MirrorEntry): string {
  if (draft.text(field) === undefined) return 'This part is no longer in the task. Copy the words to keep them.'
  return 'They were written in another way of this part. Go on in that way to put them in, or copy them.'
}

function labelOf({ field }: MirrorEntry, fields: readonly Field[]): string {
  if (field === ANSWERS) return 'Your answers to the reviewer'
  if (field === NOTES_FIELD) return 'Private notes'
  return fields.find(({ key }) => key === field)?.label ?? field
}

/** The last words, which are the ones that were lost. */
function ending(text: string): string {
  const last = text.trim().slice(-240)
  return last.length < text.trim().length ? `…${last}` : last
}

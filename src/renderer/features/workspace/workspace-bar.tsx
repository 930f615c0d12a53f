import { type ReactNode, useState } from 'react'
import { useStore } from 'zustand'
import type { TaskDetail } from '../../../shared/contract/desk-views.ts'
import type { Task } from '../../../shared/domain/task.ts'
import { count } from '../../format/amounts.ts'
import { relativeDue } from '../../format/dates.ts'
import { taskStateWords } from '../../format/states.ts'
import { useActions } from '../../state/use-actions.ts'
import { useNow } from '../../state/services.ts'
import type { OpenDraft } from '../../state/draft.ts'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { MoreTimeDialog } from '../frame/more-time-dialog.tsx'
import { GiveBackDialog } from './give-back-dialog.tsx'
import { Papers } from './papers.tsx'
import { useAdvice } from './use-advice.ts'
import { DraftTools } from './versions/draft-tools.tsx'
import { SavedState } from './saved-state.tsx'
import styles from './workspace.module.css'

type WorkspaceBarProps = {
  readonly detail: TaskDetail
  readonly draft: OpenDraft | undefined
  /** Where it goes when the screen appears: to the heading, unless a caret is to be restored. */
  readonly takesFocus: boolean
  readonly onSend: () => void
  /** Shows what is worth a look before sending. */
  readonly onLook?: () => void
  /** Which half is shown, where there is room for one only. */
  readonly half?: 'read' | 'write' | undefined
  readonly onHalf?: (half: 'read' | 'write') => void
  readonly isReadingHidden?: boolean
  readonly onHideReading?: (isHidden: boolean) => void
  /** What the room offers for writing. */
  readonly children?: ReactNode
  readonly onNotes?: () => void
  readonly onGiveBack: (reason: string) => Promise<void>
}

const halves = [
  { key: 'read', label: 'Read' },
  { key: 'write', label: 'Write' },
] as const

/** What the task is, whether it is saved, and the way to send it. */
export function WorkspaceBar(props: WorkspaceBarProps) {
  const { detail, draft, takesFocus, onSend, half, onHalf, isReadingHidden, onHideReading, children } = props
  const { row, programme, writable } = detail
  const now = useNow()
  const state = taskStateWords(row.state)
  const isOpen = writable.yes && draft !== undefined
  const [isAsking, setAsking] = useState(false)
  const isAskable = writable.yes && row.dueAt !== undefined && !row.sample
  const [isGiving, setGiving] = useState(false)
  // What the hub has work of stays with who handed it in.
  const canGiveBack =
    writable.yes &&
    (row.state === 'taken' || row.state === 'drafting') &&
    detail.submissions.every(({ receipt }) => receipt === undefined)
  const askGiveBack = canGiveBack ? () => setGiving(true) : undefined
  useActions('This task', [
    ...(isAskable
      ? [{ id: 'more-time', name: 'Ask for more time', also: 'due lease', run: () => setAsking(true) }]
      : []),
    ...(askGiveBack === undefined
      ? []
      : [{ id: 'give-back', name: 'Give this task back', also: 'decline not for me', run: askGiveBack }]),
  ])
  const asked = { taskId: row.id, title: row.title, dueAt: row.dueAt }
  return (
    <header className={styles['barFrame']}>
      <div className={styles['bar']}>
        <Link href="#/inbox" className={styles['back'] ?? ''} aria-label="Back to the inbox">
          ‹ Inbox
        </Link>
        <div className={styles['titles']}>
          <ScreenHeading className={styles['title'] ?? ''} whole={row.title} takesFocus={takesFocus}>
            {row.title}
          </ScreenHeading>
          <div className={styles['facts']}>
            <StateBadge tone={state.tone} text={state.text} />
            {writable.yes && row.dueAt !== undefined ? (
              <Due isAskable={!row.sample} text={`Due ${relativeDue(row.dueAt, now)}`} onAsk={() => setAsking(true)} />
            ) : null}
            {isOpen ? <SavedState draft={draft} /> : null}
          </div>
        </div>
        <div className={styles['doings']}>
          {half !== undefined && onHalf !== undefined ? (
            <SegmentedControl label="Read or write" segments={halves} value={half} onChange={onHalf} />
          ) : null}
          {half === undefined && onHideReading !== undefined ? (
            <Button variant="quiet" size="small" onPress={() => onHideReading(isReadingHidden !== true)}>
              {isReadingHidden === true ? 'Show reading' : 'Hide reading'}
            </Button>
          ) : null}
          {children}
          {draft === undefined ? null : (
            <DraftTools detail={detail} draft={draft} onNotes={props.onNotes} onGiveBack={askGiveBack} />
          )}
          <Papers taskId={row.id} programme={programme} />
          {isOpen ? (
            <>
              <MissingCount draft={draft} task={detail.task} onLook={props.onLook} />
              <Tooltip text="Send, or see what is missing" shortcut="Mod+Enter">
                <Button variant="primary" className={styles['send'] ?? ''} onPress={onSend}>
                  Send
                </Button>
              </Tooltip>
            </>
          ) : null}
        </div>
      </div>
      <GiveBackDialog isOpen={isGiving} onClose={() => setGiving(false)} onGiveBack={props.onGiveBack} />
      <MoreTimeDialog task={isAsking ? asked : undefined} onClose={() => setAsking(false)} />
    </header>
  )
}

type DueProps = { readonly text: string; readonly isAskable: boolean; readonly onAsk: () => void }

/** The day the work is expected back, and the way to move it. */
function Due({ text, isAskable, onAsk }: DueProps) {
  if (!isAskable) return <span>{text}</span>
  return (
    <Tooltip text="Ask for more time">
      <Button
        variant="quiet"
        size="small"
        aria-label={`${text}. Ask for more time`}
        className={styles['due'] ?? ''}
        onPress={onAsk}
      >
        <DueText text={text} />
      </Button>
    </Tooltip>
  )
}

/** Where there is no room for all of it, the date goes as a whole: half of one is read as another. */
function DueText({ text }: { readonly text: string }) {
  const at = text.indexOf(',')
  return (
    <span className={styles['dueText']}>
      <span>{at === -1 ? text : text.slice(0, at)}</span>
      {at === -1 ? null : <span>{text.slice(at)}</span>}
    </span>
  )
}

type MissingCountProps = {
  readonly draft: OpenDraft
  readonly task: Task
  readonly onLook: (() => void) | undefined
}

/** Whether all is there; and where something is worth a look all the same, the way to it. */
function MissingCount({ draft, task, onLook }: MissingCountProps) {
  const missing = useStore(draft.store, (state) => state.missing.length)
  const advice = useAdvice(draft, task)
  if (missing === 0 && advice.length > 0 && onLook !== undefined) {
    return (
      <Button variant="quiet" size="small" onPress={onLook}>
        All there, {advice.length} worth a look
      </Button>
    )
  }
  return (
    <span className={styles['missingCount']}>
      {missing === 0 ? 'All there' : `${count(missing, 'part', 'parts')} missing`}
    </span>
  )
}

import { useState } from 'react'
import { moveDate } from '../../../shared/rules/days.ts'
import { errorToText } from '../../client/error-text.ts'
import { shortDate } from '../../format/dates.ts'
import { toDate } from '../../state/time-ranges.ts'
import { useNow, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { goToFault } from '../../ui/go-to-fault.ts'
import { oneAtATime } from '../../ui/one-at-a-time.ts'
import { TextField } from '../../ui/text-field.tsx'

/** So many days more are proposed. */
const PROPOSED_DAYS = 7

type MoreTimeDialogProps = {
  readonly task: { readonly taskId: string; readonly title: string; readonly dueAt?: number | undefined } | undefined
  readonly onClose: () => void
}

/** Asks the hub for a later day. */
export function MoreTimeDialog({ task, onClose }: MoreTimeDialogProps) {
  // Kept while the dialog closes, so that it does not empty itself before it goes.
  const [last, setLast] = useState(task)
  if (task !== undefined && task !== last) setLast(task)
  return (
    <Dialog title="Ask for more time" isOpen={task !== undefined} onClose={onClose}>
      {last === undefined ? null : <Form key={last.taskId} task={last} onClose={onClose} />}
    </Dialog>
  )
}

type FormProps = { readonly task: NonNullable<MoreTimeDialogProps['task']>; readonly onClose: () => void }

function Form({ task, onClose }: FormProps) {
  const { desk, toasts, overview } = useServices()
  const now = useNow()
  const [date, setDate] = useState(() => moveDate(toDate(Math.max(now, task.dueAt ?? 0)), PROPOSED_DAYS))
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string>()
  const [once] = useState(oneAtATime)

  async function ask(): Promise<void> {
    const until = Date.parse(`${date}T23:59:00`)
    if (Number.isNaN(until)) return refuse('Choose the day until which you need.')
    try {
      const why = reason.trim()
      await desk.work.askMoreTime({ taskId: task.taskId, until, ...(why === '' ? {} : { reason: why }) })
      toasts.say('More time is asked for. The hub’s answer comes by itself.')
      onClose()
      await overview.refresh()
    } catch (error) {
      refuse(errorToText(error))
    }
  }

  function refuse(text: string): void {
    setProblem(text)
    goToFault()
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void once(ask)
      }}
      style={{ display: 'grid', gap: 'var(--space-4)' }}
    >
      <p>
        “{task.title}”{task.dueAt === undefined ? '' : ` is due ${shortDate(task.dueAt, now)}`}. Whatever the hub agrees
        to, work that comes later is kept and marked late, never refused.
      </p>
      <DateField label="Until when" value={date} onChange={setDate} error={problem} />
      <TextField label="Why (the operator reads it)" value={reason} onChange={setReason} maxLength={2000} />
      <div>
        <Button type="submit" variant="primary">
          Ask for it
        </Button>
      </div>
    </form>
  )
}

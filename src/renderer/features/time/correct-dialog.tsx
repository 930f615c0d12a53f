import { useState } from 'react'
import { duration } from '../../format/amounts.ts'
import { useResource, useServices } from '../../state/services.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { goToFault } from '../../ui/go-to-fault.ts'
import { NumberField } from '../../ui/number-field.tsx'
import { oneAtATime } from '../../ui/one-at-a-time.ts'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import { Select } from '../../ui/select.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import styles from './day.module.css'

const changes = [
  { key: 'add', label: 'Add' },
  { key: 'remove', label: 'Take away' },
  { key: 'move', label: 'Move' },
] as const

type CorrectDialogProps = {
  /** The task whose time is corrected; undefined while nothing is. */
  readonly taskId: string | undefined
  readonly date: string
  readonly onClose: () => void
}

/** Corrects the time of a task and day. The clock's own record stays; both are shown and exported. */
export function CorrectDialog({ taskId, date, onClose }: CorrectDialogProps) {
  return (
    <Dialog title="Correct the time" isOpen={taskId !== undefined} onClose={onClose}>
      {taskId === undefined ? null : (
        <CorrectForm key={`${taskId} ${date}`} taskId={taskId} date={date} onDone={onClose} />
      )}
    </Dialog>
  )
}

type CorrectFormProps = { readonly taskId: string; readonly date: string; readonly onDone: () => void }

function CorrectForm({ taskId, date, onDone }: CorrectFormProps) {
  const { timeLedger, newId } = useServices()
  const { value: shown } = useResource(timeLedger.day)
  const { value: week } = useResource(timeLedger.week)
  // Over midnight the screen goes on to another day, this form does not.
  const [begun] = useState({ day: shown, week })
  const day = shown?.date === date ? shown : begun.day
  const [change, setChange] = useState<'add' | 'remove' | 'move'>('add')
  const [minutes, setMinutes] = useState(Number.NaN)
  const [reason, setReason] = useState('')
  const [to, setTo] = useState({ taskId, date })
  const [problem, setProblem] = useState<string>()
  const [isTried, setTried] = useState(false)
  // Pressed again after a lost answer, it is the same correction.
  const [id] = useState(newId)
  const [once] = useState(oneAtATime)
  const task = day?.tasks.find((one) => one.taskId === taskId)
  const isCounted = minutes >= 1 && minutes <= 1440
  const isSaid = reason.trim() !== ''
  const isDated = change !== 'move' || to.date !== ''
  const tasks = [...(begun.week?.tasks ?? []), ...(week?.tasks ?? []), ...(day?.tasks ?? [])]
  const known = new Map(tasks.map((one) => [one.taskId, one.title]))

  async function save(): Promise<void> {
    setTried(true)
    if (!isCounted || !isSaid || !isDated) return goToFault()
    const wish = { id, taskId, change, date, ms: Math.round(minutes * 60_000), reason: reason.trim() }
    const refused = await timeLedger.correct(change === 'move' ? { ...wish, to } : wish)
    if (refused === undefined) onDone()
    else setProblem(refused)
  }

  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        void once(save)
      }}
    >
      <p>
        {task === undefined ? '' : `“${task.title}”: ${duration(task.workMs)} count on this day.`} What the clock
        measured stays in the record, and your correction stands beside it with its reason.
      </p>
      {problem === undefined ? null : <Banner tone="problem">{problem}</Banner>}
      <SegmentedControl label="What to do" segments={changes} value={change} onChange={setChange} />
      <NumberField
        label="Minutes"
        value={minutes}
        onChange={setMinutes}
        minValue={1}
        maxValue={1440}
        error={isTried && !isCounted ? 'From 1 to 1,440.' : undefined}
      />
      {change === 'move' ? (
        <div className={styles['moveTo']}>
          <Select
            label="To the task"
            options={[...known].map(([key, label]) => ({ key, label }))}
            value={to.taskId}
            onChange={(chosen) => setTo({ ...to, taskId: chosen })}
          />
          <DateField
            label="On the day"
            value={to.date}
            onChange={(chosen) => setTo({ ...to, date: chosen })}
            error={isTried && !isDated ? 'Give the day.' : undefined}
          />
        </div>
      ) : null}
      <TextArea
        label="Reason"
        help="It is shown with the correction, also to the operator."
        rows={2}
        value={reason}
        onChange={setReason}
        maxLength={2000}
        error={isTried && !isSaid ? 'Say why.' : undefined}
      />
      <div className={styles['buttons']}>
        <Button variant="primary" type="submit">
          Correct
        </Button>
      </div>
    </form>
  )
}

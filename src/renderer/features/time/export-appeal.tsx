import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { AppealableTask } from '../../../shared/contract/desk-appeal.ts'
import { count, duration } from '../../format/amounts.ts'
import { taskStateWords } from '../../format/states.ts'
import { useResource, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox, CheckboxGroup } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { TextField } from '../../ui/text-field.tsx'
import styles from './export.module.css'

/** From so many tasks on, one looks for them by a word. */
const MANY = 12

type ExportAppealProps = { readonly isOpen: boolean; readonly onClose: () => void }

/** Chooses the tasks of which one file is made that shows how they were worked on. */
export function ExportAppeal({ isOpen, onClose }: ExportAppealProps) {
  const { exports } = useServices()
  const { isBusy } = useStore(exports.store)
  const { value: tasks, problem } = useResource(exports.appealable)
  const [chosen, setChosen] = useState<readonly string[]>([])
  useEffect(() => {
    if (isOpen) void exports.appealable.refresh()
  }, [exports, isOpen])

  async function make(): Promise<void> {
    if (!(await exports.appeal(chosen))) return
    setChosen([])
    onClose()
  }

  return (
    <Dialog
      title="Appeal pack"
      isOpen={isOpen}
      onClose={onClose}
      isWide
      buttons={
        <Button variant="primary" isDisabled={chosen.length === 0 || isBusy} onPress={() => void make()}>
          {isBusy
            ? 'Making the pack'
            : chosen.length === 0
              ? 'Make the pack'
              : `Make the pack of ${count(chosen.length, 'task', 'tasks')}`}
        </Button>
      }
    >
      <div className={styles['form']}>
        <p>
          One file that shows how you worked on a task: its times and corrections from the ledger, what you handed in,
          the hub’s receipts and what came back. Anyone can read it, and check without your desk that nothing in it was
          changed. Of your other tasks it shows no more than that there are entries.
        </p>
        {problem === undefined ? null : <p>{problem}</p>}
        {tasks === undefined ? null : tasks.length === 0 ? (
          <EmptyState title="No task has any time yet.">Once the clock has run for one, it stands here.</EmptyState>
        ) : (
          <TaskChoice tasks={tasks} chosen={chosen} onChange={setChosen} />
        )}
      </div>
    </Dialog>
  )
}

type TaskChoiceProps = {
  readonly tasks: readonly AppealableTask[]
  readonly chosen: readonly string[]
  readonly onChange: (taskIds: readonly string[]) => void
}

function TaskChoice({ tasks, chosen, onChange }: TaskChoiceProps) {
  const [word, setWord] = useState('')
  const wanted = word.trim().toLowerCase()
  // What is chosen stays in sight, whatever one looks for.
  const shown = tasks.filter(
    ({ taskId, title, programme }) => chosen.includes(taskId) || `${title} ${programme}`.toLowerCase().includes(wanted),
  )
  return (
    <>
      {tasks.length > MANY ? <TextField label="Look for a task" value={word} onChange={setWord} /> : null}
      <CheckboxGroup label="Tasks" value={[...chosen]} onChange={onChange}>
        <div className={styles['tasks']}>
          {shown.map(({ taskId, title, programme, state, workMs }) => (
            <Checkbox key={taskId} value={taskId}>
              {title}
              <span className={styles['note']}>
                {[programme, taskStateWords(state).text, duration(workMs)].join(' · ')}
              </span>
            </Checkbox>
          ))}
        </div>
      </CheckboxGroup>
    </>
  )
}

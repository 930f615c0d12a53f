import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { FieldValue } from '../../../../shared/domain/fields.ts'
import type { Task } from '../../../../shared/domain/task.ts'
import { isEmptyStructure } from '../../../../shared/rules/checks/structure-check.ts'
import { stepStates, type StepState } from '../../../../shared/rules/steps.ts'
import type { DraftState, OpenDraft } from '../../../state/draft.ts'
import { Button } from '../../../ui/button.tsx'
import { Tooltip } from '../../../ui/tooltip.tsx'
import { type Action, actionsToShortcuts } from '../../../state/actions.ts'
import { useActions } from '../../../state/use-actions.ts'
import { useShortcuts } from '../../../ui/use-shortcuts.ts'
import { RowPreview } from './row-preview.tsx'
import styles from './author.module.css'

type StepRailProps = {
  readonly task: Task
  readonly draft: OpenDraft
  readonly onJump: (field: string) => void
}

const words = { empty: 'not begun', begun: 'begun', complete: 'complete' } as const

/** The parts of a task that is being authored, one after the other and in any order one likes. */
export function StepRail({ task, draft, onJump }: StepRailProps) {
  const [isPreview, setPreview] = useState(false)
  // One text, so that a pause in typing that moves no step draws nothing anew.
  const states = useStore(draft.store, (state) => statesOf(task, state))
  const steps = useMemo(() => {
    const each = states.split(' ') as StepState[]
    return task.fields.map(({ key, label }, index) => ({
      field: key,
      label: label ?? key,
      state: each[index] ?? 'empty',
    }))
  }, [states, task.fields])

  const actions: readonly Action[] = [
    ...steps.slice(0, 9).map(({ field, label }, index) => ({
      id: `step-${field}`,
      name: `To part ${index + 1}, “${label}”`,
      shortcut: keyOf(index),
      run: () => onJump(field),
    })),
    { id: 'row', name: 'Preview the row', also: 'gdpval json', run: () => setPreview(true) },
  ]
  useActions('Parts of the work', actions)
  useShortcuts(actionsToShortcuts(actions))

  return (
    <nav aria-label="Parts of the work" data-rail className={styles['rail']}>
      <ol className={styles['steps']}>
        {steps.map((step, index) => (
          <li key={step.field} className={styles['step']}>
            <Step step={step} index={index} onJump={onJump} />
          </li>
        ))}
      </ol>
      <Button variant="quiet" size="small" onPress={() => setPreview(true)}>
        Preview the row
      </Button>
      {isPreview ? <RowPreview task={task} draft={draft} onClose={() => setPreview(false)} /> : null}
    </nav>
  )
}

function statesOf({ fields }: Task, { values, counts, missing }: DraftState): string {
  const isEmpty = (key: string): boolean => (counts[key]?.characters ?? 0) === 0 && isNothing(values[key])
  return stepStates(fields, isEmpty, missing).join(' ')
}

function keyOf(index: number): string {
  return `Alt+Shift+${index + 1}`
}

type WorkStep = { readonly field: string; readonly label: string; readonly state: StepState }
type StepProps = { readonly step: WorkStep; readonly index: number; readonly onJump: (field: string) => void }

function Step({ step, index, onJump }: StepProps) {
  const { field, label, state } = step
  const button = (
    <Button
      variant="quiet"
      size="small"
      aria-label={`${index + 1}. ${label}, ${words[state]}`}
      className={styles['stepButton'] ?? ''}
      onPress={() => onJump(field)}
    >
      <span data-state={state} className={styles['sign']} />
      <span className={styles['stepLabel']}>{label}</span>
    </Button>
  )
  const text = `${label}: ${words[state]}`
  return index < 9 ? (
    <Tooltip text={text} shortcut={keyOf(index)}>
      {button}
    </Tooltip>
  ) : (
    <Tooltip text={text}>{button}</Tooltip>
  )
}

function isNothing(value: FieldValue | null | undefined): boolean {
  if (value === null || value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && isEmptyStructure(value)
}

import { useEffect, useRef, useState } from 'react'
import type { SittingTaskView } from '../../../shared/contract/desk-sitting.ts'
import { errorToText } from '../../client/error-text.ts'
import { count } from '../../format/amounts.ts'
import { sittingWords } from '../../format/sitting-words.ts'
import { useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { NumberField } from '../../ui/number-field.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './sitting-dialog.module.css'

type SittingDialogProps = {
  readonly minutes: number
  readonly onMinutes: (minutes: number) => void
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** “I have 25 minutes”: what can be done in them. Enter in the figure opens the first. */
export function SittingDialog({ isOpen, onClose, ...rest }: SittingDialogProps) {
  return (
    <Dialog title="What fits into a while" isOpen={isOpen} onClose={onClose}>
      <Sitting {...rest} onClose={onClose} />
    </Dialog>
  )
}

/** Made each time it opens. */
function Sitting({ minutes, onMinutes, onClose }: Omit<SittingDialogProps, 'isOpen'>) {
  const { desk, navigation } = useServices()
  const [found, setFound] = useState<{ readonly minutes: number; readonly tasks: readonly SittingTaskView[] }>()
  const [problem, setProblem] = useState<string>()
  const figure = useRef<HTMLInputElement>(null)
  useEffect(() => {
    figure.current?.focus()
    figure.current?.select()
  }, [])
  useEffect(() => {
    let isOver = false
    desk.sitting.plan({ minutes }).then(
      ({ tasks }) => {
        if (isOver) return
        setFound({ minutes, tasks })
        setProblem(undefined)
      },
      (error: unknown) => {
        if (!isOver) setProblem(errorToText(error))
      },
    )
    return () => {
      isOver = true
    }
  }, [desk, minutes])

  function open({ id }: SittingTaskView): void {
    onClose()
    navigation.go({ screen: 'task', taskId: id })
  }

  // The list of other minutes stays until the one for these is there, so that nothing jumps.
  const tasks = found?.tasks ?? []
  const [first] = found?.minutes === minutes ? tasks : []
  return (
    <div className={styles['sitting']}>
      <form
        className={styles['ask']}
        onSubmit={(event) => {
          event.preventDefault()
          if (first !== undefined) open(first)
        }}
      >
        <NumberField
          label="I have"
          unit="minutes"
          minValue={1}
          maxValue={1440}
          value={minutes}
          inputRef={figure}
          onChange={(next) => {
            if (Number.isFinite(next)) onMinutes(Math.round(next))
          }}
        />
        <Button type="submit" variant="primary" isDisabled={first === undefined}>
          Begin the first
        </Button>
      </form>
      {problem === undefined ? null : <p>{problem}</p>}
      <output>
        {found === undefined ? (
          ''
        ) : tasks.length === 0 ? (
          `Nothing here fits into ${count(found.minutes, 'minute', 'minutes')}. Tasks without an estimate are not looked at. A longer one can be begun all the same: what you write is kept until you go on.`
        ) : (
          <VisuallyHidden>{count(tasks.length, 'task fits', 'tasks fit')}</VisuallyHidden>
        )}
      </output>
      <ol aria-label="What fits" className={styles['list']}>
        {tasks.map((task) => (
          <li key={task.id}>
            <Button variant="quiet" className={styles['task'] ?? ''} onPress={() => open(task)}>
              <span className={styles['title']}>{task.title}</span>
              <span className={styles['reason']}>{sittingWords(task.reason)}</span>
            </Button>
          </li>
        ))}
      </ol>
    </div>
  )
}

import { useEffect, useRef, useState } from 'react'
import type { OpenQuestion } from '../../../shared/contract/desk-views.ts'
import { useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { goToFault } from '../../ui/go-to-fault.ts'
import { NumberField } from '../../ui/number-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import styles from './away-dialog.module.css'

const MINUTE = 60_000

type AwayFormProps = { readonly question: OpenQuestion; readonly onClose: () => void }

/** How much of the time counts, and why: what was it? */
export function AwayForm({ question, onClose }: AwayFormProps) {
  const { clock } = useServices()
  const isCrash = question.kind === 'crash'
  const whole = Math.max(1, Math.round(question.ms / MINUTE))
  const [minutes, setMinutes] = useState(isCrash ? Number.NaN : whole)
  const [about, setAbout] = useState('')
  const [isTried, setTried] = useState(false)
  const first = useRef<HTMLInputElement>(null)
  // The form was asked for by a button that is gone now.
  useEffect(() => first.current?.focus(), [])
  const isCounted = minutes >= 0 && minutes <= whole
  const isSaid = about.trim() !== ''

  function save(): void {
    setTried(true)
    if (!isCounted || !isSaid) return goToFault()
    const said = { returned: question.returned, about: about.trim().slice(0, 80) }
    if (minutes === 0) void clock.answer({ ...said, choice: 'drop' })
    else if (minutes === whole) void clock.answer({ ...said, choice: 'keep' })
    else void clock.answer({ ...said, choice: 'split', keptMs: minutes * MINUTE })
  }

  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <div className={styles['fields']}>
        <TextField
          label="What was it?"
          value={about}
          onChange={setAbout}
          maxLength={80}
          inputRef={first}
          error={isTried && !isSaid ? 'Say in a word or two what it was.' : undefined}
        />
        <NumberField
          label="Minutes that count"
          value={minutes}
          onChange={setMinutes}
          minValue={0}
          maxValue={whole}
          error={isTried && !isCounted ? `From 0 to ${whole}.` : undefined}
        />
      </div>
      <div className={styles['buttons']}>
        <Button size="small" variant="quiet" onPress={onClose}>
          Back
        </Button>
        <Button size="small" variant="primary" type="submit">
          Save
        </Button>
      </div>
    </form>
  )
}

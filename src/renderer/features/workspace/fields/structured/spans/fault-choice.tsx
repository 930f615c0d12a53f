import { useEffect, useRef } from 'react'
import { Button } from '../../../../../ui/button.tsx'
import { Kbd } from '../../../../../ui/kbd.tsx'
import { digitOf } from '../../../../../ui/use-shortcuts.ts'
import type { StructuredProps } from '../structured-props.ts'
import styles from './spans.module.css'

type FaultChoiceProps = {
  readonly quote: string
  readonly faults: StructuredProps<'spans'>['field']['faults']
  readonly onChoose: (fault: string) => void
  readonly onCancel: () => void
}

/** Asks what is wrong with a passage that is being marked: by its button, or by its digit. */
export function FaultChoice({ quote, faults, onChoose, onCancel }: FaultChoiceProps) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    place.current?.querySelector('button')?.focus()
  }, [])
  return (
    // The keys are heard on their way up from the buttons.
    <div
      ref={place}
      role="presentation"
      onKeyDown={(event) => {
        const fault = faults[(digitOf(event) ?? 0) - 1]
        if (event.ctrlKey || event.metaKey || event.altKey) return
        if (event.key === 'Escape') onCancel()
        else if (fault !== undefined) onChoose(fault.value)
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      <fieldset aria-label="What is wrong with it?" className={styles['choice']}>
        <p>
          What is wrong with <q className={styles['quote']}>{quote.length > 120 ? `${quote.slice(0, 120)}…` : quote}</q>
          ?
        </p>
        <div className={styles['faults']}>
          {faults.map(({ value, label }, at) => (
            <Button key={value} size="small" aria-label={label} onPress={() => onChoose(value)}>
              {label}
              {at < 9 ? <Kbd keys={String(at + 1)} /> : null}
            </Button>
          ))}
          <Button variant="quiet" size="small" onPress={onCancel}>
            Do not mark it
          </Button>
        </div>
      </fieldset>
    </div>
  )
}

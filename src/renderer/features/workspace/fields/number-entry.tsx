import { useEffect, useRef, useState } from 'react'
import { Group, Input, TextField } from 'react-aria-components'
import { FieldFrame } from '../../../ui/field-frame.tsx'
import { type NumberReading, readNumber, writeNumber } from '../../../format/number-input.ts'
import styles from './fields.module.css'

type NumberEntryProps = {
  readonly label: string
  readonly help: string | undefined
  readonly error: string | undefined
  readonly unit: string | undefined
  readonly isRequired: boolean
  readonly value: number | null
  /** Called with each key, so that a number is saved like a text; null while there is none. */
  readonly onChange: (value: number | null) => void
  readonly onBlur: () => void
  readonly inputRef: (input: HTMLInputElement | null) => void
}

function valueOf(reading: NumberReading): number | null {
  return typeof reading === 'object' && reading.kind === 'number' && reading.isExact ? reading.value : null
}

/** Why what is typed is no number that can be handed in. */
function problemOf(reading: NumberReading): string | undefined {
  if (reading === 'not-a-number') return 'This is not a number. Write it like 1250 or 12.5.'
  if (reading.kind === 'empty' || reading.isExact) return undefined
  return `This has more digits than a number can keep: it would be sent as ${writeNumber(reading.value)}. Write fewer digits.`
}

/** A number as the person writes numbers. What cannot be read as one is left standing and said. */
export function NumberEntry(props: NumberEntryProps) {
  const { label, help, error, unit, isRequired, value, onChange, onBlur, inputRef } = props
  const [typed, setTyped] = useState(() => (value === null ? '' : writeNumber(value)))
  const told = useRef(value)

  // Another window, or an undo, has changed it: what is typed here is of yesterday.
  useEffect(() => {
    if (value === told.current) return
    told.current = value
    setTyped(value === null ? '' : writeNumber(value))
  }, [value])

  function change(text: string): void {
    setTyped(text)
    const next = valueOf(readNumber(text))
    if (next === told.current) return
    told.current = next
    onChange(next)
  }

  const said = problemOf(readNumber(typed)) ?? error
  return (
    <TextField
      isRequired={isRequired}
      isInvalid={said !== undefined}
      validationBehavior="aria"
      value={typed}
      onChange={change}
      onBlur={onBlur}
      className={styles['number'] ?? ''}
    >
      <FieldFrame label={label} help={help} error={said}>
        <Group className={styles['numberGroup'] ?? ''}>
          <Input ref={inputRef} inputMode="decimal" autoComplete="off" className={styles['numberInput'] ?? ''} />
          {unit === undefined ? null : <span className={styles['unit']}>{unit}</span>}
        </Group>
      </FieldFrame>
    </TextField>
  )
}

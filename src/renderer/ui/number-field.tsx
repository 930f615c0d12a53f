import { type KeyboardEvent, type RefAttributes, useState } from 'react'
import { Group, Input, TextField } from 'react-aria-components'
import { readNumber, writeNumber } from '../format/number-input.ts'
import styles from './field.module.css'
import { FieldFrame, type FieldTexts } from './field-frame.tsx'

export type NumberFieldProps = FieldTexts & {
  /** NaN while there is none. */
  readonly value: number
  /** Called when what was typed is done: the focus goes, or Enter is pressed. */
  readonly onChange: (value: number) => void
  readonly minValue: number
  readonly maxValue?: number
  /** So many are kept of what is typed; none, where nothing is said. */
  readonly decimals?: number
  /** Shown behind the figure, such as `kg`. */
  readonly unit?: string | undefined
  readonly inputRef?: RefAttributes<HTMLInputElement>['ref']
}

/**
 * A number as the person writes numbers, and in any digits. React Aria's field reads what does not fit the locale as
 * something else, `1234,50` in English as 123,450, and takes no digits but those it writes: what cannot be read is left
 * standing here, said to be none, and is none.
 */
export function NumberField(props: NumberFieldProps) {
  const { label, help, error, value, onChange, minValue, maxValue = Infinity, decimals = 0, unit, inputRef } = props
  const [typed, setTyped] = useState<string>()
  const [isUnread, setUnread] = useState(false)
  const shown = typed ?? (Number.isNaN(value) ? '' : writeNumber(value))

  function take(next: number): void {
    const kept = Math.min(maxValue, Math.max(minValue, Number(next.toFixed(decimals))))
    setTyped(undefined)
    setUnread(false)
    if (!Object.is(kept, value)) onChange(kept)
  }

  function settle(): void {
    if (typed === undefined) return
    const read = readNumber(typed)
    if (read !== 'not-a-number' && read.kind === 'number') return take(read.value)
    if (read === 'not-a-number') setUnread(true)
    else setTyped(undefined)
    if (!Number.isNaN(value)) onChange(Number.NaN)
  }

  function press(event: KeyboardEvent): void {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key]
    if (event.key === 'Enter') settle()
    else if (by !== undefined) {
      event.preventDefault()
      const read = readNumber(shown)
      if (read !== 'not-a-number' && read.kind === 'number') take(read.value + by)
    }
  }

  const said = isUnread ? 'This is not a number. Write it like 1250 or 12.5.' : error
  return (
    <TextField
      value={shown}
      onChange={(text) => {
        setTyped(text)
        setUnread(false)
      }}
      onBlur={settle}
      isInvalid={said !== undefined}
      validationBehavior="aria"
      className={styles['field'] ?? ''}
    >
      <FieldFrame label={label} help={help} error={said}>
        <Group className={styles['group'] ?? ''}>
          <Input
            inputMode="decimal"
            // On the field React Aria would keep all keys to itself, Escape among them.
            onKeyDown={press}
            autoComplete="off"
            className={styles['input'] ?? ''}
            {...(inputRef === undefined ? {} : { ref: inputRef })}
          />
          {unit === undefined ? null : <span className={styles['unit']}>{unit}</span>}
        </Group>
      </FieldFrame>
    </TextField>
  )
}

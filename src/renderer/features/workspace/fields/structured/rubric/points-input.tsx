import { type KeyboardEvent, useState } from 'react'
import { readNumber, writeNumber } from '../../../../../format/number-input.ts'

type PointsInputProps = {
  readonly label: string
  /** `undefined` where none is given. */
  readonly value: number | undefined
  /** Called with each key that makes a number. */
  readonly onChange: (value: number | undefined) => void
  readonly least?: number
  readonly isOptional?: boolean
  readonly className: string | undefined
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void
}

const MOST = 1_000_000

/** A number as the person writes numbers, with its sign. What is no number is put back when the focus goes. */
export function PointsInput(props: PointsInputProps) {
  const { label, value, onChange, least = -MOST, isOptional = false, className, onKeyDown } = props
  const [typed, setTyped] = useState<string>()
  const shown = typed ?? (value === undefined ? '' : writeNumber(value))

  function change(text: string): void {
    setTyped(text)
    const read = readNumber(text)
    if (read === 'not-a-number') return
    if (read.kind === 'empty') {
      if (isOptional) onChange(undefined)
    } else if (read.value >= least && read.value <= MOST) onChange(read.value)
  }

  return (
    <input
      type="text"
      inputMode="text"
      autoComplete="off"
      aria-label={label}
      data-part="points"
      value={shown}
      className={className}
      onChange={(event) => change(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => setTyped(undefined)}
      onKeyDown={onKeyDown}
    />
  )
}

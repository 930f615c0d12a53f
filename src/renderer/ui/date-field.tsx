import { useState } from 'react'
import { Input, TextField as AriaTextField } from 'react-aria-components'
import field from './field.module.css'
import { FieldFrame, type FieldTexts } from './field-frame.tsx'

type DateFieldProps = FieldTexts & {
  /** YYYY-MM-DD; empty while there is no whole date. */
  readonly value: string
  readonly isRequired?: boolean
  readonly onChange: (date: string) => void
  readonly onBlur?: () => void
}

/**
 * A day, picked or typed as the machine's language writes it. A browser gives out a year from its first digit on, and
 * goes on to a sixth, which is nobody's date: it goes no further unless it has four. Until then there is no day, and not
 * the one from before either: it stands nowhere to be seen, and would be handed in all the same.
 */
export function DateField({ label, help, error, isRequired = false, value, onChange, onBlur }: DateFieldProps) {
  const [half, setHalf] = useState<string>()
  // WebKit does not tell React when one comes in by Tab (its `focus` of a date brings no `focusin`), only when one leaves.
  const [isLeft, setLeft] = useState(false)
  // A whole day that came from elsewhere, by undo for instance, is shown instead.
  const shown = value === '' ? half : undefined
  const problem = shown !== undefined && isLeft ? 'Write the year with four digits.' : error

  function change(date: string): void {
    const isUnfinished = isHalf(date)
    setHalf(isUnfinished ? date : undefined)
    setLeft(false)
    onChange(isUnfinished ? '' : date)
  }

  return (
    <AriaTextField
      type="date"
      value={shown ?? value}
      onChange={change}
      onBlur={() => {
        setLeft(true)
        onBlur?.()
      }}
      isRequired={isRequired}
      isInvalid={problem !== undefined}
      validationBehavior="aria"
      className={field['field'] ?? ''}
    >
      <FieldFrame label={label} help={help} error={problem}>
        <Input className={field['input'] ?? ''} />
      </FieldFrame>
    </AriaTextField>
  )
}

function isHalf(date: string): boolean {
  return date !== '' && !/^[1-9]\d{3}-/.test(date)
}

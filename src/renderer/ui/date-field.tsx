import { Input, TextField as AriaTextField } from 'react-aria-components'
import field from './field.module.css'
import { FieldFrame, type FieldTexts } from './field-frame.tsx'

type DateFieldProps = FieldTexts & {
  /** YYYY-MM-DD; empty while there is no whole date. */
  readonly value: string
  readonly onChange: (date: string) => void
}

/** A day, picked or typed as the machine's language writes it. */
export function DateField({ label, help, error, value, onChange }: DateFieldProps) {
  return (
    <AriaTextField
      type="date"
      value={value}
      onChange={onChange}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      className={field['field'] ?? ''}
    >
      <FieldFrame label={label} help={help} error={error}>
        <Input className={field['input'] ?? ''} />
      </FieldFrame>
    </AriaTextField>
  )
}

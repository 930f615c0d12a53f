import { useEffect, useRef, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import styles from './versions.module.css'

type NameFormProps = {
  readonly label: string
  readonly action: string
  readonly begin: string
  readonly onGive: (name: string) => void
  readonly onCancel: () => void
}

/** Asks for a name of one line. */
export function NameForm({ label, action, begin, onGive, onCancel }: NameFormProps) {
  const [name, setName] = useState(begin)
  const given = name.trim()
  // Who asked for it is about to type.
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  return (
    <form
      className={styles['naming']}
      onSubmit={(event) => {
        event.preventDefault()
        if (given !== '') onGive(given)
      }}
    >
      <TextField label={label} value={name} onChange={setName} maxLength={120} inputRef={input} />
      <Button variant="quiet" onPress={onCancel}>
        Cancel
      </Button>
      <Button type="submit" variant="primary" isDisabled={given === ''}>
        {action}
      </Button>
    </form>
  )
}

import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { oneAtATime } from '../../ui/one-at-a-time.ts'
import { TextArea } from '../../ui/text-field.tsx'

type GiveBackDialogProps = {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onGiveBack: (reason: string) => Promise<void>
}

/** Gives back a task that one has taken and not handed in. */
export function GiveBackDialog({ isOpen, onClose, onGiveBack }: GiveBackDialogProps) {
  const [reason, setReason] = useState('')
  const [once] = useState(oneAtATime)
  return (
    <Dialog title="Give this task back" isOpen={isOpen} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void once(() => onGiveBack(reason))
        }}
        style={{ display: 'grid', gap: 'var(--space-4)' }}
      >
        <p>
          The hub hands it to somebody else; until it has, you can take it again. What you wrote and your time stay on
          this computer.
        </p>
        <TextArea
          label="Why (the operator reads it; it may stay empty)"
          rows={2}
          value={reason}
          onChange={setReason}
          maxLength={4000}
        />
        <div>
          <Button type="submit" variant="primary">
            Give it back
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

import { useState } from 'react'
import { Person } from '../../../shared/contract/desk-exports.ts'
import { useResource, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { goToFault } from '../../ui/go-to-fault.ts'
import { TextField } from '../../ui/text-field.tsx'
import styles from './export.module.css'

type ExportAboutYouProps = { readonly isOpen: boolean; readonly onClose: () => void }

/** Name and e-mail as exports give them. They stay on this computer but for the files that are made. */
export function ExportAboutYou({ isOpen, onClose }: ExportAboutYouProps) {
  const { exports } = useServices()
  const { value } = useResource(exports.person)
  return (
    <Dialog title="About you" isOpen={isOpen} onClose={onClose}>
      {value === undefined ? null : <Form person={value} onClose={onClose} />}
    </Dialog>
  )
}

function Form({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const { exports, toasts } = useServices()
  const [name, setName] = useState(person.name)
  const [email, setEmail] = useState(person.email)
  const [problem, setProblem] = useState<string>()

  async function save(): Promise<void> {
    const parsed = Person.safeParse({ name, email: email.trim() })
    if (!parsed.success) {
      setProblem('This is no e-mail address. Leave it empty, or write one such as ada@example.org.')
      return goToFault()
    }
    const wrong = await exports.savePerson(parsed.data)
    setProblem(wrong)
    if (wrong !== undefined) return goToFault()
    toasts.say('Saved on this computer.')
    onClose()
  }

  return (
    <form
      noValidate
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <p>
        Timesheets and calendars name you as you write it here. It stays on this computer and goes nowhere but into the
        files you make.
      </p>
      <TextField label="Name" value={name} onChange={setName} maxLength={200} autoComplete="name" />
      <TextField
        label="E-mail"
        help="Time trackers know you by it: the one of your account there."
        value={email}
        onChange={setEmail}
        maxLength={320}
        type="email"
        autoComplete="email"
        error={problem}
      />
      <div>
        <Button type="submit" variant="primary">
          Save
        </Button>
      </div>
    </form>
  )
}

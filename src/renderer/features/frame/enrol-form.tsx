import { type FormEvent, useEffect, useRef, useState } from 'react'
import { errorToText } from '../../client/error-text.ts'
import { useServices } from '../../state/services.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import styles from './enrol-form.module.css'

type Problem = { readonly at: 'address' | 'code' | 'all'; readonly text: string }

type EnrolFormProps = {
  /** Filled in already. */
  readonly address?: string | undefined
  readonly onEnrolled: (hubName: string) => void
}

/** Signs this desk in with a hub, by its address and a code that works once. */
export function EnrolForm({ address: given = '', onEnrolled }: EnrolFormProps) {
  const { desk, toasts } = useServices()
  const [address, setAddress] = useState(given)
  const [code, setCode] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [isAsking, setIsAsking] = useState(false)
  const addressInput = useRef<HTMLInputElement>(null)
  const codeInput = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const place = { address: addressInput, code: codeInput, all: undefined }[problem?.at ?? 'all']
    place?.current?.focus()
  }, [problem])

  async function connect(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (isAsking) return
    if (address.trim() === '')
      return setProblem({ at: 'address', text: 'Write the address that the operator gave you.' })
    if (code.trim() === '') return setProblem({ at: 'code', text: 'Write the code that the operator gave you.' })
    setProblem(undefined)
    setIsAsking(true)
    try {
      const { hubName, expertName } = await desk.setup.enrol({ address: address.trim(), code: code.trim() })
      toasts.say(`Connected to ${hubName} as ${expertName}. Your tasks are on their way.`)
      onEnrolled(hubName)
    } catch (error) {
      setProblem({ at: problemPlace(error), text: errorToText(error) })
    } finally {
      setIsAsking(false)
    }
  }

  return (
    <form noValidate className={styles['form']} onSubmit={(event) => void connect(event)}>
      <TextField
        label="Hub address"
        inputRef={addressInput}
        placeholder="https://hub.example.org"
        value={address}
        onChange={setAddress}
        type="url"
        inputMode="url"
        autoComplete="off"
        error={problem?.at === 'address' ? problem.text : undefined}
      />
      <TextField
        label="Code"
        inputRef={codeInput}
        help="Sixteen letters and digits. It works once."
        placeholder="XXXX-XXXX-XXXX-XXXX"
        value={code}
        onChange={setCode}
        autoComplete="off"
        error={problem?.at === 'code' ? problem.text : undefined}
      />
      {problem?.at === 'all' ? <Banner tone="problem">{problem.text}</Banner> : null}
      <div className={styles['last']}>
        <Button type="submit" variant="primary">
          Connect
        </Button>
        <output className={styles['asking']}>{isAsking ? 'Asking the hub…' : ''}</output>
      </div>
    </form>
  )
}

/** Which of the fields an error speaks of. */
function problemPlace(error: unknown): Problem['at'] {
  if (!(error instanceof Error) || !('code' in error)) return 'all'
  if (error.code === 'BAD_ADDRESS' || error.code === 'NOT_A_HUB') return 'address'
  return error.code === 'BAD_CODE' ? 'code' : 'all'
}

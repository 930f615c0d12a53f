import { useEffect, useState } from 'react'
import type { Authorship } from '../../../../shared/domain/authorship.ts'
import type { Field } from '../../../../shared/domain/fields.ts'
import { errorToText } from '../../../client/error-text.ts'
import { count, duration, wholeNumber } from '../../../format/amounts.ts'
import { moment } from '../../../format/dates.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import { useNow, useServices } from '../../../state/services.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Disclosure } from '../../../ui/disclosure.tsx'
import { Switch } from '../../../ui/switch.tsx'
import { sharesOf, sumOfFields, writtenWords } from './written-words.ts'
import styles from './written.module.css'

type WrittenDialogProps = {
  readonly draft: OpenDraft
  readonly fields: readonly Field[]
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** How the work was written, in just the figures that go along when the expert attaches them. */
export function WrittenDialog({ isOpen, onClose, ...rest }: WrittenDialogProps) {
  return (
    <Dialog title="How this was written" isOpen={isOpen} onClose={onClose} isWide>
      <Written {...rest} />
    </Dialog>
  )
}

function Written({ draft, fields }: Pick<WrittenDialogProps, 'draft' | 'fields'>) {
  const { desk, toasts } = useServices()
  const { taskId } = draft
  const [written, setWritten] = useState<Authorship>()
  const [isAttached, setAttached] = useState<boolean>()
  useEffect(() => {
    let isGone = false
    async function load(): Promise<void> {
      // What was typed a moment ago belongs to it.
      await draft.settled(3_000)
      const [authorship, choices] = await Promise.all([
        desk.versions.written({ taskId }),
        desk.versions.choices({ taskId }),
      ])
      if (isGone) return
      setWritten(authorship)
      setAttached(choices.attachAuthorship)
    }
    load().catch((error: unknown) => toasts.complain(errorToText(error)))
    return () => {
      isGone = true
    }
  }, [desk, toasts, draft, taskId])

  async function attach(attachAuthorship: boolean): Promise<void> {
    setAttached(attachAuthorship)
    try {
      await desk.versions.choose({ taskId, attachAuthorship })
    } catch (error) {
      setAttached(!attachAuthorship)
      toasts.complain(errorToText(error))
    }
  }

  return (
    <div className={styles['written']}>
      <p className={styles['intro']}>
        Counted from the edits on this computer. Nothing of it leaves the computer unless you attach it, and then only
        these figures: no keys, no words that are not in your work.
      </p>
      {written === undefined ? null : <Figures written={written} fields={fields} />}
      {isAttached === undefined ? null : (
        <Switch
          label="Attach to what I send"
          note="For this task. It goes along the next time you send it, counted anew then."
          isSelected={isAttached}
          onChange={(on) => void attach(on)}
        />
      )}
    </div>
  )
}

function Figures({ written, fields }: { readonly written: Authorship; readonly fields: readonly Field[] }) {
  const now = useNow()
  const sum = sumOfFields(Object.values(written.fields))
  if (sum.length === 0) return <p className={styles['intro']}>Nothing has been written here yet.</p>
  const { sessions } = written
  const labels = new Map(fields.map(({ key, label }) => [key, label ?? key]))
  return (
    <>
      <p>{writtenWords(sum, sessions)}</p>
      <figure className={styles['chart']} aria-label="How the characters came, by part">
        {Object.entries(written.fields).map(([key, field]) => (
          <div key={key} className={styles['row']}>
            <span>{labels.get(key) ?? key}</span>
            <span className={styles['bar']} aria-hidden="true">
              {sharesOf(field).map(({ kind, characters }) => (
                <span key={kind} data-kind={kind} style={{ flexGrow: characters }} />
              ))}
            </span>
            <span className={styles['figure']}>{wholeNumber(field.length)}</span>
            <ul className={styles['shares']}>
              {sharesOf(field).map(({ kind, words, characters }) => (
                <li key={kind} data-kind={kind}>
                  {words} {wholeNumber(characters)}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </figure>
      <Disclosure title="Every session" aside={count(sessions.length, 'session', 'sessions')}>
        <table className={styles['sessions']}>
          <thead>
            <tr>
              <th scope="col">Began</th>
              <th scope="col">Length</th>
              <th scope="col">Edits</th>
              <th scope="col">Characters put in</th>
            </tr>
          </thead>
          <tbody>
            {sessions.map(({ from, lengthMs, edits, entered }) => (
              <tr key={from}>
                <td>{moment(from, now)}</td>
                <td>{duration(lengthMs)}</td>
                <td>{wholeNumber(edits)}</td>
                <td>{wholeNumber(entered)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Disclosure>
      <Disclosure title="Exactly what would be sent">
        <pre className={styles['exact']}>{JSON.stringify(written, null, 1)}</pre>
      </Disclosure>
    </>
  )
}

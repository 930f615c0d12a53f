import { useEffect, useState } from 'react'
import type { DeskStatus } from '../../../shared/contract/desk.ts'
import { bytes, wholeNumber } from '../../format/amounts.ts'
import { useServices } from '../../state/services.ts'
import { Section } from '../../ui/page.tsx'
import styles from './settings.module.css'

/** Every datum that leaves this machine. When the desk learns to send something more, it belongs here first. */
const leaves = [
  'What you hand in: the fields and files of a task, and your answers to a reviewer, when you press Send and not before.',
  'With it: when it was finished, your time zone, the version of the task and of the guideline you worked by, the minutes worked on the task, and one hash that seals those minutes.',
  'Only where you attach it to a task: how its work was written. Of each part, how many characters were typed, pasted (and from where), moved and brought back; of each session, when it began, how long it was, and how much came in.',
  'That you took a task or gave it back, with the reason if you wrote one.',
  'When you connect a hub: your code, a name for this computer, a number for it and the public half of its key.',
  'What you save into a file by hand: the same work, and how far this computer has read the hub’s news. Whoever has the file can read it.',
  'Ordinary requests to your hubs: whether there is anything new, and the files of your tasks.',
]

const stays = [
  'Every keystroke’s history. It is kept so that nothing is lost, and it is yours.',
  'Which hours of the day you worked, pauses and idle time, beyond the minutes of each task, and beyond the sessions of a task where you attach how it was written.',
  'Your private notes.',
  'There are no screenshots, no lists of programs, and nothing is counted that you do not see here.',
]

/** Where everything lies, and what of it is ever sent. */
export function YourData({ status }: { readonly status: DeskStatus }) {
  const { desk } = useServices()
  const [edits, setEdits] = useState<number>()
  useEffect(() => {
    void desk.app.countEdits({}).then(
      (counted) => setEdits(counted.edits),
      () => undefined,
    )
  }, [desk])
  return (
    <Section title="Your data">
      <dl className={styles['facts']}>
        <Fact name="Folder" value={status.store.folder} />
        <Fact name="Size" value={bytes(status.store.bytes)} />
        <Fact name="Edits kept" value={edits === undefined ? '…' : wholeNumber(edits)} />
        <Fact name="Time zone" value={status.zone} />
      </dl>
      <h3 className={styles['subtitle']}>What leaves this computer</h3>
      <ul className={styles['list']}>
        {leaves.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <h3 className={styles['subtitle']}>What never does</h3>
      <ul className={styles['list']}>
        {stays.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p className={styles['version']}>Understudy {status.version}</p>
    </Section>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className={styles['fact']}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

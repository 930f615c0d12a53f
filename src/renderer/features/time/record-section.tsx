import { useState } from 'react'
import { count, duration, wholeNumber } from '../../format/amounts.ts'
import { exactMoment } from '../../format/dates.ts'
import { useResource, useServices } from '../../state/services.ts'
import { useActions } from '../../state/use-actions.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/page.tsx'
import styles from './day.module.css'

/** Whether the ledger is whole, and by what rules the clock counts. */
export function RecordSection() {
  const { timeLedger } = useServices()
  const { value: check } = useResource(timeLedger.check)
  const { value: week } = useResource(timeLedger.week)
  const [isChecking, setChecking] = useState(false)

  async function recheck(): Promise<void> {
    setChecking(true)
    await timeLedger.recheck()
    setChecking(false)
  }
  useActions(
    'Time',
    isChecking ? [] : [{ id: 'recheck', name: 'Check the record again', also: 'ledger', run: () => void recheck() }],
  )

  return (
    <Section
      title="The record"
      aside={
        <Button size="small" variant="quiet" isDisabled={isChecking} onPress={() => void recheck()}>
          {isChecking ? 'Checking…' : 'Check again'}
        </Button>
      }
    >
      {check === undefined ? null : check.broken === undefined ? (
        <output className={styles['whole']}>
          The record is whole: {count(check.entries, 'entry', 'entries')}, each sealed with the one before.
        </output>
      ) : (
        <Banner tone="problem">
          The record breaks at entry {wholeNumber(check.broken.seq)}
          {check.broken.at === undefined ? '' : ` of ${exactMoment(check.broken.at)}`}: it was changed, or one before it
          is missing. The {count(check.entries, 'entry', 'entries')} before it are whole.
        </Banner>
      )}
      <ul className={styles['rules']}>
        {(week?.rules ?? []).map((rule) => (
          <li key={rule.programme}>
            <strong>{rule.programme}</strong>: after {duration(rule.idleMs)} without a sign of work the clock asks.
            Typing, pointing and scrolling are signs of work; a text in view counts as being read for as long as it
            takes at {wholeNumber(rule.readingWordsPerMinute)} words a minute, from the last sign on.
          </li>
        ))}
      </ul>
      <p className={styles['note']}>
        Sleep, a locked screen, a clock that was set and the time after a crash are shown and not counted. Nothing of
        this is deleted or changed later; a correction is an entry of its own.
      </p>
    </Section>
  )
}

import { useStore } from 'zustand'
import { count, duration, money } from '../../format/amounts.ts'
import { useNow, useResource, useServices } from '../../state/services.ts'
import { choiceToRange, type RangeChoice } from '../../state/time-ranges.ts'
import { Button } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Section } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import styles from './time.module.css'

const choices: readonly { key: RangeChoice; label: string }[] = [
  { key: 'this-week', label: 'This week' },
  { key: 'last-week', label: 'Last week' },
  { key: 'this-month', label: 'This month' },
  { key: 'last-month', label: 'Last month' },
  { key: 'custom', label: 'Other dates' },
]

/** Hands over the hours of a range as a file that other people's software opens. */
export function Export() {
  const { timeReport } = useServices()
  const { choice, custom } = useStore(timeReport.store)
  const { value: report } = useResource(timeReport.chosen)
  const isRange = choiceToRange(choice, custom, useNow()) !== undefined
  return (
    <Section title="Export">
      <div className={styles['export']}>
        <Select
          label="Range"
          options={choices}
          value={choice}
          onChange={(chosen) => timeReport.choose({ choice: chosen })}
        />
        {choice === 'custom' ? (
          <>
            <DateField
              label="From"
              value={custom.first}
              onChange={(first) => timeReport.choose({ custom: { ...custom, first } })}
            />
            <DateField
              label="To"
              value={custom.last}
              onChange={(last) => timeReport.choose({ custom: { ...custom, last } })}
              error={isRange ? undefined : 'Choose a day that is not before the first one.'}
            />
          </>
        ) : null}
        <output className={styles['preview']}>
          {report === undefined ? null : report.rows.length === 0 ? (
            <span className={styles['note']}>No time in this range.</span>
          ) : (
            <>
              <span>{[duration(report.workMs), ...report.amounts.map((amount) => money(amount))].join(' · ')}</span>
              <span className={styles['note']}>
                {count(report.rows.length, 'line', 'lines')}, by the agreed rates, {report.zone}
              </span>
            </>
          )}
        </output>
        <Button variant="primary" isDisabled={!isRange} onPress={() => void timeReport.exportTimesheet()}>
          Export timesheet
        </Button>
      </div>
      <p className={styles['uncounted']}>
        A CSV file: one line for each day and task, with times, rates and amounts. Spreadsheets and bookkeeping programs
        open it.
      </p>
    </Section>
  )
}

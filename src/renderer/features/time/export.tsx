import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { ExportPreview } from '../../../shared/contract/desk-exports.ts'
import { count, duration, money } from '../../format/amounts.ts'
import { useResource, useServices, useToday } from '../../state/services.ts'
import { choiceToDates, type RangeChoice } from '../../state/time-ranges.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Section } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { ExportAppeal } from './export-appeal.tsx'
import { ExportAboutYou } from './export-about-you.tsx'
import { formats, formatWords } from './export-formats.ts'
import styles from './export.module.css'

const choices: readonly { key: RangeChoice; label: string }[] = [
  { key: 'this-week', label: 'This week' },
  { key: 'last-week', label: 'Last week' },
  { key: 'this-month', label: 'This month' },
  { key: 'last-month', label: 'Last month' },
  { key: 'custom', label: 'Other dates' },
]

const clocks = [
  { key: '12', label: '1:30 PM' },
  { key: '24', label: '13:30' },
] as const

/** Hands over the hours of a range as a file that other people's software opens. */
export function Export() {
  const { exports } = useServices()
  const { choice, custom, format, isRounded, clockHours, isBusy } = useStore(exports.store)
  const { value: preview } = useResource(exports.preview)
  const { value: person } = useResource(exports.person)
  const [asksForPerson, setAsksForPerson] = useState(false)
  const [isAppealing, setIsAppealing] = useState(false)
  useEffect(() => exports.watch(), [exports])
  const isRange = choiceToDates(choice, custom, useToday()) !== undefined
  const words = formatWords(format)
  return (
    <Section title="Export">
      <div className={styles['choices']}>
        <Select
          label="Range"
          options={choices}
          value={choice}
          onChange={(chosen) => exports.choose({ choice: chosen })}
        />
        {choice === 'custom' ? (
          <>
            <DateField
              label="From"
              value={custom.first}
              onChange={(first) => exports.choose({ custom: { ...custom, first } })}
            />
            <DateField
              label="To"
              value={custom.last}
              onChange={(last) => exports.choose({ custom: { ...custom, last } })}
              error={isRange ? undefined : 'Choose a day that is not before the first one.'}
            />
          </>
        ) : null}
        <Select label="As" options={formats} value={format} onChange={(chosen) => exports.choose({ format: chosen })} />
        {format === 'clockify' ? (
          <Select
            label="Its clock"
            options={clocks}
            value={clockHours === 12 ? '12' : '24'}
            onChange={(hours) => exports.choose({ clockHours: hours === '12' ? 12 : 24 })}
          />
        ) : null}
      </div>
      <p className={`${styles['note']} ${styles['below']}`}>{words.note}</p>
      <output className={styles['preview']}>
        {preview === undefined || !isRange ? null : preview.days === 0 ? (
          <span className={styles['note']}>No time in this range.</span>
        ) : (
          <Contents preview={preview} />
        )}
      </output>
      {words.hasOneLength && preview?.rounding !== undefined ? (
        <Checkbox isSelected={isRounded} onChange={(chosen) => exports.choose({ isRounded: chosen })}>
          Use the rounded times, which are what is paid
        </Checkbox>
      ) : null}
      <div className={styles['actions']}>
        <Button variant="primary" isDisabled={!isRange || isBusy} onPress={() => void exports.make()}>
          {isBusy ? 'Making the file' : 'Export timesheet'}
        </Button>
        <Button onPress={() => setAsksForPerson(true)}>About you…</Button>
        <Button onPress={() => setIsAppealing(true)}>Appeal pack…</Button>
        {words.namesPerson && person !== undefined ? (
          <span className={styles['note']}>
            {person.name === ''
              ? 'It names nobody yet.'
              : `For ${[person.name, person.email].filter(Boolean).join(', ')}`}
          </span>
        ) : null}
      </div>
      <ExportAppeal isOpen={isAppealing} onClose={() => setIsAppealing(false)} />
      <ExportAboutYou isOpen={asksForPerson} onClose={() => setAsksForPerson(false)} />
    </Section>
  )
}

/** What will be in the file, before it is saved. */
function Contents({ preview }: { readonly preview: ExportPreview }) {
  const { workMs, amounts, rounding, days, entries, zone, apartMs, corrections } = preview
  const apart = [
    ...(apartMs >= 60_000 ? [`${duration(apartMs)} stand apart with their reason`] : []),
    ...(corrections > 0 ? [count(corrections, 'correction', 'corrections')] : []),
  ]
  return (
    <>
      <span className={styles['sum']}>{[duration(workMs), ...amounts.map((amount) => money(amount))].join(' · ')}</span>
      <span className={styles['note']}>
        {[
          count(days, 'line by day and task', 'lines by day and task'),
          count(entries, 'stretch of work', 'stretches of work'),
          'by the agreed rates',
          zone,
          ...apart,
        ].join(', ')}
      </span>
      {rounding === undefined ? null : (
        <span className={styles['note']}>
          {roundingWords(rounding)} {rounding.rules.map(({ programme, text }) => `${programme}: ${text}.`).join(' ')}
        </span>
      )}
    </>
  )
}

/** `Rounding adds 20 min and €39.98: 5 h 2 min are paid.` */
function roundingWords({ roundedMs, differenceMs, amounts }: NonNullable<ExportPreview['rounding']>): string {
  if (differenceMs === 0 && amounts.length === 0) return 'Rounding changes nothing in this range.'
  const time = differenceMs === 0 ? [] : [exactDuration(Math.abs(differenceMs))]
  const sums = amounts.map((amount) => money({ ...amount, minor: Math.abs(amount.minor) }))
  const takes = differenceMs < 0 || (differenceMs === 0 && amounts.every(({ minor }) => minor < 0))
  return `Rounding ${takes ? 'takes off' : 'adds'} ${[...time, ...sums].join(' and ')}: ${duration(roundedMs)} are paid.`
}

/** With seconds where there is less than ten minutes, so that a small effect does not read as none. */
function exactDuration(ms: number): string {
  if (ms >= 600_000) return duration(ms)
  const seconds = Math.round(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  return [minutes === 0 ? '' : `${minutes} min`, seconds % 60 === 0 ? '' : `${seconds % 60} s`]
    .filter(Boolean)
    .join(' ')
}

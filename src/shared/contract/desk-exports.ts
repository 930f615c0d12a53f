import { oc } from '@orpc/contract'
import { z } from 'zod'
import { LocalDate } from '../domain/ledger.ts'
import { Money } from '../domain/money.ts'
import { Duration, Instant } from '../domain/primitives.ts'

/** Hours as files that other people's software takes in (docs/timesheets.md). */

const text = { data: z.object({ text: z.string() }) }
const base = oc.errors({ DISK_FULL: text, STORE_FAILED: text })
const none = z.object({})

/** Who works here, as exports name them. */
export const Person = z.object({
  name: z.string().trim().max(200).default(''),
  email: z.union([z.literal(''), z.email('This is no e-mail address.').max(320)]).default(''),
})
export type Person = z.infer<typeof Person>

export const ExportFormat = z.enum([
  'csv',
  'json',
  'pdf',
  'icalendar',
  'toggl',
  'clockify',
  'harvest',
  'solidtime',
  'kimai',
])
export type ExportFormat = z.infer<typeof ExportFormat>

const period = { from: Instant, to: Instant }

/** Whole days, both included. No instants: the window may be in another zone than the desk, which counts the days. */
const wish = { dates: z.object({ first: LocalDate, last: LocalDate }) }

export const ExportWish = z.object({
  ...wish,
  format: ExportFormat,
  /** Lengths of time as the programmes round them; for what has room for one length only. */
  isRounded: z.boolean().default(true),
  /** How the account that takes it in shows time; Clockify's must be the same. */
  clockHours: z.union([z.literal(12), z.literal(24)]).default(12),
})
export type ExportWish = z.input<typeof ExportWish>

/** What an export of a period would hold. */
export const ExportPreview = z.object({
  ...period,
  zone: z.string(),
  /** Lines by day and task, and unbroken stretches of work. */
  days: z.int(),
  entries: z.int(),
  workMs: Duration,
  amounts: z.array(Money),
  /** The effect of the programmes' rules, in time and in money; absent where none rounds. */
  rounding: z
    .object({
      roundedMs: Duration,
      differenceMs: z.int(),
      amounts: z.array(Money),
      rules: z.array(z.object({ programme: z.string(), text: z.string() })),
    })
    .optional(),
  /** Time that stands apart with its reason: not accepted, withdrawn, given back, practice with the sample. */
  apartMs: Duration,
  idleMs: Duration,
  awayMs: Duration,
  corrections: z.int(),
})
export type ExportPreview = z.infer<typeof ExportPreview>

export const deskExports = {
  person: base.input(none).output(Person),
  savePerson: base.input(Person).output(Person),
  preview: base.input(z.object(wish)).output(ExportPreview),
  /** `bytes` is base64. */
  make: base.input(ExportWish).output(z.object({ fileName: z.string(), mediaType: z.string(), bytes: z.string() })),
}

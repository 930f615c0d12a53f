import type { AppealPack, AppealSubmission, AppealTask } from '../../../shared/contract/appeal-file.ts'
import type { Segment } from '../../../shared/domain/ledger.ts'
import type { TaskState } from '../../../shared/domain/work.ts'
import { localDate, localTime } from '../../../shared/rules/days.ts'
import { isRounded, roundingToText } from '../../../shared/rules/rounding.ts'
import { verifyReceipt } from '../../../sealed/verify-receipt.ts'
import { hms } from '../formats/clock-text.ts'
import { rateToText } from '../timesheet.ts'

/** An appeal pack as people read it: the same words on the page and on the paper. */

export type PackTable = {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}
export type TaskWords = {
  readonly title: string
  readonly facts: readonly (readonly [string, string])[]
  readonly tables: readonly PackTable[]
  readonly comments: readonly string[]
}
export type PackWords = {
  readonly title: string
  readonly intro: string
  readonly facts: readonly (readonly [string, string])[]
  readonly howToCheck: readonly string[]
  readonly tasks: readonly TaskWords[]
}

const kinds: Record<Segment['kind'], string> = {
  work: 'Work',
  kept: 'Idle, kept as work',
  idle: 'Idle, not counted',
  away: 'Asleep, locked or clock set, not counted',
}

const states: Record<TaskState, string> = {
  offered: 'On offer',
  taken: 'Taken',
  drafting: 'Being written',
  ready: 'Waits to be sent',
  sent: 'On its way',
  received: 'The hub has it',
  accepted: 'Accepted',
  returned: 'Came back with comments',
  rejected: 'Not accepted',
  declined: 'Given back',
  withdrawn: 'Withdrawn',
  elsewhere: 'On another computer',
}

export function packToWords(pack: AppealPack): PackWords {
  const { ledger, worker } = pack
  const who = [worker.name, worker.email].filter((part) => part !== '').join(', ')
  const chain =
    ledger.brokenAt === undefined
      ? `whole: ${ledger.entries} entries, each with the hash of the one before; ${ledger.open} belong to these tasks and are open`
      : `broken at entry ${ledger.brokenAt} of the ledger`
  return {
    title: pack.tasks.length === 1 ? 'Appeal: one task' : `Appeal: ${pack.tasks.length} tasks`,
    intro:
      'How these tasks were worked on, what was handed in and what came back, from the ledger of the desk. Entries of other tasks are in it as hashes only, so that the chain can be followed and nobody else’s work is shown.',
    facts: [
      ...(who === '' ? [] : [['Expert', who] as const]),
      ['Made', `${utc(pack.madeAt)}, time zone ${pack.zone}`],
      ['Ledger', chain],
      ...(ledger.head === undefined ? [] : [['Its newest hash', ledger.head] as const]),
      ...pack.hubs.map(({ name, publicKey }) => [`Key of ${name}`, publicKey] as const),
    ],
    howToCheck: [
      'With the source of Understudy and Node, but without a desk: npm run verify -- FILE',
      'It follows the chain, derives the times again, and checks each receipt against the key of its hub. The key came with this file: ask the operator whether it is theirs.',
    ],
    tasks: pack.tasks.map((task) => taskToWords(task, pack)),
  }
}

function taskToWords(task: AppealTask, pack: AppealPack): TaskWords {
  const changedMs = task.workMs - task.clockMs
  return {
    title: task.title,
    facts: [
      ['Programme', `${task.programme}, ${task.operator}`],
      ['Occupation', task.occupation],
      ['Stands at', states[task.state]],
      ['Rate', rateToText(task.rate)],
      ...(isRounded(task.rounding) ? [['Rounding', roundingToText(task.rounding)] as const] : []),
      ['Working time', hms(task.workMs)],
      ...(changedMs === 0
        ? []
        : [
            [
              'By the clock',
              `${hms(task.clockMs)}, ${hms(Math.abs(changedMs))} ${changedMs > 0 ? 'added' : 'taken off'}`,
            ] as const,
          ]),
      ['Task number', task.id],
    ],
    tables: [
      {
        title: 'Times',
        head: ['Date', 'From', 'To', 'What', 'Length', 'Note'],
        rows: task.segments.map((segment) => [
          localDate(segment.start, segment.offsetMinutes),
          localTime(segment.start, segment.offsetMinutes),
          endOf(segment),
          kinds[segment.kind],
          hms(segment.ms),
          segment.note ?? '',
        ]),
      },
      {
        title: 'Corrections',
        head: ['Date', 'Changed by', 'Why', 'Entered', 'Entry'],
        rows: task.corrections.map(({ date, ms, reason, at, seq }) => [
          date,
          `${hms(Math.abs(ms))} ${ms > 0 ? 'added' : 'taken off'}`,
          reason,
          utc(at),
          String(seq),
        ]),
      },
      {
        title: 'Handed in',
        head: ['Finished', 'Claimed', 'Receipt', 'Review', 'SHA-256 of the work'],
        rows: task.submissions.map((submission) => [
          utc(submission.finishedAt),
          hms(submission.claimedMs),
          receiptWords(submission, pack),
          reviewWords(submission),
          submission.contentSha256,
        ]),
      },
    ].filter(({ rows }) => rows.length > 0),
    comments: task.submissions.flatMap(({ review }) => {
      if (review === undefined) return []
      const reason = review.reason === undefined ? [] : [`${review.reviewer || 'Reviewer'}: ${review.reason}`]
      return [
        ...reason,
        ...review.comments.map(({ field, text }) => (field === undefined ? text : `On “${field}”: ${text}`)),
      ]
    }),
  }
}

/** With its date where that is another one. */
function endOf({ start, end, offsetMinutes }: Segment): string {
  const date = localDate(end, offsetMinutes)
  const time = localTime(end, offsetMinutes)
  return date === localDate(start, offsetMinutes) ? time : `${date} ${time}`
}

function receiptWords({ receipt, hubId }: AppealSubmission, pack: AppealPack): string {
  if (receipt === undefined) return 'none yet'
  const hub = pack.hubs.find(({ id }) => id === hubId)
  const signed = hub === undefined ? undefined : verifyReceipt(receipt, hub.publicKey, hub.id)
  if (hub === undefined || signed?.ok !== true) return 'its signature does not hold'
  const { receivedAt, late } = signed.value
  return `signed by ${hub.name}, received ${utc(receivedAt)}${late ? ', late' : ''}`
}

function reviewWords({ review }: AppealSubmission): string {
  return review === undefined ? '' : `${review.decision} ${utc(review.reviewedAt)}`
}

function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

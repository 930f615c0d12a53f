import type { ReconcileRow, ReconcileShow } from '../../shared/contract/desk-reconcile.ts'
import { Review } from '../../shared/domain/work.ts'
import { type Cell, rowsToCsv } from '../../shared/rules/csv.ts'
import { localDate } from '../../shared/rules/days.ts'
import { filesIn } from '../../shared/rules/named-files.ts'
import type { ReconcileRecord } from '../store/reconcile-table.ts'
import { agreementToText, planAgreement } from '../sync/plan-agreement.ts'
import type { Context } from './context.ts'
import type { Implementer } from './implementer.ts'
import { submittedValues } from './submitted-values.ts'
import { parseStored } from '../store/stored-json.ts'

/** Rows read at once for a file. */
const STEP = 500

export function createReconcileRoutes(os: Implementer, { store, ports }: Context) {
  function* everyRow(show: ReconcileShow): Generator<ReconcileRow> {
    for (let offset = 0; ; offset += STEP) {
      const rows = store.reconcile.page(show, STEP, offset)
      for (const row of rows) yield recordToRow(row)
      if (rows.length < STEP) return
    }
  }

  return {
    reconcile: os.sync.reconcile.handler(({ input: { show, offset, limit } }) => {
      const counts = store.reconcile.counts()
      return { total: counts[show], counts, rows: store.reconcile.page(show, limit, offset).map(recordToRow) }
    }),

    reconcileCsv: os.sync.reconcileCsv.handler(({ input }) => {
      const { wall, offsetMinutes } = ports.clock.read()
      return {
        fileName: `understudy-reconciliation-${localDate(wall, offsetMinutes)}.csv`,
        mediaType: 'text/csv;charset=utf-8',
        text: rowsToReconcileCsv([...everyRow(input.show)]),
      }
    }),

    refusedChanges: os.sync.refusedChanges.handler(() => store.feed.refused(500)),

    refusedChange: os.sync.refusedChange.handler(({ input, errors }) => {
      const text = store.feed.refusedBody(input.hubId, input.kind, input.entityId)
      if (text === undefined) throw errors.NOT_FOUND({ data: { text: 'This change has been read meanwhile.' } })
      return { text }
    }),
  }
}

function recordToRow(record: ReconcileRecord): ReconcileRow {
  const files = filesIn(submittedValues(record.content))
  const { receivedAt, late, verified } = record
  const agreement = planAgreement({
    isProven: verified === 1,
    isKnownToHub: !['ready', 'sent', 'undone'].includes(record.state),
    outbox: record.outboxState ?? undefined,
  })
  const reason = agreementToText(agreement, record.reason)
  const review = record.review === null ? undefined : Review.parse(parseStored(record.review))
  return {
    id: record.id,
    taskId: record.taskId,
    title: record.title,
    hubName: record.hubName,
    agreement,
    ...(reason === undefined ? {} : { reason }),
    mine: {
      sentAt: record.finishedAt,
      bytes: Buffer.byteLength(record.content) + files.reduce((sum, file) => sum + file.size, 0),
      files: files.length,
      claimedMs: record.claimedMs,
      sha256: record.sha256,
    },
    ...(receivedAt === null ? {} : { hub: { receivedAt, late: late === 1, verified: verified === 1 } }),
    ...(review === undefined ? {} : { review: { decision: review.decision, at: review.reviewedAt } }),
  }
}

const header = [
  'Task',
  'Hub',
  'Agrees',
  'Why not',
  'Finished (UTC)',
  'Size (bytes)',
  'Files',
  'Time claimed (hours)',
  'SHA-256',
  'Received by the hub (UTC)',
  'Late',
  'Receipt checked',
  'Decision',
  'Decided (UTC)',
  'Task id',
  'Submission id',
]

/** As CSV (RFC 4180, UTF-8 with a byte order mark so that spreadsheets read it right); instants as ISO 8601. */
export function rowsToReconcileCsv(rows: readonly ReconcileRow[]): string {
  const cells = rows.map(({ mine, hub, review, ...row }): Cell[] => [
    row.title,
    row.hubName,
    row.agreement === 'agrees' ? 'yes' : 'no',
    row.reason ?? '',
    iso(mine.sentAt),
    mine.bytes,
    mine.files,
    (mine.claimedMs / 3_600_000).toFixed(4),
    mine.sha256,
    iso(hub?.receivedAt),
    hub === undefined ? '' : hub.late ? 'yes' : 'no',
    hub === undefined ? '' : hub.verified ? 'yes' : 'no',
    review?.decision ?? '',
    iso(review?.at),
    row.taskId,
    row.id,
  ])
  return `\u{feff}${rowsToCsv([header, ...cells])}`
}

function iso(instant: number | undefined): string {
  return instant === undefined ? '' : new Date(instant).toISOString()
}

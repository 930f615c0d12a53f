import type { LaneReason } from '../../shared/contract/desk-views.ts'
import type { FileRef } from '../../shared/domain/fields.ts'
import { filesOf } from '../../shared/rules/named-files.ts'
import type { HubRow } from '../store/hubs-table.ts'
import type { Store } from '../store/open-store.ts'
import type { OutboxRow } from '../store/outbox-table.ts'
import type { Connection } from '../sync/link.ts'
import { submittedValues } from './submitted-values.ts'

const DAY_MS = 86_400_000
/** After so long without a hub, the way by hand is offered. */
const LONG_SILENCE_DAYS = 2

/**
 * Why a lane does not move, and the one thing that helps. A refusal comes first; then what is the matter with the hub as
 * a whole; then why the last try came to nothing.
 */
export function laneReason(
  store: Store,
  row: OutboxRow,
  hub: HubRow | undefined,
  connection: Connection,
  at: number,
): LaneReason | undefined {
  if (row.state === 'quarantined') {
    const { action, field } = wayOut(store, row, hub)
    return { code: row.code ?? 'failed', text: row.reason ?? '', action, ...(field === undefined ? {} : { field }) }
  }
  if (hub?.kind === 'hub' && (!hub.signedIn || connection.state === 'signed-out')) {
    const text = 'It goes out by itself as soon as you have signed in with this hub again.'
    return { code: 'signed-out', text, action: 'sign-in' }
  }
  if (hub?.kind === 'hub' && connection.state === 'other-version') {
    return { code: 'other-version', text: connection.reason ?? '', action: 'update' }
  }
  if (hub?.kind === 'hub' && connection.state === 'unreachable' && hub.lastContactAt !== null) {
    const days = Math.floor((at - hub.lastContactAt) / DAY_MS)
    if (days >= LONG_SILENCE_DAYS) {
      const text = `The hub has not been reached for ${days} days. What waits goes out by itself when it is back; it can also travel as a file.`
      return { code: 'long-silence', text, action: 'carry' }
    }
  }
  return row.code === null ? undefined : { code: row.code, text: row.reason ?? '', action: 'wait' }
}

type WayOut = { readonly action: LaneReason['action']; readonly field?: string | undefined }

function wayOut(store: Store, row: OutboxRow, hub: HubRow | undefined): WayOut {
  // The hub has the work, or says so: only its answer is missing, and asking again gives it.
  if (row.code === 'bad-receipt') return { action: 'retry' }
  if (row.code === 'key-reused') return { action: 'resend' }
  if (row.kind !== 'submit') return { action: row.code === 'too-large' ? 'retry' : 'put-aside' }
  switch (row.code) {
    case 'too-large':
      return { action: 'shorten', field: row.field ?? heaviestField(store, row, hub) }
    case 'missing-here':
      return { action: 'edit', field: row.field ?? fieldWithLostFile(store, row) }
    case 'unknown-task':
      return { action: 'retry' }
    default:
      return { action: 'edit', field: row.field ?? undefined }
  }
}

function partsOf(store: Store, row: OutboxRow): { field: string; bytes: number; files: FileRef[] }[] {
  return Object.entries(submittedValues(store.submissions.content(row.id))).map(([field, value]) => ({
    field,
    bytes: Buffer.byteLength(JSON.stringify(value) ?? ''),
    files: filesOf(value),
  }))
}

/** The field with a file above what the hub takes; where there is none, the one with the longest text. */
function heaviestField(store: Store, row: OutboxRow, hub: HubRow | undefined): string | undefined {
  const parts = partsOf(store, row)
  const limit = hub?.fileBytes ?? Number.POSITIVE_INFINITY
  const withFile = parts.find(({ files }) => files.some(({ size }) => size > limit))
  return (withFile ?? parts.toSorted((a, b) => b.bytes - a.bytes)[0])?.field
}

function fieldWithLostFile(store: Store, row: OutboxRow): string | undefined {
  return partsOf(store, row).find(({ files }) => files.some(({ sha256 }) => store.files.get(sha256)?.here !== true))
    ?.field
}

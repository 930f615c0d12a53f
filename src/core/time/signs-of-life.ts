import type { LedgerEntry } from '../../shared/domain/ledger.ts'
import { LONGEST_GAP_MS } from '../../shared/rules/clock-steps.ts'
import type { Store } from '../store/open-store.ts'

/**
 * The last moment at which the desk is known to have run with its clock on a task: the newest entry, the pulse, or the
 * task's last edit, whichever is latest by the monotonic clock of the same boot.
 * @param entry the newest entry of the ledger
 * @returns undefined where nothing later is known than the entry, and the entry itself counts the task's time
 */
export function lastSignOfLife(
  store: Store,
  taskId: string,
  entry: LedgerEntry,
): { wall: number; mono: number } | undefined {
  const { seq, kind, at } = entry
  const pulse = store.ledger.pulse()
  const head = store.tasks.head(taskId)
  const edit = head === undefined ? undefined : store.drafts.lastEditOf(head.no, at.boot)
  // An answer or a correction is an entry of the expert's, not one of the clock's.
  let last = kind === 'answered' || kind === 'corrected' ? { wall: at.wall, mono: at.mono } : undefined
  for (const sign of [pulse?.seq === seq && pulse.boot === at.boot ? pulse : undefined, edit]) {
    if (sign === undefined) continue
    const later = sign.mono - at.mono
    if (later <= 0 || later > LONGEST_GAP_MS || sign.mono <= (last?.mono ?? 0)) continue
    last = { wall: sign.wall, mono: sign.mono }
  }
  return last
}

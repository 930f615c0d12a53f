import type { Tx } from '../db.ts'
import { first } from './0001-first.ts'
import { deviceKeys } from './0002-device-keys.ts'
import { openUploads } from './0003-open-uploads.ts'
import { holdingDevice } from './0004-holding-device.ts'
import { money } from './0005-money.ts'
import { reading } from './0006-reading.ts'
import { bodySeq } from './0007-body-seq.ts'
import { reviewOrder } from './0008-review-order.ts'
import { withheldSql, withholdFromTasks } from './0009-withheld.ts'
import { filesFolder } from './0010-files-folder.ts'
import { openWorkIndexes } from './0011-open-work.ts'

export type Migration = {
  readonly number: number
  readonly name: string
  readonly sql: string
  /** What cannot be said in SQL, done after it. */
  readonly rewrite?: (tx: Tx) => Promise<void>
}

/** In order; a number that was released never changes. */
export const migrations: readonly Migration[] = [
  { number: 1, name: 'first', sql: first },
  { number: 2, name: 'device-keys', sql: deviceKeys },
  { number: 3, name: 'open-uploads', sql: openUploads },
  { number: 4, name: 'holding-device', sql: holdingDevice },
  { number: 5, name: 'money', sql: money },
  { number: 6, name: 'reading', sql: reading },
  { number: 7, name: 'body-seq', sql: bodySeq },
  { number: 8, name: 'review-order', sql: reviewOrder },
  { number: 9, name: 'withheld', sql: withheldSql, rewrite: withholdFromTasks },
  { number: 10, name: 'files-folder', sql: filesFolder },
  { number: 11, name: 'open-work', sql: openWorkIndexes },
]

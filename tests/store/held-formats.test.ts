import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { NEWEST_VERSION } from '../../src/core/store/migrate.ts'
import { checkpointSum, editSum } from '../../src/core/store/checksums.ts'
import { deviceKey } from '../../src/core/sync/device-key.ts'
import { createLedger } from '../../src/core/time/ledger.ts'
import { migrations } from '../../src/hub/store/migrations/all.ts'
import type { LedgerEntry } from '../../src/shared/domain/ledger.ts'
import { memoryLedgerTable } from '../support/core/memory-ledger.ts'
import { testId } from '../support/core/tasks.ts'

/**
 * What lies on the disks of others, as numbers: the program itself writes and reads both sides of it in all other tests,
 * and would not notice that it reads its own older files no more.
 */

const hashed = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)

/** A new migration adds its number; none that stands here gets another, once a store may have taken it. */
it('a migration that a store has taken never changes: its tables would be taken for damaged ones', async () => {
  const folder = join(import.meta.dirname, '..', '..', 'src', 'core', 'store', 'migrations')
  const steps = await Promise.all(
    readdirSync(folder)
      .toSorted()
      .map(async (name) => ((await import(join(folder, name))) as { sql: string }).sql),
  )
  expect(steps).toHaveLength(NEWEST_VERSION)
  expect(steps.map(hashed).join(' ')).toBe(
    '4667800c 40a56eae 4969108b 7f683ef5 66a0184a 5d9c0b9f 0821361d 77122a17 18bc13d2 5fc5ad35 2a5a89b3 f5dcb7e7 c9dc225f 604636b1 55344807 065bcfac',
  )
  expect(migrations.map(({ sql }) => hashed(sql)).join(' ')).toBe(
    'c77e06f5 fd3ec8e3 6a1cc399 c381cb65 0221b8e0 1c401ed8 9c0b971c d85ad883 991d8348 69d5f723 36b9d8cb',
  )
})

it('sums of what was written stay what they were: all older edits and checkpoints would be altered ones', () => {
  const edit = {
    fieldNo: 3,
    version: 7,
    sessionNo: 2,
    origin: 1,
    wall: 1_795_000_000_000,
    mono: 12.5,
    anchor: 4,
    head: null,
    change: '[[0,"Äpfel 🌾"]]',
    source: null,
  }
  expect([editSum(edit), checkpointSum(3, 7, 'Äpfel 🌾')]).toEqual([-523_439_388, 946_547_258])
})

it('the chain of the ledger and the key of sealed files come out as they did', () => {
  const entries: LedgerEntry[] = []
  const ledger = createLedger(memoryLedgerTable(entries))
  const at = { wall: 1_795_000_000_000, mono: 12.5, boot: 'b', zone: 'Europe/Berlin', offsetMinutes: 60 }
  ledger.append({ kind: 'started', taskId: testId('task'), data: { by: 'hand' } }, at)
  ledger.append({ kind: 'stopped', taskId: testId('task'), data: { by: 'hand' } }, { ...at, mono: 60_012.5 })
  expect(entries.map(({ hash }) => hash.slice(0, 16))).toEqual(['dc1c23c24000527b', '5ea12ae9ac57f4fa'])
  expect(deviceKey('A'.repeat(43)).publicKey).toBe('xfxTYTL6JAEncXbUjYK0yaXrnjTcaMYPVW5tVvlR_ok')
})

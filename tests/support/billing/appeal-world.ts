import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { AppealInput } from '../../../src/core/billing/appeal/make-pack.ts'
import { makeAppealPack } from '../../../src/core/billing/appeal/make-pack.ts'
import { createLedger } from '../../../src/core/time/ledger.ts'
import { signReceipt } from '../../../src/hub/receipts/receipt.ts'
import { generateKey, readKey } from '../../../src/hub/receipts/signing-key.ts'
import { readZip } from '../../../src/sealed/plain-zip.ts'
import { openStaging } from '../../../src/sealed/staging.ts'
import type { LedgerEntry, LedgerEvent } from '../../../src/shared/domain/ledger.ts'
import type { Submission } from '../../../src/shared/domain/work.ts'
import { canonicalJson } from '../../../src/shared/rules/canonical-json.ts'
import { memoryLedgerTable } from '../core/memory-ledger.ts'
import { testId } from '../core/tasks.ts'
import { makeTempFolder, sampleFolder } from '../core/test-core.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 10, 23, 8)
export const CHOSEN = testId('task', 1)
export const FOREIGN = testId('task', 2)
export const SECRET = 'Something that another operator gave to this expert'

/** A ledger of two tasks, one of which is handed in, came back and is appealed. */
export function appealWorld() {
  const entries: LedgerEntry[] = []
  const ledger = createLedger(memoryLedgerTable(entries))
  let wall = START
  const write = (event: LedgerEvent): LedgerEntry =>
    ledger.append(event, { wall, mono: wall - START + 1000, boot: 'one', zone: 'Europe/Berlin', offsetMinutes: 60 })
  const work = (taskId: string, minutes: number): void => {
    write({ kind: 'started', taskId, data: { by: 'hand' } })
    for (let i = 0; i < minutes; i++) {
      wall += MINUTE
      write({ kind: 'heartbeat', taskId, data: {} })
    }
    write({ kind: 'stopped', taskId, data: { by: 'other-task' } })
  }
  work(CHOSEN, 40)
  work(FOREIGN, 30)
  const data = { change: 'add', date: '2026-11-23', ms: 5 * MINUTE } as const
  write({ kind: 'corrected', taskId: FOREIGN, data: { ...data, reason: SECRET } })
  work(CHOSEN, 20)
  write({ kind: 'corrected', taskId: CHOSEN, data: { ...data, reason: 'A call about it, away from the desk' } })
  const key = readKey(generateKey().pkcs8)
  const hubId = testId('hub')
  const submission: Submission = {
    id: testId('submission'),
    taskId: CHOSEN,
    taskRevision: 1,
    guidelineVersion: 1,
    values: { plan: 'Sow the rye early.' },
    finishedAt: wall,
    zone: 'Europe/Berlin',
    offsetMinutes: 60,
    time: { workMs: 65 * MINUTE, ledgerHead: entries.at(-1)?.hash ?? '' },
  }
  const content = canonicalJson(submission)
  const contentSha256 = createHash('sha256').update(content).digest('hex')
  const receiptOf = (changes: object = {}, signing = key): string =>
    signReceipt(
      {
        receipt: 1,
        hubId,
        expertId: testId('expert'),
        taskId: CHOSEN,
        submissionId: submission.id,
        contentSha256,
        receivedAt: wall + MINUTE,
        guidelineVersion: 1,
        taskRevision: 1,
        rate: { type: 'hourly', perHour: { minor: 12_000, currency: 'USD' } },
        claimedMs: 65 * MINUTE,
        late: false,
        ...changes,
      },
      signing,
    )
  const input: AppealInput = {
    tasks: [
      {
        id: CHOSEN,
        title: 'Management plan <for> a "mixed" farm, תוכנית',
        programme: 'Fields and barns',
        operator: 'Oakridge Data',
        occupation: 'Farmers, Ranchers, and Other Agricultural Managers',
        state: 'rejected',
        rate: { type: 'hourly', perHour: { minor: 12_000, currency: 'USD' } },
        rounding: { minutes: 15, mode: 'up', per: 'day' },
        submissions: [
          {
            id: submission.id,
            hubId,
            finishedAt: submission.finishedAt,
            contentSha256,
            claimedMs: 65 * MINUTE,
            receipt: receiptOf(),
            review: {
              decision: 'rejected',
              comments: [{ field: 'plan', text: 'Which rye, and <b>when</b>?\nSay the variety.' }],
              reason: 'The sources are missing.',
              reviewedAt: wall + 60 * MINUTE,
              reviewer: 'R. Dale',
            },
          },
        ],
      },
    ],
    works: new Map([[submission.id, content]]),
    hubs: [{ id: hubId, name: 'Oakridge hub', publicKey: key.publicKey, expertId: testId('expert') }],
    worker: { name: 'Ada Fields', email: 'ada@example.org' },
    zone: 'Europe/Berlin',
    madeAt: wall + 120 * MINUTE,
    pages: function* () {
      for (let seq = 0; seq < entries.length; seq += 7) yield entries.slice(seq, seq + 7)
    },
  }
  return { input, entries, receiptOf, otherKey: () => readKey(generateKey().pkcs8) }
}

/** Makes the pack as a file. @returns its path and its members as they lie in it */
export async function makePackFile(input: AppealInput): Promise<{ path: string; members: Map<string, Buffer> }> {
  const folder = makeTempFolder('appeal')
  const staging = await openStaging(folder)
  const path = join(folder, 'understudy-appeal.zip')
  await makeAppealPack(input, path, { staging: staging.folder, fontFolder: join(sampleFolder, '..', 'fonts') })
  await staging.remove()
  const members = await readZip(path, 100_000_000)
  if (!members.ok) throw new Error(members.error)
  return { path, members: members.value }
}

import { randomFillSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from '../../../src/hub/context.ts'
import { createHub, type Hub, type HubOptions, type Peer } from '../../../src/hub/create-hub.ts'
import type { HubLimits } from '../../../src/hub/http/limits.ts'
import {
  addExpertOccupation,
  enrolExpert,
  makeExpertCode,
  type NewExpert,
  revokeExpert,
} from '../../../src/hub/operator/experts.ts'
import { type BatchInput, type BatchLine, importBatch } from '../../../src/hub/operator/import-batch.ts'
import { prepareDatabase } from '../../../src/hub/operator/prepare.ts'
import { changeGuideline, createProgramme, type NewProgramme } from '../../../src/hub/operator/programmes.ts'
import { reviewSubmission, type ReviewInput } from '../../../src/hub/operator/reviews.ts'
import { withdrawTask } from '../../../src/hub/operator/tasks.ts'
import { type Db, openDb } from '../../../src/hub/store/db.ts'
import type { Result } from '../../../src/shared/domain/result.ts'
import type { TaskContent } from '../../../src/shared/domain/task.ts'
import { openTestDatabase } from './postgres.ts'

export type TestHubOptions = {
  readonly clock?: { now(): number }
  readonly limits?: Partial<HubLimits>
  readonly log?: Log
}

export type LogEntry = {
  readonly level: string
  readonly event: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** A hub in this process on a database of its own (real Postgres), with what its operator can do. */
export type TestHub = {
  readonly hub: Hub
  readonly db: Db
  /** Address of the database, for a second hub on it. */
  readonly databaseUrl: string
  readonly filesFolder: string
  readonly log: readonly LogEntry[]
  /** As `fetch`, without a port; give it to a core as its wire. */
  readonly fetch: (request: Request, peer?: Peer) => Promise<Response>
  readonly operator: Operator
  /** A second process in front of the same database. */
  another(options?: TestHubOptions): Hub
  close(): Promise<void>
}

/** The operator's use cases; each throws with the text an operator would read when it is refused. */
export type Operator = {
  createProgramme(input?: Partial<NewProgramme>): Promise<string>
  changeGuideline(programmeId: string, text: string): Promise<{ version: number; experts: number }>
  importTasks(
    tasks: readonly TaskContent[],
    batch?: Partial<BatchInput>,
  ): Promise<{ batchId: string; programmeId: string; tasks: number; offered: number; waiting: number }>
  enrolExpert(
    input?: Partial<NewExpert>,
  ): Promise<{ expertId: string; code: string; expiresAt: number; offered: number }>
  makeCode(expertId: string, validDays?: number): Promise<{ code: string; expiresAt: number }>
  addOccupation(expertId: string, code: string): Promise<{ offered: number }>
  revoke(expertId: string, deviceId?: string): Promise<{ devices: number; freed: number }>
  review(input: ReviewInput): Promise<unknown>
  withdrawTask(taskId: string, reason: string): Promise<{ experts: number }>
}

export async function openTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const database = await openTestDatabase()
  const filesFolder = await mkdtemp(join(tmpdir(), 'understudy-files-'))
  const db = openDb(database.url)
  const log: LogEntry[] = []
  const start = (more: TestHubOptions): Hub => {
    const all: HubOptions = {
      db,
      filesFolder,
      clock: more.clock ?? options.clock ?? { now: () => Date.now() },
      fillRandom: (bytes) => void randomFillSync(bytes),
      log: more.log ?? options.log ?? ((level, event, facts = {}) => void log.push({ level, event, facts })),
      version: '0.0.0-test',
      limits: { perAddress: 1_000_000, perDevice: 1_000_000, atOnce: 1_000_000, ...options.limits, ...more.limits },
    }
    return createHub(all)
  }
  const hub = start({})
  unwrap(await prepareDatabase(hub.context, 'Test hub'))
  const hubs = [hub]
  return {
    hub,
    db,
    databaseUrl: database.url,
    filesFolder,
    log,
    fetch: (request, peer) => hub.fetch(request, peer),
    operator: createOperator(hub),
    another(more = {}) {
      const other = start(more)
      hubs.push(other)
      return other
    },
    async close() {
      await Promise.all(hubs.map((one) => one.stop()))
      await db.close()
      await database.drop()
      await rm(filesFolder, { recursive: true, force: true })
    },
  }
}

function createOperator({ context }: Hub): Operator {
  const createProgrammeFor = async (input: Partial<NewProgramme> = {}) => {
    const programme: NewProgramme = {
      name: 'Field notes',
      operator: 'Example Lab',
      summary: 'Plans from practice.',
      terms: 'Time is paid.',
      guideline: 'Write as to a colleague.',
      rate: { type: 'hourly', perHour: { minor: 12_000, currency: 'EUR' } },
      leaseDays: 7,
      ...input,
    }
    return unwrap(await createProgramme(context, programme)).programmeId
  }
  return {
    createProgramme: createProgrammeFor,
    changeGuideline: async (id, text) => unwrap(await changeGuideline(context, id, text)),
    async importTasks(tasks, batch = {}) {
      const programmeId = batch.programmeId ?? (await createProgrammeFor())
      const lines = tasks.map((content, index): BatchLine => ({ line: index + 1, content }))
      const imported = unwrap(await importBatch(context, { title: 'A batch', ...batch, programmeId }, lines))
      return { ...imported, programmeId }
    },
    async enrolExpert(input = {}) {
      const expert = { name: 'Ada Field', email: 'ada@example.org', occupations: ['11-9013.00'], ...input }
      return unwrap(await enrolExpert(context, expert))
    },
    makeCode: async (expertId, validDays) => unwrap(await makeExpertCode(context, expertId, validDays)),
    addOccupation: async (expertId, code) => unwrap(await addExpertOccupation(context, expertId, code)),
    revoke: async (expertId, deviceId) => unwrap(await revokeExpert(context, expertId, deviceId)),
    review: async (input) => unwrap(await reviewSubmission(context, input)),
    withdrawTask: async (taskId, reason) => unwrap(await withdrawTask(context, taskId, reason)),
  }
}

/** The value, or an error with the operator's text. */
export function unwrap<T>(result: Result<T, { text: string; details?: readonly string[] }>): T {
  if (result.ok) return result.value
  throw new Error([result.error.text, ...(result.error.details ?? [])].join('\n'))
}

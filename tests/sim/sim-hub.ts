import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportBatch } from '../../src/hub/carriage/export-batch.ts'
import { importOutbox } from '../../src/hub/carriage/import-outbox.ts'
import { sealReceipts } from '../../src/hub/carriage/seal-receipts.ts'
import { createHub, type Hub } from '../../src/hub/create-hub.ts'
import { insertFile } from '../../src/hub/store/files.ts'
import type { OperationResult } from '../../src/shared/contract/hub.ts'
import { ok, type Result } from '../../src/shared/domain/result.ts'
import type { SealedRefusal } from '../../src/shared/sealed/refusals.ts'
import { openTestHub, type TestHub } from '../support/hub/test-hub.ts'
import { BROKEN, createFaultyDb, type FaultyDb } from './faulty-db.ts'
import type { FileSteps } from '../support/file-steps.ts'
import { quickFolder } from '../support/quick-folder.ts'
import { createRandom, seededBytes } from './random.ts'
import type { SimFile } from './sim-files.ts'

/** One real hub on real Postgres, for many seeds: experts do not see each other. */
export type SimHub = {
  readonly test: TestHub
  readonly faults: FaultyDb
  readonly filesFolder: string
  /** Answers, or undefined when the hub died over it. Its body is read whole. */
  serve(request: Request): Promise<Answer | undefined>
  /** Seals what there is for an expert. @returns whether it was done before the hub died */
  batchOut(expertId: string, path: string, after: number): Promise<boolean>
  /** Takes an outbox in and writes the answer. @returns undefined when the hub died over it */
  outboxIn(path: string, receipts: string): Promise<Result<TakenIn, SealedRefusal> | undefined>
  restart(): void
  /** Whose clock and seed it has from now on. */
  begin(now: () => number, seed: number): void
  /** The operator brings in a file that tasks name. */
  putFile(file: SimFile): Promise<void>
  /** Takes away all files, for the next seed. */
  clearFiles(): void
  close(): Promise<void>
}

export type TakenIn = { readonly results: readonly OperationResult[]; readonly isAnswered: boolean }

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array<ArrayBuffer>
}

export async function openSimHub(files: FileSteps): Promise<SimHub> {
  let now: () => number = () => 0
  let fill = seededBytes(createRandom(0))
  const clock = { now: () => now() }
  const test = await openTestHub({ clock })
  const faults = createFaultyDb(test.db)
  const filesFolder = mkdtempSync(join(quickFolder(), 'understudy-sim-hub-'))
  files.watch(filesFolder, faults.fileStep)

  const start = (): Hub =>
    createHub({
      db: faults.db,
      filesFolder,
      clock,
      fillRandom: (bytes) => fill(bytes),
      log: () => {},
      version: '0.0.0-sim',
      limits: { perAddress: 1e9, perDevice: 1e9, atOnce: 1e9 },
    })
  let hub = start()

  /** What a command of the operator comes to, unless the hub dies over it or loses its connection. */
  async function command<T>(run: () => Promise<T>): Promise<T | undefined> {
    try {
      return await run()
    } catch (error) {
      if (faults.hasDied() || String(error).includes(BROKEN)) return undefined
      throw error
    }
  }

  return {
    test,
    faults,
    filesFolder,
    serve: async (request) => {
      const { status, headers, body } = await hub.fetch(request)
      // A body breaks off where the hub dies, or cannot read its file.
      const bytes = body === null ? new ArrayBuffer(0) : await new Response(body).arrayBuffer().catch(() => undefined)
      if (faults.hasDied() || bytes === undefined) return undefined
      return { status, headers, bytes: new Uint8Array(bytes) }
    },
    batchOut: async (expertId, path, after) => {
      const made = await command(() => exportBatch(hub.context, hub.files, { expertId, path, after }))
      if (made?.ok === false) throw new Error(made.error.text)
      return made !== undefined
    },
    outboxIn: async (path, receipts) => {
      const taken = await command(() => importOutbox(hub.context, hub.files, path))
      if (taken?.ok !== true) return taken
      const answer = await command(() => sealReceipts(hub.context, hub.files, taken.value, receipts))
      if (answer?.ok === false) throw new Error(answer.error.text)
      return ok({ results: taken.value.results, isAnswered: answer !== undefined })
    },
    restart: () => {
      faults.restart()
      hub = start()
    },
    begin: (clockOfSeed, seed) => {
      now = clockOfSeed
      fill = seededBytes(createRandom(seed, 7))
    },
    putFile: async ({ sha256, bytes }) => {
      files.aside(() => {
        const folder = join(filesFolder, sha256.slice(0, 2))
        mkdirSync(folder, { recursive: true })
        writeFileSync(join(folder, sha256), bytes)
      })
      await insertFile(test.db, sha256, bytes.length, now())
    },
    clearFiles: () => {
      files.aside(() => {
        rmSync(filesFolder, { recursive: true, force: true })
        mkdirSync(filesFolder)
      })
      hub = start()
    },
    close: async () => {
      files.forget(filesFolder)
      rmSync(filesFolder, { recursive: true, force: true })
      await test.close()
    },
  }
}

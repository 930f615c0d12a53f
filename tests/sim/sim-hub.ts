import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHub, type Hub } from '../../src/hub/create-hub.ts'
import { insertFile } from '../../src/hub/store/files.ts'
import { openTestHub, type TestHub } from '../support/hub/test-hub.ts'
import { createFaultyDb, type FaultyDb } from './faulty-db.ts'
import type { FileSteps } from './file-steps.ts'
import { quickFolder } from './quick-folder.ts'
import { createRandom, seededBytes } from './random.ts'
import type { SimFile } from './sim-files.ts'

/** One real hub on real Postgres, for many seeds: experts do not see each other. */
export type SimHub = {
  readonly test: TestHub
  readonly faults: FaultyDb
  readonly filesFolder: string
  /** Answers, or undefined when the hub died over it. Its body is read whole. */
  serve(request: Request): Promise<Answer | undefined>
  restart(): void
  /** Whose clock and seed it has from now on. */
  begin(now: () => number, seed: number): void
  /** The operator brings in a file that tasks name. */
  putFile(file: SimFile): Promise<void>
  /** Takes away all files, for the next seed. */
  clearFiles(): void
  close(): Promise<void>
}

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
      limits: { perAddress: 1e9, perDevice: 1e9 },
    })
  let hub = start()

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

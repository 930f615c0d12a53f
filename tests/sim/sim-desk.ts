import { rmSync } from 'node:fs'
import { ChangeSet } from '@codemirror/state'
import { createRouterClient } from '@orpc/server'
import Database from 'better-sqlite3'
import { type Core, openCore } from '../../src/core/create-core.ts'
import type { CorePorts } from '../../src/core/ports.ts'
import type { FakeTime } from '../support/core/fake-time.ts'
import { createMemorySecrets, type DeskClient, sampleFolder } from '../support/core/test-core.ts'
import { newId } from '../support/hub/fixtures.ts'
import type { FileSteps } from '../support/file-steps.ts'
import { Died, type StatementFaults } from './statement-faults.ts'

export type SimDeskOptions = {
  readonly name: string
  readonly folder: string
  readonly time: FakeTime
  readonly faults: StatementFaults
  /** Where the seed has files: what the desk does with them are steps, too. */
  readonly files: FileSteps | undefined
  readonly fillRandom: CorePorts['fillRandom']
  /** The wire of one run of the core. */
  readonly wire: (isAlive: () => boolean) => CorePorts['wire']
  /** A timer threw, which would end a real process. */
  readonly onDefect: (what: string) => void
}

/** A desk whose core can die and come back on the same folder. */
export type SimDesk = {
  readonly name: string
  readonly folder: string
  readonly session: string
  client(): DeskClient
  isUp(): boolean
  hasDied(): boolean
  /** Ends the process without a word to it. */
  kill(): void
  open(): Promise<void>
  /** Closes it in good order. @param settle lets run what has been started @returns false where it dies over that */
  quit(settle: () => Promise<void>): Promise<boolean>
  /** Ends it and removes its folder. */
  close(): void
  /** A look at the store from outside. */
  look<T>(read: (db: Database.Database) => T): T
}

export function createSimDesk({
  name,
  folder,
  time,
  faults,
  files,
  fillRandom,
  wire,
  onDefect,
}: SimDeskOptions): SimDesk {
  const secrets = createMemorySecrets()
  let run: { core: Core; client: DeskClient; end: () => void } | undefined
  let reader: Database.Database | undefined
  let session = newId()
  let isDown = true
  files?.watch(folder, (kind, run, half) => {
    if (isDown) throw new Died('this process is no more')
    return faults.fileStep(folder, kind, run, half)
  })

  function stopLooking(): void {
    reader?.close()
    reader = undefined
  }

  async function open(): Promise<void> {
    let alive = true
    isDown = false
    // Another store may come to stand there.
    stopLooking()
    const isAlive = (): boolean => alive && !faults.hasDied(folder)
    const end = (): void => void (alive = false)
    session = newId()
    const opened = await openCore({
      folder,
      sampleFolder,
      version: '0.0.0-sim',
      ports: {
        clock: time.clock,
        timers: {
          after: (ms, work) =>
            time.timers.after(ms, () => {
              if (!isAlive()) return
              try {
                work()
              } catch (error) {
                if (isAlive()) onDefect(`a timer of desk ${name} threw: ${String(error)}`)
              }
            }),
        },
        wire: wire(isAlive),
        secrets,
        fillRandom,
        log: (_level, event, facts) => {
          if (event === 'timer-failed' && facts?.['code'] !== 'SQLITE_FULL' && isAlive())
            onDefect(`a timer of desk ${name} failed`)
          if (event === 'feed-read-again' && isAlive())
            onDefect(`[P11] the hub has left out what desk ${name} lacks: ${JSON.stringify(facts)}`)
        },
      },
    }).catch((error: unknown) => {
      // A start that breaks off ends the process, and with it the timers that were set already.
      end()
      throw error
    })
    if (!opened.ok) {
      end()
      throw new Error(opened.error.text)
    }
    run = { core: opened.value, client: createRouterClient(opened.value.router, { context: {} }), end }
  }

  return {
    name,
    folder,
    get session() {
      return session
    },
    client: () => {
      if (run === undefined) throw new Error(`desk ${name} is not up`)
      return run.client
    },
    isUp: () => run !== undefined && !faults.hasDied(folder),
    hasDied: () => faults.hasDied(folder),
    kill: () => {
      isDown = true
      run?.end()
      run = undefined
      stopLooking()
      faults.bury(folder)
    },
    open,
    quit: async (settle) => {
      const stopped: { isClean?: boolean } = {}
      // Whoever looks on would keep its log.
      stopLooking()
      void run?.core.stop().then(
        () => (stopped.isClean = true),
        () => (stopped.isClean = false),
      )
      while (stopped.isClean === undefined && !faults.hasDied(folder)) await settle()
      if (faults.hasDied(folder)) return false
      if (!stopped.isClean) throw new Error(`desk ${name} could not be closed`)
      isDown = true
      run?.end()
      run = undefined
      stopLooking()
      return true
    },
    close: () => {
      files?.forget(folder)
      run?.end()
      run = undefined
      stopLooking()
      faults.bury(folder)
      rmSync(folder, { recursive: true, force: true })
    },
    look: (read) => read((reader ??= new Database(`${folder}/desk.db`, { readonly: true }))),
  }
}

/** Replaces a text, as a window would. */
export async function editText(
  desk: SimDesk,
  taskId: string,
  before: { version: number; text: string },
  after: string,
): Promise<number> {
  const change = ChangeSet.of({ from: 0, to: before.text.length, insert: after }, before.text.length)
  const edits = [{ change: { changes: change.toJSON() }, origin: 'typed' as const }]
  const { version } = await desk
    .client()
    .drafts.edit({ taskId, field: 'answer', version: before.version, session: desk.session, edits })
  return version
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { StepKind } from '../support/file-steps.ts'

/** What happens to a store at one of its statements. */
export type Fault =
  /** The process dies: before the statement, or right after it. */
  | 'dies-before'
  | 'dies-after'
  /** The disk is full for this one statement; the process lives on. */
  | 'disk-full'

export class Died extends Error {}

type Plan = { fault: Fault; left: number }

/**
 * Faults between any two statements of a desk's store. They are put in where the driver runs a statement, BEGIN and
 * COMMIT among them, so that the code under test is the code that ships and cannot know of them.
 */
export type StatementFaults = {
  /** Lets the fault happen at the n-th statement from now on the stores in `folder`. */
  plan(folder: string, fault: Fault, n: number): void
  /** No fault any more. */
  clear(folder: string): void
  /** Whether the process that has the store in `folder` open has died. */
  hasDied(folder: string): boolean
  /** A step of that process on its files, which counts as a statement does where it changes something. */
  fileStep<T>(folder: string, kind: StepKind, run: () => T, half?: () => void): T
  /** Ends what a process that died would have left open: its databases, and with them their locks. */
  bury(folder: string): void
  /** Takes the faults out of the driver. */
  uninstall(): void
}

const RUN = ['run', 'get', 'all'] as const

export function installStatementFaults(): StatementFaults {
  const plans = new Map<string, Plan>()
  const dead = new Set<string>()
  const open = new Map<string, Set<Database.Database>>()

  const probe = new Database(':memory:')
  const statement = Object.getPrototypeOf(probe.prepare('select 1')) as Record<string, (...args: unknown[]) => unknown>
  probe.close()
  const database = Database.prototype as unknown as Record<string, (...args: unknown[]) => unknown>
  const original = { ...pick(statement, RUN), pragma: database['pragma'], close: database['close'] }

  const folderOf = (db: Database.Database): string => db.name.slice(0, Math.max(0, db.name.lastIndexOf('/')))

  function at<T>(folder: string, run: () => T, needsRoom: (() => Error) | undefined, half: () => void): T {
    if (dead.has(folder)) throw new Died('this process has died')
    const plan = plans.get(folder)
    if (plan === undefined || --plan.left > 0) return run()
    // A full disk waits for whoever needs room.
    if (plan.fault === 'disk-full' && needsRoom === undefined) return run()
    plans.delete(folder)
    if (plan.fault === 'disk-full' && needsRoom !== undefined) throw needsRoom()
    const died = new Died('the process died here')
    if (plan.fault === 'dies-after') run()
    else half()
    dead.add(folder)
    throw died
  }

  /** @param reads whether it only reads, for which no disk is too full */
  function around(db: Database.Database, reads: boolean, run: () => unknown): unknown {
    if (db.readonly) return run()
    return at(folderOf(db), run, reads ? undefined : sqliteFull, () => undefined)
  }

  function fileStep<T>(folder: string, kind: StepKind, run: () => T, half: () => void = () => undefined): T {
    if (kind !== 'reads') return at(folder, run, kind === 'grows' ? noSpace : undefined, half)
    if (dead.has(folder)) throw new Died('this process has died')
    return run()
  }

  for (const name of RUN) {
    const before = statement[name]
    statement[name] = function (this: Database.Statement, ...args: unknown[]) {
      return around(this.database, this.reader && this.readonly, () => before?.apply(this, args))
    }
  }
  // Every store and every lock begins with a pragma: that is how they are known here.
  database['pragma'] = function (this: Database.Database, ...args: unknown[]) {
    const folder = folderOf(this)
    if (!this.readonly) open.set(folder, (open.get(folder) ?? new Set()).add(this))
    return original.pragma?.apply(this, args)
  }
  // Nor does a process that has died close anything: `bury` does.
  database['close'] = function (this: Database.Database) {
    return !this.readonly && dead.has(folderOf(this)) ? this : original.close?.apply(this)
  }

  return {
    plan: (folder, fault, n) => void plans.set(folder, { fault, left: n }),
    clear: (folder) => void plans.delete(folder),
    hasDied: (folder) => dead.has(folder),
    fileStep,
    bury: (folder) => {
      const heir = openHeir(folder)
      for (const db of open.get(folder) ?? []) if (db.open) original.close?.apply(db)
      heir?.close()
      open.delete(folder)
      plans.delete(folder)
      dead.delete(folder)
    },
    uninstall: () => {
      for (const name of RUN) if (original[name] !== undefined) statement[name] = original[name]
      if (original.pragma !== undefined) database['pragma'] = original.pragma
      if (original.close !== undefined) database['close'] = original.close
    },
  }
}

/**
 * Whoever is the last to close a store moves its log of writes into it, which no process does that dies. So that the log stays,
 * the last one is a reader here, which may not.
 */
function openHeir(folder: string): Database.Database | undefined {
  const path = join(folder, 'desk.db')
  if (!existsSync(`${path}-wal`)) return undefined
  const heir = new Database(path, { readonly: true })
  try {
    heir.prepare('SELECT count(*) FROM sqlite_schema').get()
    return heir
  } catch {
    // It is damaged: whoever reads nothing keeps no log.
    heir.close()
    return undefined
  }
}

function sqliteFull(): Error {
  return new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
}

function noSpace(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', errno: -28 })
}

function pick<K extends string>(
  from: Record<string, (...args: unknown[]) => unknown>,
  names: readonly K[],
): Record<K, ((...args: unknown[]) => unknown) | undefined> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Record<
    K,
    ((...args: unknown[]) => unknown) | undefined
  >
}

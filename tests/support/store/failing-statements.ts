import Database from 'better-sqlite3'

/**
 * How a statement fails: `refused` leaves the transaction open, as a full disk mostly does; `rolled-back` takes it away
 * first, as SQLite may do with a full disk and an input or output error (https://www.sqlite.org/lang_transaction.html,
 * “Response To Errors Within A Transaction”); `thrown` is a defect of ours.
 */
export type Failure = 'refused' | 'rolled-back' | 'thrown'

export type FailingStatements = {
  /** From now on the `k`th statement fails, of all connections that write to files; once. */
  arm(k: number, failure: Failure): void
  /** @returns the statement that failed, where one did */
  disarm(): string | undefined
  restore(): void
}

type Runs = Record<'run' | 'get' | 'all' | 'iterate', (...values: unknown[]) => unknown>

/** Has statements of better-sqlite3 fail on demand, those that begin and commit transactions too; not the taking back. */
export function failStatements(): FailingStatements {
  const scratch = new Database(':memory:')
  const prototype = Object.getPrototypeOf(scratch.prepare('SELECT 1')) as Runs
  scratch.close()
  let left: number | undefined
  let failure: Failure = 'refused'
  let failed: string | undefined
  const before: Runs = {
    run: prototype.run,
    get: prototype.get,
    all: prototype.all,
    iterate: prototype.iterate,
  }

  function count({ source, database }: Database.Statement): void {
    if (left === undefined || database.memory || database.readonly || /^(ROLLBACK|RELEASE)/.test(source)) return
    left -= 1
    if (left > 0) return
    left = undefined
    failed = source
    if (failure === 'thrown') throw new TypeError('a defect')
    if (failure === 'rolled-back' && database.inTransaction) database.exec('ROLLBACK')
    throw new Database.SqliteError('for a test', failure === 'refused' ? 'SQLITE_FULL' : 'SQLITE_IOERR_WRITE')
  }

  for (const name of ['run', 'get', 'all', 'iterate'] as const) {
    prototype[name] = function counted(this: Database.Statement, ...values: unknown[]) {
      count(this)
      return before[name].apply(this, values)
    }
  }
  return {
    arm: (k, how) => {
      left = k
      failure = how
      failed = undefined
    },
    disarm: () => {
      left = undefined
      return failed
    },
    restore: () => void Object.assign(prototype, before),
  }
}

/**
 * Has the k-th statement of `work` fail, for k = 1, 2, … until it comes to its end without a failure.
 * @param after is called each time with the error, nothing failing any more
 * @param step tries each so many statements only
 * @returns how many statements there are, no more than `step` too few
 */
export async function failAtEach(
  how: Failure,
  work: () => unknown,
  after: (error: unknown, k: number) => unknown,
  step = 1,
): Promise<number> {
  const faults = failStatements()
  try {
    for (let k = 1; ; k += step) {
      faults.arm(k, how)
      const error = await Promise.resolve()
        .then(work)
        .then(
          () => undefined,
          (reason: unknown) => reason,
        )
      const failed = faults.disarm()
      if (error === undefined && failed === undefined) return k - step
      await after(error, k)
    }
  } finally {
    faults.restore()
  }
}

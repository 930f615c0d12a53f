import type { Db, Tx } from '../../src/hub/store/db.ts'
import type { OnStep, StepKind } from '../support/file-steps.ts'

/** A hub that died at one of its statements; whoever asked it hears nothing. */
export class HubDied extends Error {}

/** What the hub hears when its connection with Postgres breaks. */
export const BROKEN = 'the connection broke'

export type FaultyDb = {
  readonly db: Db
  /**
   * The process dies at its n-th statement from now on. BEGIN and COMMIT are statements too; a transaction that was
   * open is rolled back by Postgres, as when a connection ends.
   * @param before whether it dies before that statement or right after it
   */
  dieAt(n: number, before: boolean): void
  /** The same, but only the connection with Postgres breaks: the process hears of it and lives on. */
  breakAt(n: number, before: boolean): void
  /** A statement with this text among its values fails, and nothing dies: an operation that upsets the hub. */
  poison(word: string | undefined): void
  hasDied(): boolean
  /** A step of the hub on its files, which counts as a statement does where it changes something. */
  readonly fileStep: OnStep
  /** Operations in the order in which they were entered; one that was rolled back stands there more than once. */
  readonly entered: string[]
  /** Whatever was planned does not happen. */
  spare(): void
  /** A new process on the same database. */
  restart(): void
}

/** A database between whose statements a hub can die. */
export function createFaultyDb(real: Db): FaultyDb {
  let plan: { left: number; before: boolean; dies: boolean } | undefined
  let died = false
  let poison: string | undefined
  const entered: string[] = []

  async function at<T>(run: () => Promise<T>): Promise<T> {
    if (died) throw new HubDied('this hub has died')
    if (plan === undefined || --plan.left > 0) return run()
    const { before, dies } = plan
    plan = undefined
    if (!before) await run()
    if (!dies) throw new Error(BROKEN)
    died = true
    throw new HubDied('the hub died here')
  }

  function fileStep<T>(kind: StepKind, run: () => T, half: () => void = () => undefined): T {
    if (died) throw new HubDied('this hub has died')
    if (kind === 'reads' || plan?.dies !== true || --plan.left > 0) return run()
    if (plan.before) half()
    else run()
    plan = undefined
    died = true
    throw new HubDied('the hub died here')
  }

  function checkPoison(params: readonly unknown[]): void {
    if (poison === undefined) return
    // What is entered together comes as columns.
    for (const value of params.flat())
      if (typeof value === 'string' && value.includes(poison)) throw new Error('a failure of the database')
  }

  function wrap(tx: Tx): Tx {
    return {
      transaction: 'open',
      query: async (sql, params = []) => {
        checkPoison(params)
        const [ids] = params
        if (sql.startsWith('insert into operations') && Array.isArray(ids)) entered.push(...ids.map(String))
        return at(() => tx.query(sql, params))
      },
    }
  }

  const nothing = async (): Promise<void> => {}
  return {
    dieAt: (left, before) => void (plan = { left, before, dies: true }),
    breakAt: (left, before) => void (plan = { left, before, dies: false }),
    poison: (word) => void (poison = word),
    hasDied: () => died,
    fileStep,
    entered,
    spare: () => void (plan = undefined),
    restart: () => {
      died = false
      plan = undefined
    },
    db: {
      ...real,
      query: (sql, params = []) => at(() => real.query(sql, params)),
      textRows: (name, sql, params) => at(() => real.textRows(name, sql, params)),
      transaction: async (run) => {
        await at(nothing)
        let committed = false
        const result = await real.transaction(async (tx) => {
          const value = await run(wrap(tx))
          // Before COMMIT: what was done is rolled back.
          if (plan?.left === 1 && plan.before) await at(nothing)
          if (died) throw new HubDied('this hub has died')
          committed = true
          return value
        })
        // After COMMIT: it is done, and nobody was told.
        if (committed) await at(nothing)
        return result
      },
      allOrNothing: async (run) => {
        await at(nothing)
        return real.allOrNothing(async (tx) => {
          const value = await run(wrap(tx))
          if (died) throw new HubDied('this hub has died')
          return value
        })
      },
      close: nothing,
    },
  }
}

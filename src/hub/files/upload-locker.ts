import type { Locker } from '@tus/server'

type Holder = {
  readonly done: Promise<void>
  readonly letGo: () => void
  readonly askToStop: () => Promise<void> | void
}

/**
 * One request at a time writes into an upload. A newer one asks the older to stop: after a broken line the older may
 * hang on a dead connection for minutes. It holds in this process only. Two processes that write the same upload write the
 * same bytes to the same place, and what is not so is found by the hash at the end.
 */
export function createUploadLocker(patienceMs: number): Locker {
  const holders = new Map<string, Holder>()
  return {
    newLock(id) {
      let mine: Holder | undefined
      return {
        async lock(signal, askToStop) {
          const until = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
          for (let other = holders.get(id); other !== undefined; other = holders.get(id)) {
            await other.askToStop()
            await Promise.race([other.done, aborted(until)])
            if (until.aborted) throw { status_code: 423, body: 'The upload is held by another request.\n' }
          }
          const { promise, resolve } = Promise.withResolvers<void>()
          mine = { done: promise, letGo: resolve, askToStop }
          holders.set(id, mine)
        },
        async unlock() {
          if (mine === undefined || holders.get(id) !== mine) return
          holders.delete(id)
          mine.letGo()
        },
      }
    },
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

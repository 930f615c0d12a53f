import { z } from 'zod'
import type { Timers } from '../ports.ts'
import type { Store } from './open-store.ts'
import { parseStored } from './stored-json.ts'

const CHUNK = 100
const RETRY_MS = 60_000

const Words = z.object({
  title: z.string(),
  brief: z.string(),
  occupation: z.object({ code: z.string(), title: z.string() }),
  persona: z.record(z.string(), z.unknown()).optional(),
})

export type WordIndexer = {
  /** Indexes what is new, a little at a time so that nothing has to wait for it. */
  start(): void
  stop(): void
}

/**
 * Keeps the search index behind the tasks: building it costs far more than storing a page, so it is done afterwards.
 * @param done called when everything is indexed, where something was to be indexed
 */
export function createWordIndexer(store: Store, timers: Timers, done: () => void): WordIndexer {
  let cancel: (() => void) | undefined
  /** Since it was last told. */
  let isIndexed = false

  function begin(): void {
    cancel = undefined
    try {
      step()
    } catch (error) {
      // A full disk, say: it goes on when there may be room.
      cancel = timers.after(RETRY_MS, begin)
      throw error
    }
  }

  function step(): void {
    const tasks = store.tasks.toIndex(CHUNK)
    if (tasks.length === 0) {
      if (isIndexed) done()
      isIndexed = false
      return
    }
    store.transaction(() => {
      for (const { no, content } of tasks) {
        const { title, brief, occupation, persona } = Words.parse(parseStored(content))
        store.tasks.index(no, {
          title,
          brief,
          persona: Object.values(persona ?? {}).join('\n'),
          occupation: `${occupation.code} ${occupation.title}`,
        })
      }
    })
    isIndexed = true
    cancel = timers.after(0, begin)
  }

  return {
    start: () => {
      cancel ??= timers.after(0, begin)
    },
    stop: () => {
      cancel?.()
      cancel = undefined
    },
  }
}

/**
 * What a person types as an FTS5 expression: all words must be there, the last may be the beginning of one.
 * @returns undefined when there is no word in it
 */
export function queryToMatch(query: string): string | undefined {
  const words = query.toWellFormed().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  if (words.length === 0) return undefined
  return words.map((word, i) => `"${word}"${i === words.length - 1 ? '*' : ''}`).join(' ')
}

import { ChangeSet, type Text } from '@codemirror/state'
import type { RunEdit } from '../../shared/contract/desk-versions.ts'

/** A pause in the writing is shown as this long at most. */
export const LONGEST_PAUSE_MS = 1_500
/** So many edits are fetched before they are due. */
const AHEAD = 500

export type Replay = {
  /** Goes on by so much time of the writing, pauses cut. @returns the text and the edits that were shown so far */
  advance(ms: number): { text: Text; version: number; at: number | undefined; isEnd: boolean }
  end(): void
}

type Options = {
  readonly start: Text
  readonly version: number
  readonly newest: number
  /** Edits from a version on, as many as come in one message. */
  readonly fetch: (from: number) => Promise<{ edits: readonly RunEdit[]; next: number }>
  readonly onProblem: (error: unknown) => void
}

/** Writes a text again as it was written, edit by edit, from pages of the log that come as they are needed. */
export function createReplay({ start, version: from, newest, fetch, onProblem }: Options): Replay {
  let text = start
  let version = from
  let fetched = from
  let queue: readonly RunEdit[] = []
  let at = 0
  let lastAt: number | undefined
  /** Time of the writing that is still to pass before the next edit; below zero when it is overdue. */
  let credit = 0
  let isFetching = false
  let isEnded = false

  async function more(): Promise<void> {
    if (isFetching || isEnded || fetched >= newest || queue.length - at > AHEAD) return
    isFetching = true
    try {
      const { edits, next } = await fetch(fetched)
      queue = [...queue.slice(at), ...edits]
      at = 0
      fetched = edits.length === 0 ? newest : next
    } catch (error) {
      isEnded = true
      onProblem(error)
    }
    isFetching = false
  }

  void more()
  return {
    advance: (ms) => {
      credit += ms
      for (; at < queue.length && version < newest; at++) {
        const edit = queue[at]
        if (edit === undefined) break
        const pause = lastAt === undefined ? 0 : Math.min(LONGEST_PAUSE_MS, Math.max(0, edit.at - lastAt))
        if (pause > credit) break
        credit -= pause
        lastAt = edit.at
        text = ChangeSet.fromJSON(edit.changes).apply(text)
        version += 1
      }
      // Waiting for the core is no time of the writing.
      if (at >= queue.length) credit = 0
      void more()
      return { text, version, at: lastAt, isEnd: isEnded || version >= newest }
    },
    end: () => {
      isEnded = true
    },
  }
}

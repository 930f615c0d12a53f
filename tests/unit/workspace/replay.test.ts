import { ChangeSet, Text } from '@codemirror/state'
import { describe, expect, it } from 'vitest'
import { createReplay, LONGEST_PAUSE_MS } from '../../../src/renderer/editor/replay.ts'

/** A text that grows by one letter an edit, and the log of it in pages of two. */
function recorded(times: readonly number[]) {
  const edits = times.map((at, i) => ({ at, changes: ChangeSet.of({ from: i, insert: 'x' }, i).toJSON() as never }))
  return async (from: number) => ({ edits: edits.slice(from, from + 2), next: Math.min(edits.length, from + 2) })
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve()
}

function play(times: readonly number[], version = 0) {
  return createReplay({
    start: Text.of(['x'.repeat(version)]),
    version,
    newest: times.length,
    fetch: recorded(times),
    onProblem: (error) => {
      throw error
    },
  })
}

describe('a replay', () => {
  it('goes on as it was written and cuts long pauses', async () => {
    const replay = play([0, 100, 3_600_000, 3_600_100])
    await settle()
    expect(replay.advance(0)).toMatchObject({ version: 1, isEnd: false })
    expect(replay.advance(99).version).toBe(1)
    expect(replay.advance(1).version).toBe(2)
    await settle()
    expect(replay.advance(LONGEST_PAUSE_MS - 1).version).toBe(2)
    expect(replay.advance(1)).toMatchObject({ version: 3, at: 3_600_000 })
    const end = replay.advance(100)
    expect(end).toMatchObject({ version: 4, isEnd: true })
    expect(end.text.toString()).toBe('xxxx')
  })

  it('begins in the middle, and waits for the core without running ahead', async () => {
    const replay = play([0, 10, 20, 30], 2)
    expect(replay.advance(60_000).version).toBe(2)
    await settle()
    expect(replay.advance(0).version).toBe(3)
    expect(replay.advance(10)).toMatchObject({ version: 4, isEnd: true })
  })
})

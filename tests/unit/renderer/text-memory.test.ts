import { EditorState, type TransactionSpec } from '@codemirror/state'
import { describe, expect, it } from 'vitest'
import { createTextSync, type TextSync } from '../../../src/renderer/editor/draft-sync.ts'
import { textOf } from '../../../src/renderer/editor/text-edits.ts'
import { writing } from '../../../src/renderer/editor/writing.ts'

/** The editor hears of so many at once that the core has them (`HEAR_AFTER_EDITS`). */
const AT_ONCE = 64
const KEYS = 10 * AT_ONCE

/** A field whose core takes everything at once. */
function openText(): TextSync {
  return createTextSync(
    { version: 0, text: '' },
    {
      session: 'a window',
      port: {
        edit: async (version, edits) => ({ ok: true, value: { version: version + edits.length, savedAt: 0 } }),
        since: async () => ({ ok: true, value: [] }),
        load: async () => ({ ok: true, value: undefined }),
      },
      timers: { after: () => () => {} },
      onChange: () => {},
      onDefect: (error) => {
        throw error
      },
      extensions: writing('markdown', textOf('')),
    },
  )
}

/** How many states of the text are kept in memory with the present one. */
function statesHeldBy(state: EditorState): number {
  const seen = new Set<object>([state])
  let states = 0
  for (const one of seen) {
    if (one instanceof EditorState) states += 1
    for (const key of Reflect.ownKeys(one)) {
      const { value } = Reflect.getOwnPropertyDescriptor(one, key) ?? {}
      if (typeof value === 'object' && value !== null) seen.add(value)
    }
  }
  return states
}

async function type(text: TextSync): Promise<void> {
  const from = text.state().doc.length
  const spec: TransactionSpec = { changes: { from, insert: 'a' }, userEvent: 'input.type' }
  text.dispatch(spec)
  await new Promise((resolve) => setImmediate(resolve))
}

describe('the memory of a text', () => {
  it('lets go of what stood there before, once the core has what was typed', async () => {
    const text = openText()
    for (let key = 0; key < KEYS; key++) await type(text)
    expect(text.syncState().pending).toBe(0)
    expect(statesHeldBy(text.state())).toBeLessThan(2 * AT_ONCE)
  })
})

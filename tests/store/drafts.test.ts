import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { ChangeSet, Text } from '@codemirror/state'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createDrafts, type Drafts } from '../../src/core/drafts/create-drafts.ts'
import type { Store } from '../../src/core/store/open-store.ts'
import type { EditBurst } from '../../src/shared/contract/desk-drafts.ts'
import { createFakeTime } from '../support/core/fake-time.ts'
import { testId } from '../support/core/tasks.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { sharedData } from '../support/shared-data.ts'

afterEach(removeTempFolders)

const taskId = testId('task')
const session = testId('session')

function openDrafts(store: Store): { drafts: Drafts; no: number } {
  const time = createFakeTime()
  const no = store.tasks.head(taskId)?.no ?? 0
  return { drafts: createDrafts(store, () => time.clock.read()), no }
}

function insertion(length: number, at: number, text: string): ChangeSet {
  return ChangeSet.of({ from: at, insert: text }, length)
}

function burst(version: number, changes: readonly ChangeSet[], field = 'plan'): EditBurst {
  const edits = changes.map((change) => ({ change: { changes: change.toJSON() }, origin: 'typed' as const }))
  return { taskId, field, version, session, edits }
}

function textOf(drafts: Drafts, no: number, version = Number.MAX_SAFE_INTEGER): string {
  const found = drafts.at(no, 'plan', version)
  return found !== undefined && 'text' in found ? found.text : ''
}

describe('a draft', () => {
  it('is there again, with every version, when the store is opened anew', () => {
    const folder = makeTempFolder('store')
    let store = openTestStore(folder)
    let { drafts, no } = openDrafts(store)
    expect(drafts.edit(no, 'text', burst(0, [insertion(0, 0, 'Rye'), insertion(3, 3, ' then clover')]))).toMatchObject({
      ok: true,
      value: { version: 2 },
    })
    store.close()
    store = openTestStore(folder, [])
    ;({ drafts, no } = openDrafts(store))
    expect(textOf(drafts, no)).toBe('Rye then clover')
    expect(textOf(drafts, no, 1)).toBe('Rye')
    expect(textOf(drafts, no, 0)).toBe('')
    expect(drafts.edit(no, 'text', burst(2, [insertion(15, 15, '.')]))).toMatchObject({
      ok: true,
      value: { version: 3 },
    })
    store.close()
  })

  it('tells a window that is behind which version there is, and enters nothing', () => {
    const store = openTestStore()
    const { drafts, no } = openDrafts(store)
    drafts.edit(no, 'text', burst(0, [insertion(0, 0, 'a')]))
    expect(drafts.edit(no, 'text', burst(0, [insertion(0, 0, 'b')]))).toEqual({
      ok: false,
      error: { code: 'BEHIND', version: 1 },
    })
    expect(textOf(drafts, no)).toBe('a')
    store.close()
  })

  it('takes a burst whole or not at all', () => {
    const store = openTestStore()
    const { drafts, no } = openDrafts(store)
    drafts.edit(no, 'text', burst(0, [insertion(0, 0, 'safe')]))
    const answer = drafts.edit(no, 'text', burst(1, [insertion(4, 4, '!'), insertion(99, 0, 'does not fit')]))
    expect(answer).toMatchObject({ ok: false, error: { code: 'BAD_EDIT' } })
    expect(textOf(drafts, no)).toBe('safe')
    expect(drafts.edit(no, 'text', burst(1, [insertion(4, 4, '.')]))).toMatchObject({ ok: true })
    store.close()
  })

  it.each([null, 7, 'x', {}, [[1]], [-1], [[0, 1]], ['5'], [1e308], [[5, 'x'], -3]])(
    'refuses %j as a change',
    (json) => {
      const store = openTestStore()
      const { drafts, no } = openDrafts(store)
      const edits = [{ change: { changes: json }, origin: 'typed' as const }]
      expect(drafts.edit(no, 'text', { taskId, field: 'plan', version: 0, session, edits })).toMatchObject({
        ok: false,
      })
      expect(store.drafts.editCount()).toBe(0)
      store.close()
    },
  )

  it('does not remember an edit whose commit failed', () => {
    const store = openTestStore()
    const { drafts, no } = openDrafts(store)
    drafts.edit(no, 'text', burst(0, [insertion(0, 0, 'kept')]))
    const failing = (): void => {
      throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
    }
    expect(() => drafts.edit(no, 'text', burst(1, [insertion(4, 4, ' lost')]), failing)).toThrow(/full/)
    expect(textOf(drafts, no)).toBe('kept')
    // The same burst, sent again when there is room.
    expect(drafts.edit(no, 'text', burst(1, [insertion(4, 4, ' found')]))).toMatchObject({
      ok: true,
      value: { version: 2 },
    })
    expect(textOf(drafts, no)).toBe('kept found')
    store.close()
  })

  it('keeps values that are not text, the newest counts, and an emptied one is not among the values', () => {
    const store = openTestStore()
    const { drafts, no } = openDrafts(store)
    const set = (version: number, value: number | null): EditBurst => ({
      taskId,
      field: 'confidence',
      version,
      session,
      edits: [{ change: { value }, origin: 'set' }],
    })
    drafts.edit(no, 'value', set(0, 3))
    drafts.edit(no, 'value', set(1, 5))
    expect(drafts.values(no)).toEqual({ confidence: 5 })
    drafts.edit(no, 'value', set(2, null))
    expect(drafts.values(no)).toEqual({})
    expect(drafts.at(no, 'confidence', 1)).toEqual({ version: 1, value: 3 })
    store.close()
  })

  it('opens at the caret of the newest edit, or where the expert moved it afterwards', () => {
    const store = openTestStore()
    const time = createFakeTime()
    const no = store.tasks.head(taskId)?.no ?? 0
    const drafts = createDrafts(store, () => time.clock.read())
    const edits = [
      {
        change: { changes: insertion(0, 0, 'abc').toJSON() },
        origin: 'typed' as const,
        selection: { anchor: 3, head: 3 },
      },
    ]
    drafts.edit(no, 'text', { taskId, field: 'plan', version: 0, session, edits })
    expect(drafts.open(no, taskId).view).toMatchObject({ field: 'plan', anchor: 3, head: 3 })
    time.setWall(time.now() + 1_000)
    drafts.saveView(no, { field: 'plan', anchor: 1, head: 2, window: { split: 0.4 } })
    expect(drafts.open(no, taskId).view).toEqual({ field: 'plan', anchor: 1, head: 2, window: { split: 0.4 } })
    store.close()
  })
})

describe('the edit log', () => {
  it('gives for any edits and any version the same text as CodeMirror, with and without checkpoints', () => {
    const anyEdit = fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 20 }),
      insert: fc.string({ unit: 'grapheme', maxLength: 8 }),
    })
    fc.assert(
      fc.property(
        fc.array(anyEdit, { minLength: 1, maxLength: 120 }),
        fc.nat(),
        fc.boolean(),
        (steps, pick, settle) => {
          const store = openTestStore()
          const { drafts, no } = openDrafts(store)
          let text = Text.empty
          const versions = [text.toString()]
          for (const { at, remove, insert } of steps) {
            const from = at % (text.length + 1)
            const change = ChangeSet.of(
              { from, to: Math.min(text.length, from + remove), insert: insert.replaceAll('\r', '') },
              text.length,
            )
            expect(drafts.edit(no, 'text', burst(versions.length - 1, [change])).ok).toBe(true)
            text = change.apply(text)
            versions.push(text.toString())
          }
          if (settle) drafts.settle()
          const version = pick % versions.length
          expect(textOf(drafts, no, version)).toBe(versions[version])
          expect(textOf(drafts, no)).toBe(versions.at(-1))
          store.close()
          removeTempFolders()
        },
      ),
      { numRuns: 40 },
    )
  })

  it('keeps few checkpoints of a long text, and every version can still be had', () => {
    const store = openTestStore()
    const { drafts, no } = openDrafts(store)
    for (let i = 0; i < 3_000; i++) {
      drafts.edit(no, 'text', burst(i, [insertion(i, i, 'x')]))
      if (i % 100 === 0) drafts.settle()
    }
    drafts.settle()
    const fieldNo = store.drafts.field(no, 'plan')?.no ?? 0
    expect(store.drafts.checkpointVersions(fieldNo).length).toBeGreaterThan(0)
    expect(store.drafts.checkpointVersions(fieldNo).length).toBeLessThanOrEqual(3)
    for (const version of [0, 1, 499, 500, 1_234, 2_999, 3_000])
      expect(textOf(drafts, no, version)).toHaveLength(version)
    store.close()
  })

  it('replays the recorded editing of a real document to the letter', ({ skip }) => {
    const path = sharedData('typing/json-crdt-blog-post.patches.jsonl.gz')
    if (!existsSync(path)) return skip('../shared/data is not there')
    const final = gunzipSync(readFileSync(sharedData('typing/json-crdt-blog-post.final.txt.gz'))).toString('utf8')
    const lines = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n')
    const store = openTestStore()
    const { drafts, no } = openDrafts(store)
    let text = Text.empty
    let version = 0
    for (let i = 0; i < lines.length; i += 200) {
      const changes = lines.slice(i, i + 200).map((line) => {
        const [, patches] = JSON.parse(line) as [number, [number, number, string][]]
        // Positions of one line follow on each other.
        let change = ChangeSet.empty(text.length)
        for (const [at, removed, inserted] of patches) {
          const step = ChangeSet.of({ from: at, to: at + removed, insert: inserted }, change.newLength)
          change = change.compose(step)
        }
        text = change.apply(text)
        return change
      })
      const answer = drafts.edit(no, 'text', burst(version, changes))
      expect(answer.ok).toBe(true)
      version += changes.length
    }
    expect(textOf(drafts, no)).toBe(final)
    drafts.settle()
    expect(textOf(drafts, no)).toBe(final)
    store.close()
  })
})

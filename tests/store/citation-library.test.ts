import { afterEach, describe, expect, it } from 'vitest'
import { createCitationLibrary } from '../../src/core/api/citation-library.ts'
import { createDrafts } from '../../src/core/drafts/create-drafts.ts'
import type { Store } from '../../src/core/store/open-store.ts'
import type { Citation, StructuredOf } from '../../src/shared/domain/structured.ts'
import { structureToText } from '../../src/shared/rules/structure-text.ts'
import { createFakeTime } from '../support/core/fake-time.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterEach(removeTempFolders)

const fields = [
  { kind: 'citations', key: 'sources', label: 'Sources' },
  { kind: 'markdown', key: 'plan', label: 'Plan' },
] as const

function open(folder = makeTempFolder('store')) {
  const tasks = [1, 2].map((n) => testTask(n, { fields: fields.map((field) => ({ ...field })) }))
  const store: Store = openTestStore(folder, tasks)
  const time = createFakeTime()
  const drafts = createDrafts(store, () => time.clock.read())
  const texts = new Map<string, string>()

  /** Writes the whole of a field, as a window does by its difference. */
  async function write(n: number, field: string, text: string): Promise<void> {
    const key = `${n} ${field}`
    const before = texts.get(key) ?? ''
    await time.advance(1_000)
    const version = drafts.since(store.tasks.head(testId('task', n))?.no ?? 0, field, 0).length
    const changes = before === '' ? [[0, ...text.split('\n')]] : [[before.length, ...text.split('\n')]]
    const result = drafts.edit(store.tasks.head(testId('task', n))?.no ?? 0, 'text', {
      taskId: testId('task', n),
      field,
      version,
      session: testId('session'),
      edits: [{ change: { changes }, origin: 'typed' }],
    })
    expect(result.ok).toBe(true)
    texts.set(key, text)
  }

  return { store, drafts, write, folder, library: createCitationLibrary(store, drafts) }
}

const sources = (...citations: Citation[]): string =>
  structureToText({ kind: 'citations', citations } satisfies StructuredOf<'citations'>)

describe('the library of sources', () => {
  it('holds what was given in any task, the newest first, and each once', async () => {
    const { write, library, store } = open()
    const concrete = { standard: 'EN 206', edition: '2013', validUntil: '2026-03-31' }
    await write(1, 'sources', sources({ id: 'a', ...concrete }, { id: 'b', standard: 'FAO 56', note: 'chapter 6' }))
    await write(2, 'sources', sources({ id: 'c', ...concrete, standard: ' en  206' }, { id: 'd', standard: '' }))
    const found = await library.all()
    expect(found.map(({ standard, tasks }) => [standard, tasks])).toEqual([
      [' en  206', 2],
      ['FAO 56', 1],
    ])
    const taskNo = store.tasks.head(testId('task', 2))?.no ?? 0
    const others = await library.all({ taskNo, field: 'sources' })
    expect(others.map(({ standard, tasks }) => [standard, tasks])).toEqual([
      ['EN 206', 1],
      ['FAO 56', 1],
    ])
    expect(await library.all()).toEqual(found)
    expect(found[0]).toMatchObject({ edition: '2013', validUntil: '2026-03-31' })
    expect(found[1]).not.toHaveProperty('note')
    store.close()
  })

  it('follows what is written later, and knows it all after the store is opened anew', async () => {
    const first = open()
    expect(await first.library.all()).toEqual([])
    await first.write(1, 'sources', sources({ id: 'a', standard: 'EN 206' }))
    await first.write(1, 'plan', sources({ id: 'x', standard: 'Not a source, but a text' }))
    expect((await first.library.all()).map(({ standard }) => standard)).toEqual(['EN 206'])
    await first.write(1, 'sources', sources({ id: 'a', standard: 'EN 206-1' }))
    expect((await first.library.all()).map(({ standard }) => standard)).toEqual(['EN 206-1'])
    first.store.close()
    const store = openTestStore(first.folder, [])
    const again = createCitationLibrary(
      store,
      createDrafts(store, () => createFakeTime().clock.read()),
    )
    expect((await again.all()).map(({ standard }) => standard)).toEqual(['EN 206-1'])
    store.close()
  })

  it('leaves out a field whose text is no document', async () => {
    const { write, library, store } = open()
    await write(1, 'sources', '{"kind":"citations"')
    expect(await library.all()).toEqual([])
    store.close()
  })
})

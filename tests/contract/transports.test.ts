import { ChangeSet } from '@codemirror/state'
import { isDefinedError, safe } from '@orpc/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testId } from '../support/core/tasks.ts'
import { type DeskClient, removeTempFolders } from '../support/core/test-core.ts'
import { type Connected, transports } from '../support/core/transports.ts'

/** One suite, every transport: a window cannot tell how it is connected. */
describe.each(Object.entries(transports))('the contract %s', (_name, connect) => {
  let connected: Connected
  let desk: DeskClient
  beforeAll(async () => {
    connected = await connect()
    desk = connected.desk
    await desk.setup.openSample({})
  })
  afterAll(async () => {
    await connected.close()
    removeTempFolders()
  })

  async function takeOne(i = 0): Promise<{ id: string; field: string }> {
    const { rows } = await desk.tasks.list({ filter: { states: ['offered'] }, sort: 'title', offset: i, limit: 1 })
    const id = rows[0]?.id ?? ''
    await desk.tasks.take({ taskId: id })
    const { task } = await desk.tasks.get({ taskId: id })
    return { id, field: task.fields.find((field) => field.kind === 'markdown')?.key ?? '' }
  }

  function typing(taskId: string, field: string, version: number, length: number, insert: string) {
    const changes = ChangeSet.of({ from: length, insert }, length).toJSON()
    return {
      taskId,
      field,
      version,
      session: testId('session'),
      edits: [{ change: { changes }, origin: 'typed' as const }],
    }
  }

  it('answers with what the contract says', async () => {
    const status = await desk.app.status({})
    expect(status).toMatchObject({ ready: true, settings: { theme: 'system' } })
    const { total, rows } = await desk.tasks.list({ limit: 5 })
    expect(total).toBeGreaterThanOrEqual(12)
    expect(rows).toHaveLength(5)
    expect(rows[0]).toMatchObject({ sample: true, state: 'offered' })
  })

  it('changes the setting that is named and leaves the others', async () => {
    await desk.app.saveSettings({ textSize: 4, autoStartClock: false })
    await desk.app.saveSettings({ columnWidth: 60 })
    const { settings } = await desk.app.status({})
    expect(settings).toMatchObject({ theme: 'system', textSize: 4, columnWidth: 60, autoStartClock: false })
    await desk.app.saveSettings({ textSize: 2, columnWidth: 72, autoStartClock: true })
  })

  it('takes an edit as large as a text may be, as when all of it comes back by Undo', async () => {
    const { id, field } = await takeOne()
    const insert = '\u4e2d'.repeat(11_000_000)
    expect((await desk.drafts.edit(typing(id, field, 0, 0, insert))).version).toBe(1)
  })

  it('gives an expected failure as a typed error with its data', async () => {
    const [error] = await safe(desk.tasks.get({ taskId: testId('task', 404) }))
    expect(isDefinedError(error)).toBe(true)
    expect(error).toMatchObject({ code: 'NOT_FOUND', data: { text: 'This task is not on this computer.' } })
  })

  it.each([
    ['an id that is none', { taskId: 'x' }],
    ['an id of another version', { taskId: '7f9c24e8-3b12-4fef-91e0-56a2d5a3a4c1' }],
    ['nothing', undefined],
    ['a list', []],
  ])('refuses %s at the boundary', async (_what, input) => {
    await expect(desk.tasks.get(input as never)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('tells what changes while one listens, and stops when one leaves', async () => {
    const stop = new AbortController()
    const topics: string[] = []
    const { id, field } = await takeOne()
    const events = await desk.app.watch({}, { signal: stop.signal })
    const listening = (async () => {
      for await (const event of events) {
        topics.push(event.topic)
        if (event.topic === 'hello') await desk.drafts.edit(typing(id, field, 0, 0, 'Rye'))
        if (event.topic === 'draft') break
      }
    })()
    await listening
    expect(topics[0]).toBe('hello')
    expect(topics.at(-1)).toBe('draft')
    stop.abort()
  })

  it('carries a text of a megabyte there and back', async () => {
    const { id, field } = await takeOne(1)
    const text = 'Über die Fruchtfolge 🚜 und den Klee.\n'.repeat(27_000)
    await desk.drafts.edit(typing(id, field, 0, 0, text))
    const draft = await desk.drafts.open({ taskId: id })
    expect(draft.fields[field]).toEqual({ version: 1, text })
  })

  it('answers many calls at once, each to its caller', async () => {
    const { rows } = await desk.tasks.list({ limit: 12 })
    const details = await Promise.all(rows.map((row) => desk.tasks.get({ taskId: row.id })))
    expect(details.map((detail) => detail.row.id)).toEqual(rows.map((row) => row.id))
  })

  it('enters edits in their order even when nobody waits for an answer', async () => {
    const { id, field } = await takeOne(2)
    const answers = []
    for (let i = 0; i < 200; i++) answers.push(desk.drafts.edit(typing(id, field, i, i, String(i % 10))))
    const versions = (await Promise.all(answers)).map((answer) => answer.version)
    expect(versions).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
    const { text } = await desk.drafts.at({ taskId: id, field, version: 200 })
    expect(text).toBe('0123456789'.repeat(20))
  })

  it('finds tasks by the words in them, the last one begun only', async () => {
    const found = async (query: string) => (await desk.tasks.list({ filter: { query } })).total
    // The search index is built in the background.
    await expect.poll(() => found('dispatch'), { timeout: 10_000 }).toBeGreaterThan(0)
    expect(await found('dispa')).toBeGreaterThan(0)
    const title = (await desk.tasks.list({ filter: { query: 'dispatch' } })).rows[0]?.title ?? ''
    expect(await found(title)).toBeGreaterThan(0)
    expect(await found(`${title} xyzzy`)).toBe(0)
    expect(await found('-- (')).toBe((await desk.tasks.list({})).total)
  })
})

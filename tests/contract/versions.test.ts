import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DraftEdit, EditSource } from '../../src/shared/contract/desk-drafts.ts'
import { Submission } from '../../src/shared/domain/work.ts'
import { NOTES_FIELD } from '../../src/shared/rules/notes.ts'
import { openStore, type Store } from '../../src/core/store/open-store.ts'
import { testId } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders, type TestCore } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

const session = testId('session')
const HOUR = 3_600_000
const taskId = testId('task')
const field = 'plan'
let core: TestCore

beforeEach(async () => {
  const folder = makeTempFolder()
  openTestStore(folder).close()
  core = await openTestCore({ folder })
})
afterEach(() => core.stop())
afterAll(removeTempFolders)

/** Appends words to the text as one edit. */
async function append(text: string, more: Partial<DraftEdit> = {}, branch?: number, key = field): Promise<void> {
  const draft = (await core.desk.drafts.open({ taskId })).fields[key]
  const at =
    branch === undefined ? undefined : await core.desk.versions.at({ taskId, field: key, branch, version: 1e9 })
  const length = (at?.text ?? (draft !== undefined && 'text' in draft ? draft.text : '')).length
  const version = at?.version ?? draft?.version ?? 0
  const way = branch ?? (draft !== undefined && 'text' in draft ? draft.branch : undefined)
  const changes = [...(length === 0 ? [] : [length]), [0, ...text.split('\n')]]
  const place = { taskId, field: key, version, session, ...(way === undefined ? {} : { branch: way }) }
  await core.desk.drafts.edit({ ...place, edits: [{ change: { changes }, origin: 'typed', ...more }] })
}

async function textNow(): Promise<string> {
  const draft = (await core.desk.drafts.open({ taskId })).fields[field]
  return draft !== undefined && 'text' in draft ? draft.text : ''
}

async function restart(): Promise<void> {
  await core.stop()
  core = await openTestCore({ folder: core.folder, time: core.time })
}

describe('the timeline of a draft', () => {
  it('tells where sessions began, what was pasted, and the names that were given, also after a restart', async () => {
    await append('Rye after clover.')
    core.time.pass(2 * HOUR)
    await append('A passage that was copied from a web page.', { origin: 'pasted', source: { kind: 'outside' } })
    const { id } = await core.desk.versions.name({ taskId, name: 'With the passage' })
    await core.desk.versions.name({ taskId, name: 'Before it', at: { field, version: 1 } })
    await append(' And more.')
    await restart()
    const timeline = await core.desk.versions.timeline({ taskId, field })
    expect(timeline.versions).toBe(3)
    expect(timeline.points.map(({ version, length }) => [version, length])).toEqual([
      [1, 17],
      [2, 59],
      [3, 69],
    ])
    expect(timeline.marks.map(({ kind, version, label }) => [kind, version, label])).toEqual([
      ['session', 0, undefined],
      ['session', 1, undefined],
      ['name', 1, 'Before it'],
      ['pasted', 2, '42'],
      ['name', 2, 'With the passage'],
    ])
    await core.desk.versions.rename({ taskId, id, name: 'As pasted' })
    expect((await core.desk.versions.timeline({ taskId, field })).marks.at(-1)?.label).toBe('As pasted')
    await core.desk.versions.unname({ taskId, id })
    expect((await core.desk.versions.timeline({ taskId, field })).marks.map((mark) => mark.id)).not.toContain(id)
    await expect(core.desk.versions.unname({ taskId, id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('says of a field that is no text that it has none', async () => {
    const marked = { taskId, field: 'confidence' }
    const edits = [{ change: { value: 4 }, origin: 'set' as const }]
    await core.desk.drafts.edit({ ...marked, version: 0, session, edits })
    const { versions } = core.desk
    for (const asked of [
      versions.timeline(marked),
      versions.at({ ...marked, version: 1 }),
      versions.run({ ...marked, from: 0 }),
    ])
      await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND' })
    // What all fields were is named all the same.
    expect(await versions.name({ taskId, name: 'Sure' })).toHaveProperty('id')
  })

  it('gives edits for a replay page by page', async () => {
    for (const text of ['a', 'b', 'c']) await append(text)
    const first = await core.desk.versions.run({ taskId, field, from: 0, count: 2 })
    expect(first).toMatchObject({ next: 2, edits: [{ changes: [[0, 'a']] }, { changes: [1, [0, 'b']] }] })
    expect(await core.desk.versions.run({ taskId, field, from: 2, count: 2 })).toMatchObject({ next: 3 })
  })

  it('keeps where a paste had been copied, in the log', async () => {
    const sources: EditSource[] = [
      { kind: 'outside' },
      { kind: 'material', key: 'soil' },
      { kind: 'draft', taskId, field },
    ]
    for (const source of sources) await append('pasted', { origin: 'pasted', source })
    await restart()
    const { edits } = await core.desk.drafts.since({ taskId, field, version: 0 })
    expect(edits.map(({ source }) => source)).toEqual(sources)
  })

  it('marks what was sent where it was, however the clock was set before and after', async () => {
    const start = core.time.now()
    core.time.setWall(start + 3 * HOUR)
    await append('Rye after clover.')
    await append(' Then oats.')
    // It had run ahead.
    core.time.setWall(start)
    await core.desk.work.send({ taskId })
    await core.desk.work.undoSend({ taskId })
    await append(' And peas.')
    await core.desk.work.send({ taskId })
    await restart()
    await core.stop()
    const store = openTestStore(core.folder)
    store.tasks.setState(store.tasks.head(taskId)?.no ?? 0, 'returned')
    store.close()
    core.time.setWall(start - 3 * HOUR)
    core = await openTestCore({ folder: core.folder, time: core.time })
    await append(' And beans.')
    const marks = async (branch?: number) =>
      (await core.desk.versions.timeline({ taskId, field, ...(branch === undefined ? {} : { branch }) })).marks
        .filter(({ kind }) => kind === 'sent' || kind === 'name')
        .map(({ kind, version }) => ({ kind, version }))
    expect(await marks()).toEqual([{ kind: 'sent', version: 3 }])
    const other = await core.desk.versions.startBranch({ taskId, field, version: 4, name: 'Short' })
    expect(await marks(other.branch)).toEqual([])
  })
})

describe('another way', () => {
  it('goes on from a version, is what is opened and sent, and the first one is there again to the letter', async () => {
    await append('Rye.')
    await append(' Lime in autumn.')
    const way = await core.desk.versions.startBranch({ taskId, field, version: 1, name: 'Without lime' })
    expect(way).toMatchObject({ name: 'Without lime', isCurrent: true, versions: 1 })
    expect(await textNow()).toBe('Rye.')
    await append(' Compost.')
    // A window that has not heard of it yet still writes where it was written.
    await core.desk.drafts.edit({
      taskId,
      field,
      version: 2,
      session,
      edits: [{ change: { changes: [20, [0, ' Roll.']] }, origin: 'typed' }],
    })
    await restart()
    expect(await textNow()).toBe('Rye. Compost.')
    const { branches } = await core.desk.versions.timeline({ taskId, field })
    expect(branches.map(({ name, isCurrent, versions }) => [name, isCurrent, versions])).toEqual([
      ['First way', false, 3],
      ['Without lime', true, 2],
    ])
    const [first] = branches
    await core.desk.versions.switchBranch({ taskId, field, branch: first?.branch ?? 0 })
    expect(await textNow()).toBe('Rye. Lime in autumn. Roll.')
    expect(await core.desk.versions.at({ taskId, field, branch: way.branch, version: 2 })).toMatchObject({
      text: 'Rye. Compost.',
    })
    await append(' Done.', {}, way.branch)
    expect(await textNow()).toBe('Rye. Lime in autumn. Roll.')
  })

  it('is another one for each time, also of a way and of nothing', async () => {
    await append('Rye.')
    const empty = await core.desk.versions.startBranch({ taskId, field, version: 0, name: 'From nothing' })
    expect(await textNow()).toBe('')
    await append('Oats.')
    await core.desk.versions.startBranch({ taskId, field, branch: empty.branch, version: 2, name: 'Of the second' })
    expect(await textNow()).toBe('Oats.')
    expect((await core.desk.versions.timeline({ taskId, field })).branches.map(({ name }) => name)).toEqual([
      'First way',
      'From nothing',
      'Of the second',
    ])
  })

  it('and a name are there once, however often they are asked for because an answer was lost', async () => {
    await append('Rye.')
    const name = { taskId, id: testId('session', 5), name: 'First', at: { field, version: 1 } }
    expect(await core.desk.versions.name(name)).toEqual({ id: name.id })
    expect(await core.desk.versions.name({ ...name, name: 'The first' })).toEqual({ id: name.id })
    const wish = { taskId, field, version: 0, id: testId('session', 6), name: 'From nothing' }
    const way = await core.desk.versions.startBranch(wish)
    await append('Oats.')
    expect(await core.desk.versions.startBranch(wish)).toMatchObject({ branch: way.branch, isCurrent: true })
    expect(await textNow()).toBe('Oats.')
    const [first, ...others] = (await core.desk.versions.timeline({ taskId, field })).branches
    expect(others.map(({ branch }) => branch)).toEqual([way.branch])
    const { marks } = await core.desk.versions.timeline({ taskId, field, branch: first?.branch ?? 0 })
    expect(marks.filter(({ kind }) => kind === 'name').map(({ label }) => label)).toEqual(['The first'])
  })

  it('is told of for each field, also to a window that is slow to listen', async () => {
    await append('Rye.')
    await append('For me.', {}, undefined, NOTES_FIELD)
    const events = await core.desk.app.watch({})
    await events.next()
    await core.desk.versions.startBranch({ taskId, field, version: 1, name: 'Other' })
    await core.desk.versions.startBranch({ taskId, field: NOTES_FIELD, version: 1, name: 'Other' })
    const told = [(await events.next()).value, (await events.next()).value]
    expect(told).toEqual([
      { topic: 'branch', taskId, field },
      { topic: 'branch', taskId, field: NOTES_FIELD },
    ])
    await events.return()
  })

  it('refuses an edit for a way that is not there', async () => {
    const edits: DraftEdit[] = [{ change: { changes: [[0, 'x']] }, origin: 'typed' }]
    await expect(
      core.desk.drafts.edit({ taskId, field, branch: 999, version: 0, session, edits }),
    ).rejects.toMatchObject({ code: 'BAD_EDIT' })
  })
})

describe('how a draft was written', () => {
  it('follows a way back into the one it came from', async () => {
    await append('Typed. ')
    await append('Pasted.', { origin: 'pasted', source: { kind: 'outside' } })
    await core.desk.versions.startBranch({ taskId, field, version: 2, name: 'Another' })
    await append(' More.')
    const { fields } = await core.desk.versions.written({ taskId })
    expect(fields[field]).toMatchObject({ length: 20, typed: 13, restored: 0, pasted: { outside: 7 } })
  })

  it('counts nothing of a way for one that was begun before its first word', async () => {
    await append('Typed. ')
    await append('Pasted.', { origin: 'pasted', source: { kind: 'outside' } })
    const second = await core.desk.versions.startBranch({ taskId, field, version: 2, name: 'Another' })
    await append(' More.')
    await core.desk.versions.startBranch({ taskId, field, branch: second.branch, version: 0, name: 'Anew' })
    await append('Anew.')
    const { fields } = await core.desk.versions.written({ taskId })
    expect(fields[field]).toMatchObject({ length: 5, typed: 5, restored: 0, pasted: { outside: 0 } })
  })

  it('goes along with the work only where the expert attaches it, and notes never do', async () => {
    await append('Rye after clover.')
    await append('Call the vet first.', {}, undefined, NOTES_FIELD)
    const plain = await sent()
    expect(plain.authorship).toBeUndefined()
    await core.desk.work.undoSend({ taskId })
    expect(await core.desk.versions.choose({ taskId, attachAuthorship: true })).toMatchObject({
      attachAuthorship: true,
    })
    const written = await core.desk.versions.written({ taskId })
    const attached = await sent()
    expect(attached.authorship).toEqual(written)
    expect(Object.keys(written.fields)).not.toContain(NOTES_FIELD)
    expect(JSON.stringify(attached)).not.toContain('vet')
    // The notes stay the expert's own when the work is on its way.
    await append(' Then the farrier.', {}, undefined, NOTES_FIELD)
    const notes = (await core.desk.drafts.open({ taskId })).fields[NOTES_FIELD]
    expect(notes).toMatchObject({ text: 'Call the vet first. Then the farrier.' })
  })

  it('asks about the notes when their time after the delivery is over, and not again for as long as they are kept', async () => {
    await append('Call the vet first.', {}, undefined, NOTES_FIELD)
    await append('Rye after clover.')
    await sent((store, id) => store.submissions.setReceipt(id, 'a.b.c', core.time.now(), false, true))
    const due = async (): Promise<boolean> => (await core.desk.versions.choices({ taskId })).notesDue
    expect(await due()).toBe(false)
    core.time.pass(91 * 24 * HOUR)
    expect(await due()).toBe(true)
    await core.desk.versions.choose({ taskId, keepNotes: true })
    expect(await due()).toBe(false)
    core.time.pass(91 * 24 * HOUR)
    expect(await due()).toBe(true)
  })
})

/** Sends the work. @returns it as it lies in the outbox */
async function sent(and: (store: Store, id: string) => void = () => {}): Promise<Submission> {
  const { submissionId } = await core.desk.work.send({ taskId })
  await core.stop()
  const store = openStore(core.folder)
  if (!store.ok) throw new Error(store.error.text)
  const content = store.value.submissions.content(submissionId) ?? ''
  and(store.value, submissionId)
  store.value.close()
  core = await openTestCore({ folder: core.folder, time: core.time })
  return Submission.parse(JSON.parse(content))
}

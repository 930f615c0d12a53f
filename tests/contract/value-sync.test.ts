import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Replaced } from '../../src/shared/contract/desk-drafts.ts'
import { FileRef } from '../../src/shared/domain/fields.ts'
import { addFile, putBackFile, removeFile } from '../../src/renderer/editor/value-sync.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { type DraftBench, openDraftBench, type ValueWindow } from '../support/renderer/draft-bench.ts'

const FARM = 'Write the 2026 crop and nutrient plan'
let template = ''
let bench: DraftBench

beforeAll(async () => {
  const made = await openDraftBench(FARM)
  template = made.folder()
  await made.close()
})
afterEach(() => bench.close())
afterAll(removeTempFolders)

async function valuesInLog(field: string): Promise<unknown[]> {
  return (await bench.log(field)).map(({ change }) => ('value' in change ? change.value : undefined))
}

async function addFileTo(
  { session, sync }: ValueWindow,
  name: string,
  { text = name, ...more }: { text?: string; replaces?: Replaced } = {},
): Promise<FileRef> {
  const { files } = bench.desk()
  const bytes = Buffer.from(text)
  const { uploadId } = await files.begin({
    taskId: bench.taskId,
    field: 'worksheets',
    name,
    size: bytes.length,
    mediaType: 'text/csv',
    ...more,
  })
  await files.part({ uploadId, offset: 0, bytes: bytes.toString('base64') })
  const { file } = await files.finish({ uploadId, session })
  sync.refresh()
  return file
}

function names(window: ValueWindow): string[] {
  return FileRef.array()
    .parse(window.sync.value() ?? [])
    .map((file) => file.name)
}

describe('a value goes to the core as it is chosen', () => {
  it('is kept once, whatever became of the answers', async () => {
    bench = await openDraftBench(FARM, template)
    const window = await bench.valueWindow('cost')
    window.unsteady.plan.push('answer-lost', 'lost', 'late')
    window.sync.update(() => 61_500)
    window.sync.update(() => 61_900)
    expect(window.sync.value()).toBe(61_900)
    await bench.calm()
    expect(await valuesInLog('cost')).toEqual([61_500, 61_900])
    expect(window.sync.syncState()).toEqual({ pending: 0, trouble: undefined })
  })

  it('is the one of the last writer in every window', async () => {
    bench = await openDraftBench(FARM, template)
    const one = await bench.valueWindow('difficulty')
    const two = await bench.valueWindow('difficulty')
    one.unsteady.plan.push('lost')
    one.sync.update(() => 2)
    two.sync.update(() => 4)
    await bench.calm()
    expect([one.sync.value(), two.sync.value()]).toEqual([2, 2])
    two.sync.update(() => null)
    await bench.calm()
    expect([one.sync.value(), two.sync.value()]).toEqual([null, null])
  })

  it('comes back into a store that was restored from a backup', async () => {
    bench = await openDraftBench(FARM, template)
    const window = await bench.valueWindow('cost')
    window.sync.update(() => 100)
    await bench.calm()
    await bench.restart(template)
    await bench.calm()
    expect(window.sync.value()).toBe(100)
    expect(await valuesInLog('cost')).toEqual([100])
  })
})

describe('a list of files', () => {
  it('keeps a file that came in while another was taken out without an answer', async () => {
    bench = await openDraftBench(FARM, template)
    const window = await bench.valueWindow('worksheets')
    const first = await addFileTo(window, 'first.csv')
    await bench.calm()
    window.unsteady.plan.push('lost')
    window.sync.update(removeFile(first))
    await addFileTo(window, 'second.csv')
    await bench.calm()
    expect(names(window)).toEqual(['second.csv'])
    window.sync.update(addFile(first, 0))
    window.sync.update(addFile(first, 0))
    await bench.calm()
    expect(names(window)).toEqual(['first.csv', 'second.csv'])
  })
})

describe('a cleaned copy', () => {
  const replaces = (file: FileRef): { replaces: Replaced } => ({
    replaces: { name: file.name, sha256: file.sha256, removed: ['Author', 'Company'] },
  })

  it('takes the place and the name of the file, with what was removed, and the file comes back', async () => {
    bench = await openDraftBench(FARM, template)
    const window = await bench.valueWindow('worksheets')
    const first = await addFileTo(window, 'first.csv')
    await addFileTo(window, 'second.csv')
    const copy = await addFileTo(window, 'first.csv', { ...replaces(first), text: 'without a name' })
    await bench.calm()
    expect(names(window)).toEqual(['first.csv', 'second.csv'])
    expect(copy).toEqual({ ...copy, name: 'first.csv', removed: ['Author', 'Company'] })
    expect(copy.sha256).not.toBe(first.sha256)
    expect((window.sync.value() as FileRef[])[0]).toEqual(copy)
    window.sync.update(putBackFile(first))
    await bench.calm()
    expect((window.sync.value() as FileRef[])[0]).toEqual(first)
  })

  it('is added to a field that is full, because it takes no new place', async () => {
    bench = await openDraftBench(FARM, template)
    const window = await bench.valueWindow('worksheets')
    const files: FileRef[] = []
    for (const name of ['a.csv', 'b.csv', 'c.csv', 'd.csv', 'e.csv']) files.push(await addFileTo(window, name))
    await expect(addFileTo(window, 'f.csv')).rejects.toMatchObject({ code: 'REFUSED' })
    const [first] = files
    if (first === undefined) throw new Error('nothing was added')
    await addFileTo(window, 'a.csv', { ...replaces(first), text: 'clean' })
    await bench.calm()
    expect(names(window)).toEqual(['a.csv', 'b.csv', 'c.csv', 'd.csv', 'e.csv'])
  })

  it('of a file that was taken out meanwhile is left out', async () => {
    bench = await openDraftBench(FARM, template)
    const window = await bench.valueWindow('worksheets')
    const first = await addFileTo(window, 'first.csv')
    await bench.calm()
    window.sync.update(removeFile(first))
    await bench.calm()
    await expect(addFileTo(window, 'first.csv', { ...replaces(first), text: 'clean' })).rejects.toMatchObject({
      data: { text: 'first.csv was taken out meanwhile, so nothing takes its place.' },
    })
    await bench.calm()
    expect(names(window)).toEqual([])
  })
})

import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { chooseFilesFolder, keepFilesFolder } from '../../src/hub/cli/files-folder.ts'
import { filePath } from '../../src/shared/contract/hub.ts'
import { insertFile } from '../../src/hub/store/files.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { runHub, startHub } from '../support/hub/run-hub.ts'
import { bodiesOf, enrolledDesk } from '../support/hub/test-desk.ts'
import { openTestHub, type TestHub } from '../support/hub/test-hub.ts'

const bytes = Buffer.from('field;pH\nMarsh;6.1\n')
const sha256 = createHash('sha256').update(bytes).digest('hex')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-folder-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('a hub that has its files elsewhere is given those of a batch whose command does not say where', {
  timeout: 120_000,
}, async () => {
  const [data, files, materials] = ['data', 'elsewhere', 'materials'].map((name) => join(folder, name))
  if (data === undefined || files === undefined || materials === undefined) throw new Error('all have names')
  const hub = await startHub(['--data', data, '--files', files])
  await mkdir(materials)
  await writeFile(join(materials, 'soil.csv'), bytes)
  for (const name of ['terms', 'guideline']) await writeFile(join(folder, `${name}.md`), 'x')
  const texts = ['--terms', join(folder, 'terms.md'), '--guideline', join(folder, 'guideline.md')]
  const made = await runHub([
    'programme',
    'create',
    '--name',
    'A',
    '--operator',
    'B',
    '--rate',
    '1',
    '--currency',
    'EUR',
    '--lease-days',
    '1',
    ...texts,
    '--data',
    data,
  ])
  const programme = made.out.trim().split(' ')[1] ?? ''
  const enrolled = await runHub([
    'expert',
    'enrol',
    '--name',
    'Ada',
    '--email',
    'a@example.org',
    '--occupation',
    '11-9013.00',
    '--data',
    data,
  ])
  const code = /Code (\S+),/.exec(enrolled.out)?.[1] ?? ''
  const material = { kind: 'file', key: 'soil', title: 'Soil', path: 'soil.csv' }
  const tasks = join(folder, 'tasks.jsonl')
  await writeFile(tasks, JSON.stringify({ ...taskContent(), materials: [material] }))
  const bring = ['batch', 'import', tasks, '--programme', programme, '--title', 'Soil', '--data', data]
  // As it is written where --files-dir is meant.
  expect(await runHub([...bring, '--files', materials])).toMatchObject({
    code: 1,
    err: `The files of this hub lie in ${files}. Leave --files out: only serve has them elsewhere, and files that a batch names come from --files-dir.\n`,
  })
  expect(await runHub([...bring, '--files-dir', materials])).toMatchObject({ code: 0 })
  expect(await readFile(join(files, sha256.slice(0, 2), sha256))).toEqual(bytes)
  const desk = await enrolledDesk(fetch, code, hub.address)
  expect(bodiesOf(await desk.pull(), 'task').size).toBe(1)
  expect((await desk.call('GET', filePath(sha256))).status).toBe(200)
  await hub.end('SIGTERM')
})

describe('the folder of the files', () => {
  let hub: TestHub
  let data: string
  const usual = () => join(data, 'files')
  let count = 0
  beforeEach(async () => {
    hub = await openTestHub()
    data = join(folder, `hub-${(count += 1)}`)
    await mkdir(data)
    return () => hub.close()
  })
  const choose = (given?: string, { serves = false, isShared = false } = {}) =>
    chooseFilesFolder(hub.db, { given, dataFolder: data, serves, isShared })
  async function serve(given?: string, isShared = false) {
    const chosen = await choose(given, { serves: true, isShared })
    if (!chosen.ok) return chosen
    const embedded = isShared ? undefined : { url: '', home: '', release: async () => undefined }
    const context = { ...hub.hub.context, filesFolder: chosen.value }
    const kept = await keepFilesFolder({ context, dataFolder: data, embedded })
    return kept.ok ? chosen : kept
  }
  async function put(into: string): Promise<void> {
    await mkdir(join(into, sha256.slice(0, 2)), { recursive: true })
    await writeFile(join(into, sha256.slice(0, 2), sha256), bytes)
    await insertFile(hub.db, sha256, bytes.length, 1)
  }
  const refused = (words: RegExp) => ({ ok: false, error: { text: expect.stringMatching(words) } })

  it('is the usual one, which goes where the folder of the hub is moved to', async () => {
    expect(await choose()).toEqual({ ok: true, value: usual() })
    expect(await serve()).toEqual({ ok: true, value: usual() })
    await put(usual())
    const moved = join(folder, `moved-${count}`)
    await rename(data, moved)
    data = moved
    expect(await choose()).toEqual({ ok: true, value: usual() })
    expect(await choose(usual())).toEqual({ ok: true, value: usual() })
    // By a link, too.
    await symlink(usual(), join(folder, `link-${count}`))
    expect(await choose(join(folder, `link-${count}`))).toMatchObject({ ok: true })
  })

  it('is the one that the hub was last served with, as long as it is there', async () => {
    const other = join(folder, `other-${count}`)
    expect(await serve(other)).toEqual({ ok: true, value: other })
    expect(await choose()).toEqual({ ok: true, value: other })
    await put(other)
    await rename(other, `${other}-moved`)
    // A disk that is not mounted must not be taken for one without files.
    for (const asked of [choose(), serve(), serve(other)])
      expect(await asked).toMatchObject(refused(/which is not there/))
    expect(await serve(`${other}-moved`)).toMatchObject({ ok: true })
    expect(await choose()).toEqual({ ok: true, value: `${other}-moved` })
    // Back to where it is usual.
    await rename(`${other}-moved`, usual())
    expect(await serve(usual())).toMatchObject({ ok: true })
    expect(await hub.db.query('select files_folder from hub')).toEqual([{ files_folder: null }])
  })

  it('is not taken for another one by a slip of the hand', async () => {
    const other = join(folder, `slip-${count}`)
    expect(await choose(other)).toMatchObject(refused(/^The files of this hub lie in .*only serve/))
    await put(usual())
    expect(await serve(other)).toMatchObject(refused(/holds none of the files of this hub, which lie in .*Copy them/))
    expect(await choose()).toEqual({ ok: true, value: usual() })
    await put(other)
    // The same disk, which goes by another path here.
    expect(await choose(other)).toEqual({ ok: true, value: other })
    expect(await choose()).toEqual({ ok: true, value: usual() })
  })

  it('of a database that several come to is that of the first who serves, from whatever account one comes', async () => {
    expect(await serve(undefined, true)).toEqual({ ok: true, value: usual() })
    const first = usual()
    await put(first)
    data = join(folder, `account-${count}`)
    expect(await choose(undefined, { isShared: true })).toEqual({ ok: true, value: first })
    // Of an older program, which has kept nothing.
    await hub.db.query('update hub set files_folder = null')
    expect(await serve(undefined, true)).toMatchObject(refused(/do not lie in .*Name their folder/))
    expect(await serve(first, true)).toEqual({ ok: true, value: first })
    expect(await choose(undefined, { isShared: true })).toEqual({ ok: true, value: first })
  })
})

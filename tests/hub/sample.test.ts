import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { readSample } from '../../src/hub/operator/read-sample.ts'
import { loadSample, sampleExpert } from '../../src/hub/operator/sample.ts'
import { folder, folderForFile, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { bodiesOf, createTestDesk, enrolledDesk, type TestDesk } from '../support/hub/test-desk.ts'
import { unwrap } from '../support/hub/test-hub.ts'

hubForFile()
folderForFile()
beforeAll(async () => {
  await cp(join(import.meta.dirname, '..', '..', 'resources', 'sample'), folder, { recursive: true })
})

const read = async () => unwrap(await readSample(hub.hub.context, hub.hub.files, folder))
const load = async () => unwrap(await loadSample(hub.hub.context, await read()))
const edit = async (name: string, change: (text: string) => string) => {
  const path = join(folder, name)
  await writeFile(path, change(await readFile(path, 'utf8')))
}
let desk: TestDesk

it('comes in whole, with its files, and is all offered to the sample expert', async () => {
  const sample = await read()
  const { added } = await load()
  expect(added).toBeGreaterThanOrEqual(12)
  const { code } = unwrap(await sampleExpert(hub.hub.context, sample))
  desk = await enrolledDesk(hub.fetch, code)
  const tasks = [...bodiesOf(await desk.pull(), 'task').values()]
  expect(tasks).toHaveLength(added)
  const files = tasks.flatMap(({ task }) =>
    task.materials.flatMap((material) => (material.kind === 'file' ? [material.file] : [])),
  )
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    const response = await desk.call('GET', `/v1/files/${file.sha256}`)
    expect((await response.arrayBuffer()).byteLength).toBe(file.size)
  }
})

it('changes nothing when it is loaded again, and gives a fresh code each time', async () => {
  const before = await desk.pull()
  expect(await load()).toMatchObject({ added: 0, changed: 0 })
  const first = unwrap(await sampleExpert(hub.hub.context, await read()))
  const second = unwrap(await sampleExpert(hub.hub.context, await read()))
  expect(await desk.pull()).toEqual(before)
  expect((await createTestDesk(hub.fetch, first.code).enrol()).status).toBe(404)
  expect((await createTestDesk(hub.fetch, second.code).enrol()).status).toBe(200)
})

it('sends on what was changed in the folder, and that alone', async () => {
  const programme = JSON.parse(await readFile(join(folder, 'programme.json'), 'utf8')) as {
    guideline: string
    batches: { tasks: string }[]
  }
  const name = programme.batches[0]?.tasks ?? ''
  await edit(name, (text) => {
    const [first = '', ...rest] = text.split('\n')
    const task = JSON.parse(first) as { brief: string }
    return [JSON.stringify({ ...task, brief: `${task.brief} Changed.` }), ...rest].join('\n')
  })
  await edit(programme.guideline, (text) => `${text}\nOne more thing.\n`)
  const last = (await desk.pull()).at(-1)?.seq
  expect(await load()).toMatchObject({ added: 0, changed: 1 })
  const news = await desk.pull(last)
  expect(news.map((change) => change.kind).toSorted()).toEqual(['programme', 'task'])
  expect([...bodiesOf(news, 'task').values()][0]?.task.revision).toBe(2)
  expect([...bodiesOf(news, 'programme').values()][0]?.guideline.version).toBe(2)
})

it('names every error of a sample folder and changes nothing', async () => {
  const programme = JSON.parse(await readFile(join(folder, 'programme.json'), 'utf8')) as {
    batches: { tasks: string }[]
  }
  const name = programme.batches[1]?.tasks ?? ''
  await edit(name, (text) => `{"kind":"answer"\n${text.replaceAll(/"path":"[^"]*"/g, '"path":"../../etc/passwd"')}`)
  const result = await readSample(hub.hub.context, hub.hub.files, folder)
  expect(result).toMatchObject({
    ok: false,
    error: {
      code: 'bad-sample',
      details: expect.arrayContaining([expect.stringContaining(`${name}, line 1: is not JSON;`)]),
    },
  })
})

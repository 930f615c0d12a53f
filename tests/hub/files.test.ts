import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filePath } from '../../src/shared/contract/hub.ts'
import { parseRange } from '../../src/hub/files/range.ts'
import { sha256 } from '../../src/hub/receipts/receipt.ts'
import { submission, submitOperation, taskContent } from '../support/hub/fixtures.ts'
import { desk, expertForEachTest, expertId, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { address, bodiesOf, enrolledDesk } from '../support/hub/test-desk.ts'

hubForFile({ limits: { fileBytes: 100_000 } })
expertForEachTest()

const bytesOf = (text: string) => Buffer.from(text)
const file = (name: string, bytes: Buffer) => ({
  name,
  sha256: sha256(bytes),
  size: bytes.length,
  mediaType: 'text/csv',
})

describe('handing in a file', () => {
  it('keeps what has the hash it is named by, once, and gives it back to its owner', async () => {
    const bytes = bytesOf(`yield;7.4 ${Math.random()}`)
    const hash = sha256(bytes)
    expect((await desk.putFile(hash, bytes)).status).toBe(201)
    expect((await desk.putFile(hash, bytes)).status).toBe(200)
    const response = await desk.call('GET', filePath(hash))
    expect(response.status).toBe(200)
    expect(response.headers.get('etag')).toBe(`"${hash}"`)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes)
    const head = await desk.call('HEAD', filePath(hash))
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)])
    expect((await desk.call('GET', filePath(hash), undefined, { 'if-none-match': `"${hash}"` })).status).toBe(304)
  })

  it('refuses bytes with another hash and leaves nothing of them behind', async () => {
    const response = await desk.putFile(sha256('something'), bytesOf('something else'))
    expect([response.status, await response.text()]).toEqual([422, expect.stringContaining('do not have this SHA-256')])
    expect(await readdir(join(hub.filesFolder, 'incoming'))).toEqual([])
    expect((await desk.call('GET', filePath(sha256('something')))).status).toBe(404)
  })

  it('refuses a file that is too large, whether it says so or not', async () => {
    const large = Buffer.alloc(100_001, 'x')
    const said = await desk.putFile(sha256(large), large)
    const headers = { authorization: `Bearer ${desk.token}`, 'understudy-protocol': '1' }
    const init: RequestInit & { duplex: 'half' } = {
      method: 'PUT',
      headers,
      body: new Blob([large]).stream(),
      duplex: 'half',
    }
    const unsaid = await hub.fetch(new Request(address + filePath(sha256(large)), init))
    for (const response of [said, unsaid]) {
      expect(response.status).toBe(413)
      expect(await response.json()).toMatchObject({ data: { limit: 100_000 } })
    }
    expect(await readdir(join(hub.filesFolder, 'incoming'))).toEqual([])
  })

  it('takes an empty file, and a file whose bytes were lost on the disk once more', async () => {
    const empty = Buffer.alloc(0)
    expect((await desk.putFile(sha256(empty), empty)).status).toBe(201)
    expect((await (await desk.call('GET', filePath(sha256(empty)))).arrayBuffer()).byteLength).toBe(0)
  })

  it.each(['../../etc/passwd', '..%2f..%2fetc%2fpasswd', 'A'.repeat(64), '0'.repeat(63)])(
    'takes no name that is not a hash: %s',
    async (name) => {
      for (const method of ['GET', 'PUT']) {
        const response = await desk.call(method, `/v1/files/${name}`, method === 'PUT' ? 'x' : undefined)
        expect(response.status).toBe(404)
      }
    },
  )
})

describe('fetching a file', () => {
  it('gives ranges as RFC 9110 says, so that a broken fetch goes on where it ended [F2]', async () => {
    const bytes = bytesOf('0123456789')
    const hash = sha256(bytes)
    await desk.putFile(hash, bytes)
    const get = (range: string, more = {}) => desk.call('GET', filePath(hash), undefined, { range, ...more })
    const part = await get('bytes=4-')
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 4-9/10', '456789'])
    expect(await (await get('bytes=2-3')).text()).toBe('23')
    expect(await (await get('bytes=-3')).text()).toBe('789')
    const outside = await get('bytes=10-')
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, 'bytes */10'])
    expect((await get('bytes=4-', { 'if-range': `"${hash}"` })).status).toBe(206)
    expect((await get('bytes=4-', { 'if-range': '"another"' })).status).toBe(200)
  })

  it.each([
    ['bytes=0-0', { kind: 'part', start: 0, end: 0 }],
    ['bytes=5-99', { kind: 'part', start: 5, end: 9 }],
    ['bytes=-99', { kind: 'part', start: 0, end: 9 }],
    ['bytes=-0', { kind: 'outside' }],
    ['bytes=5-4', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
    ['bytes=0-1,4-5', { kind: 'whole' }],
    ['pages=1-2', { kind: 'whole' }],
    [null, { kind: 'whole' }],
  ])('reads the range %s of ten bytes', (header, answer) => {
    expect(parseRange(header, 10)).toEqual(answer)
  })

  it('shows a file only to who has a reason to see it: its sender, and who has a task it belongs to', async () => {
    const bytes = bytesOf(`reference ${Math.random()}`)
    const reference = file('reference.csv', bytes)
    const first = await enrolledDesk(hub.fetch, (await hub.operator.enrolExpert()).code)
    await first.putFile(reference.sha256, bytes)
    const other = await enrolledDesk(hub.fetch, (await hub.operator.enrolExpert()).code)
    expect((await desk.call('GET', filePath(reference.sha256))).status).toBe(404)
    const materials = [{ kind: 'file' as const, key: 'ref', title: 'Reference', file: reference }]
    await hub.operator.importTasks([taskContent({ materials })], { onlyExpert: expertId })
    expect((await desk.call('GET', filePath(reference.sha256))).status).toBe(200)
    expect((await other.call('GET', filePath(reference.sha256))).status).toBe(404)
    expect(
      (await hub.fetch(new Request(address + filePath(reference.sha256), { headers: { 'understudy-protocol': '1' } })))
        .status,
    ).toBe(401)
  })
})

describe('a submission with files [F3]', () => {
  const fields = [{ kind: 'files' as const, key: 'work', label: 'Your files', maxBytes: 5000 }]
  const newTask = async () => {
    await hub.operator.importTasks([taskContent({ fields })], { onlyExpert: expertId })
    return [...bodiesOf(await desk.pull(), 'task').keys()].at(-1) ?? ''
  }

  it('waits until its files are there, naming those that are missing', async () => {
    const [here, there] = [bytesOf(`here ${Math.random()}`), bytesOf(`there ${Math.random()}`)]
    const work = submission(await newTask(), { values: { work: [file('../../x.csv', here), file('b.csv', there)] } })
    await desk.putFile(sha256(here), here)
    expect(await desk.push([submitOperation(work)])).toEqual([
      { id: work.id, outcome: 'later', code: 'files-missing', missing: [sha256(there)] },
    ])
    await desk.putFile(sha256(there), there)
    expect(await desk.push([submitOperation(work)])).toMatchObject([{ outcome: 'done' }])
  })

  it('does not count a file that only another expert handed in: a hash alone shows nothing', async () => {
    const bytes = bytesOf(`theirs ${Math.random()}`)
    const other = await enrolledDesk(hub.fetch, (await hub.operator.enrolExpert()).code)
    await other.putFile(sha256(bytes), bytes)
    const work = submission(await newTask(), { values: { work: [file('a.csv', bytes)] } })
    expect(await desk.push([submitOperation(work)])).toMatchObject([{ code: 'files-missing' }])
  })

  it('is refused for a file larger than its field allows, of another size than it says, or that is a text', async () => {
    const bytes = bytesOf(`small ${Math.random()}`)
    await desk.putFile(sha256(bytes), bytes)
    const taskId = await newTask()
    const pushed = await Promise.all(
      [[{ ...file('a.csv', bytes), size: 6000 }], [{ ...file('a.csv', bytes), size: 3 }], ['a.csv']].map((work) =>
        desk.push([submitOperation(submission(taskId, { values: { work } }))]),
      ),
    )
    expect(pushed.flat().map((result) => result.outcome === 'refused' && result.message)).toEqual([
      'Your files: The file a.csv is larger than 5000 bytes.',
      'The size given for the file a.csv is wrong.',
      'Your files: This should be a list of files.',
    ])
  })
})

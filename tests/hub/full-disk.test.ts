import { randomBytes } from 'node:crypto'
import { statfsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filePath, UPLOADS_PATH } from '../../src/shared/contract/hub.ts'
import { sha256 } from '../../src/hub/receipts/receipt.ts'
import { address, enrolledDesk, type TestDesk } from '../support/hub/test-desk.ts'
import { openTestHub, type TestHub } from '../support/hub/test-hub.ts'
import { canMountDisks, mountDisk, resizeDisk, unmountDisk } from '../support/store/small-disk.ts'

/** What stays free for the database, and what is left beside it. */
const SPARE_MB = 50
const MB = 1_000_000

describe.runIf(canMountDisks())('a hub whose disk is nearly full', () => {
  let hub: TestHub
  let desk: TestDesk
  beforeAll(async () => {
    hub = await openTestHub()
    desk = await enrolledDesk(hub.fetch, (await hub.operator.enrolExpert()).code)
    mountDisk(hub.filesFolder, '80m')
  })
  afterAll(async () => {
    unmountDisk(hub.filesFolder)
    await hub.close()
  })

  const free = (): number => {
    const { bavail, bsize } = statfsSync(hub.filesFolder)
    return bavail * bsize
  }

  /** Makes the disk so large that so many bytes are free. */
  const leave = (bytes: number): void => {
    const { blocks, bavail, bsize } = statfsSync(hub.filesFolder)
    resizeDisk(hub.filesFolder, String((blocks - bavail) * bsize + bytes))
  }

  const put = (bytes: Buffer<ArrayBuffer>, saysLength = true): Promise<Response> => {
    const headers = {
      authorization: `Bearer ${desk.token}`,
      'understudy-protocol': '1',
      ...(saysLength ? { 'content-length': String(bytes.length) } : {}),
    }
    return hub.fetch(new Request(new URL(filePath(sha256(bytes)), address), { method: 'PUT', headers, body: bytes }))
  }

  function tus(method: string, path: string, headers: Record<string, string>, body?: Uint8Array<ArrayBuffer>) {
    const all = {
      authorization: `Bearer ${desk.token}`,
      'understudy-protocol': '1',
      'tus-resumable': '1.0.0',
      ...headers,
    }
    return hub.fetch(
      new Request(new URL(path, address), { method, headers: all, ...(body === undefined ? {} : { body }) }),
    )
  }

  it('takes in what there is room for, also at once, and asks to wait with the rest', async () => {
    leave(80 * MB)
    const files = Array.from({ length: 4 }, () => randomBytes(12 * MB))
    const answers = await Promise.all(files.map((file) => put(file)))
    const taken = answers.filter(({ status }) => status === 201)
    expect(taken.length).toBeGreaterThan(0)
    expect(taken.length).toBeLessThan(files.length)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 429]))
    expect(free()).toBeGreaterThan(SPARE_MB * MB)
    const small = randomBytes(1 * MB)
    expect((await put(small)).status).toBe(201)
    expect(hub.log.some(({ level, event }) => level === 'error' && event === 'no-room')).toBe(true)
  })

  it('takes in a small file also where a proxy passes it on without its length', async () => {
    leave(80 * MB)
    expect((await put(randomBytes(MB), false)).status).toBe(201)
    expect((await put(randomBytes(17 * MB), false)).status).toBe(413)
  })

  it('begins no large file that would not fit, and goes on with one when there is room', async () => {
    const bytes = randomBytes(30 * MB)
    const naming = `sha256 ${Buffer.from(sha256(bytes)).toString('base64')}`
    const begin = () => tus('POST', UPLOADS_PATH, { 'upload-length': String(bytes.length), 'upload-metadata': naming })
    leave(60 * MB)
    expect((await begin()).status).toBe(429)
    leave(100 * MB)
    const begun = await begin()
    expect(begun.status).toBe(201)
    const path = new URL(begun.headers.get('location') ?? '', `${address}${UPLOADS_PATH}`).pathname
    const add = (from: number, to: number) =>
      tus(
        'PATCH',
        path,
        { 'upload-offset': String(from), 'content-type': 'application/offset+octet-stream' },
        new Uint8Array(bytes.subarray(from, to)),
      )
    expect((await add(0, 10 * MB)).status).toBe(204)
    leave(60 * MB)
    expect((await add(10 * MB, bytes.length)).status).toBe(429)
    leave(100 * MB)
    expect((await add(10 * MB, bytes.length)).status).toBe(204)
  })
})

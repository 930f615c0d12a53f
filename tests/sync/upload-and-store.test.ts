import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TusUpload, uploadByTus } from '../../src/core/sync/tus-upload.ts'
import { ok } from '../../src/shared/domain/result.ts'

/**
 * The library that speaks tus hears of what fails in its callbacks in one place, takes it for the line's fault in another,
 * and lets it end the process in a third. A store that fails must reach who began the upload, from each of them.
 */

const SIZE = 1_000
const endpoint = 'http://127.0.0.1:1/v1/uploads'
const begun = `${endpoint}/a`
let folder: string
let path: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-'))
  path = join(folder, 'file')
  writeFileSync(path, randomBytes(SIZE))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What of the store an upload uses. */
type Ours = Partial<Pick<TusUpload, 'onProgress'> & TusUpload['place']>

/** A hub that has so many bytes of the upload; of none, it does not know the upload. */
function hubWith(has: number | undefined, location = begun): TusUpload['exchange'] {
  const answer = (status: number, headers: Record<string, string> = {}) =>
    Promise.resolve(ok({ status, headers: new Headers({ 'tus-resumable': '1.0.0', ...headers }), text: '' }))
  return (_, { method }) => {
    if (method === 'POST') return answer(201, { location })
    if (method === 'PATCH') return answer(204, { 'upload-offset': String(SIZE) })
    if (has === undefined) return answer(404)
    return answer(200, { 'upload-offset': String(has), 'upload-length': String(SIZE) })
  }
}

function full(): never {
  throw new Error('database or disk is full')
}

function upload(has: number | undefined, ours: Ours, exchange = hubWith(has)) {
  const { onProgress = () => undefined, ...place } = ours
  return uploadByTus({
    endpoint,
    file: { path, sha256: 'a'.repeat(64), size: SIZE },
    exchange,
    place: { get: () => undefined, set: () => undefined, drop: () => undefined, ...place },
    onProgress,
    signal: new AbortController().signal,
    now: () => 0,
  })
}

const moments: readonly (readonly [moment: string, has: number | undefined, ours: Ours])[] = [
  ['asked where the upload stands', undefined, { get: full }],
  ['told where a new one stands', undefined, { set: full }],
  ['told how far it is', undefined, { onProgress: full }],
  ['told that all of it had arrived before', SIZE, { get: () => begun, onProgress: full }],
  ['told to forget one that has arrived', undefined, { drop: full }],
  ['told to forget one that the hub has forgotten', undefined, { get: () => begun, drop: full }],
]

describe('a hub that says that an upload lies elsewhere', () => {
  it.each(['http://printer.example:631/v1/uploads/a', '//printer.example/a', '/admin/a'])(
    'is asked itself all the same, and nobody at %s',
    async (location) => {
      const asked: string[] = []
      const hub = hubWith(undefined, location)
      const exchange: TusUpload['exchange'] = (url, init, bytes) => {
        asked.push(`${init.method} ${url}`)
        return hub(url, init, bytes)
      }
      expect(await upload(undefined, {}, exchange)).toEqual(ok(undefined))
      expect(asked).toEqual([`POST ${endpoint}`, `PATCH ${begun}`])
    },
  )
})

describe('a store that fails while a file goes up', () => {
  it('is nothing the hub did: without it the file arrives', async () => {
    expect(await upload(undefined, {})).toEqual(ok(undefined))
    expect(await upload(SIZE, { get: () => begun })).toEqual(ok(undefined))
  })

  it.each(moments)('%s, is what the upload fails with', async (_, has, ours) => {
    await expect(upload(has, ours)).rejects.toThrow('database or disk is full')
  })
})

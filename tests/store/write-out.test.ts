import { pbkdf2 } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeOut } from '../../src/disk/write-out.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-write-out-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function* breakingOff(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('half')
  throw new RangeError('broke off')
}

it('has written all when it ends', async () => {
  const path = join(folder, 'whole')
  await writeOut(path, Readable.from(['one ', Buffer.from('two')]), { flush: true })
  expect(await readFile(path, 'utf8')).toBe('one two')
})

it('makes no file after it has ended: one that was taken away would come back', async () => {
  const path = join(folder, 'broken')
  // All threads that make files are at work: this one's turn comes after the source has broken off.
  for (let i = 0; i < 16; i++) pbkdf2('word', 'salt', 20_000, 64, 'sha512', () => undefined)
  await expect(writeOut(path, breakingOff())).rejects.toThrow('broke off')
  expect(existsSync(path)).toBe(true)
})

it('ends where it was broken off before it began, and where the disk has no such folder', async () => {
  const signal = AbortSignal.abort()
  await expect(writeOut(join(folder, 'never'), breakingOff(), { signal })).rejects.toThrow('aborted')
  const source = Readable.from([Buffer.from('bytes')])
  await expect(writeOut(join(folder, 'nowhere', 'file'), source)).rejects.toMatchObject({ code: 'ENOENT' })
  expect(source.destroyed).toBe(true)
})

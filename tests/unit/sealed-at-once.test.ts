import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { openSealed } from '../../src/sealed/open-sealed.ts'
import { type SealedSource, writeSealed } from '../../src/sealed/write-sealed.ts'
import { makeSealKey, outboxHead } from '../support/sealed/make-sealed.ts'
import { sha256Of } from '../support/sync/sealed-bytes.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'understudy-at-once-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** Bytes of a delivered file that come in pieces, with a turn of the loop before each. */
function slowFile(letter: string): SealedSource {
  const pieces = Array.from({ length: 40 }, (_, n) => Buffer.from(letter.repeat(20_000 + n)))
  const bytes = Buffer.concat(pieces)
  async function* slowly(): AsyncGenerator<Buffer> {
    for (const piece of pieces) {
      await setImmediate()
      yield piece
    }
  }
  const sha256 = sha256Of(bytes)
  return { name: `files/${sha256}`, size: bytes.length, sha256, read: () => Readable.from(slowly()) }
}

it('of two who seal to one name at once each writes a whole file, and the later one has the name [C1]', async () => {
  const place = folder()
  const path = join(place, 'ada.understudy')
  const key = makeSealKey()
  // What a program that was killed left behind, long ago and just now.
  for (const name of ['0123abcd', '89abcdef']) writeFileSync(`${path}.${name}.part`, 'half')
  utimesSync(`${path}.0123abcd.part`, 1_700_000_000, 1_700_000_000)
  const files = ['a', 'b', 'c'].map(slowFile)
  const written = await Promise.allSettled(files.map((file) => writeSealed(path, outboxHead(key), [file], key)))
  expect(written).toEqual(files.map(() => ({ status: 'fulfilled', value: { ok: true, value: expect.anything() } })))
  expect(readdirSync(place).sort()).toEqual(['ada.understudy', 'ada.understudy.89abcdef.part'])
  const opened = await openSealed(path)
  if (!opened.ok) throw new Error(opened.error.text)
  onTestFinished(() => opened.value.close())
  const unpacked = join(place, 'unpacked')
  mkdirSync(unpacked)
  expect(await opened.value.unpack(unpacked)).toMatchObject({ ok: true })
})

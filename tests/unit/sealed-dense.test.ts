import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openSealed } from '../../src/sealed/open-sealed.ts'
import { writeEntry } from '../../src/sealed/staging.ts'
import { writeSealed } from '../../src/sealed/write-sealed.ts'
import { makeSealKey, outboxHead } from '../support/sealed/make-sealed.ts'

it.each([
  [
    'a log of six megabytes whose lines are all the same',
    ['{"text":"', '0.000;0.000;0.000\\n'.repeat(320_000), '"}\n'],
  ],
  [
    '300 tasks about one empty table',
    Array.from({ length: 300 }, (_, n) => `{"n":${n},"text":"${'|  |  |\\n'.repeat(3_000)}"}\n`),
  ],
])('what we seal can be read in, also %s [C1]', async (_, texts) => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-dense-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const key = makeSealKey()
  const entry = await writeEntry(folder, 'operations.jsonl', texts)
  expect(entry.size).toBeGreaterThan(5_000_000)
  const path = join(folder, 'x.understudy')
  expect(await writeSealed(path, outboxHead(key), [entry], key)).toMatchObject({ ok: true })
  const opened = await openSealed(path)
  if (!opened.ok) throw new Error(opened.error.text)
  onTestFinished(() => opened.value.close())
  const unpacked = join(folder, 'unpacked')
  mkdirSync(unpacked)
  expect(await opened.value.unpack(unpacked)).toMatchObject({ ok: true })
})

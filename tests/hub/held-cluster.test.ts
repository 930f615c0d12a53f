import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openEmbedded } from '../../src/hub/postgres/embedded.ts'

it('a new database that gets no name, as where a scanner holds one of its files, is told as that and leaves nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-held-'))
  const { rename } = fs.promises
  onTestFinished(async () => {
    fs.promises.rename = rename
    syncBuiltinESMExports()
    await rm(folder, { recursive: true, force: true })
  })
  fs.promises.rename = async (from, to) => {
    if (String(to).endsWith('cluster')) throw Object.assign(new Error('EPERM: may not rename'), { code: 'EPERM' })
    await rename(from, to)
  }
  syncBuiltinESMExports()
  const opened = await openEmbedded(folder)
  const text: unknown = expect.stringContaining('could not be made: Error: EPERM: may not rename')
  expect(opened).toMatchObject({ ok: false, error: { code: 'failed', text } })
  const names = await readdir(join(folder, 'postgres'))
  expect(names.filter((name) => name.startsWith('cluster'))).toEqual([])
})

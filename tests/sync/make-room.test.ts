import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAttachments } from '../../src/core/drafts/attachments.ts'
import { filePathOf, incomingPathOf } from '../../src/core/store/file-store.ts'
import { openStore, type Store } from '../../src/core/store/open-store.ts'
import { makeRoom, sweepIncoming } from '../../src/core/sync/make-room.ts'
import { FilesField } from '../../src/shared/domain/fields.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { newId } from '../support/hub/fixtures.ts'
import { type FileSteps, installFileSteps } from '../support/file-steps.ts'

let store: Store
let steps: FileSteps
beforeEach(() => {
  const opened = openStore(makeTempFolder())
  if (!opened.ok) throw new Error(opened.error.text)
  store = opened.value
  steps = installFileSteps()
})
afterEach(() => {
  steps.uninstall()
  store.close()
  removeTempFolders()
})

/** A file that came once and that no task needs any more. */
function spareFile(): { sha256: string; bytes: Buffer; path: string } {
  const bytes = randomBytes(1_000)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const path = filePathOf(store.folder, sha256)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
  store.files.setHere(sha256, bytes.length)
  return { sha256, bytes, path }
}

it('room is noted before it is made: a stop between leaves a file too many, and never one too few [F1] [F8]', async () => {
  const { sha256, path } = spareFile()
  let wasHere: boolean | undefined
  steps.watch(store.folder, (kind, run) => {
    if (kind === 'changes') wasHere ??= store.files.get(sha256)?.here
    return run()
  })
  expect(await makeRoom(store, Date.now())).toEqual({ files: 1, bytes: 1_000 })
  steps.forget(store.folder)
  expect([wasHere, existsSync(path)]).toEqual([false, false])
})

it('what half-done transfers have left goes at the start, but not what a missing file goes on from [F2]', async () => {
  const now = Date.now()
  const [missing, here, unknown] = [spareFile().sha256, spareFile().sha256, 'ab'.repeat(32)]
  store.files.setGone(missing)
  const lay = (name: string, daysAgo: number): string => {
    const path = incomingPathOf(store.folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, 'half')
    utimesSync(path, now / 1000, now / 1000 - daysAgo * 86_400)
    return name
  }
  const part = (sha256: string): string => `${sha256}.${newId()}.part`
  // A large file may take weeks on a bad line.
  const stays = [lay(part(missing), 20), lay('being added', 0.9)]
  for (const [name, daysAgo] of [[part(here), 0] as const, [part(unknown), 0] as const, ['left', 1.1] as const])
    lay(name, daysAgo)
  await sweepIncoming(store, now)
  expect(readdirSync(incomingPathOf(store.folder, '')).toSorted()).toEqual(stays.toSorted())
})

describe('room that is made while the expert adds the same bytes', () => {
  it('leaves a file that became theirs after the choice of what to give up [F8]', async () => {
    const files = [spareFile(), spareFile()].toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
    const last = files.at(-1)
    const making = makeRoom(store, Date.now())
    if (last !== undefined && existsSync(last.path)) store.files.setHere(last.sha256, last.bytes.length, true)
    await making
    expect(last !== undefined && existsSync(last.path)).toBe(store.files.get(last?.sha256 ?? '')?.here)
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])(
    'leaves it when room is made after step %i of the adding [F8] [D1]',
    async (at) => {
      const { sha256, bytes, path } = spareFile()
      const attachments = createAttachments(store, newId)
      const field = FilesField.parse({ kind: 'files', key: 'plan', label: 'The plan' })
      const target = { taskId: newId(), field, present: [], maxBytes: 1e9 }
      const begun = await attachments.begin(target, { name: 'plan.bin', size: bytes.length, mediaType: '' })
      if (!begun.ok) throw new Error(begun.error)
      attachments.part(begun.value, 0, bytes)
      let left = at
      let making: Promise<unknown> | undefined
      steps.watch(store.folder, (_, run) => {
        const done = run()
        if (--left === 0) making = makeRoom(store, Date.now())
        return done
      })
      const finished = await attachments.finish(begun.value)
      await making
      steps.forget(store.folder)
      expect(finished).toMatchObject({ ok: true, value: { file: { sha256 } } })
      expect(existsSync(path)).toBe(true)
      expect(store.files.get(sha256)).toMatchObject({ here: true, made: true })
    },
  )
})

import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/core/store/open-store.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { AT } from '../support/core/test-store.ts'
import { draftTexts, makeFullStore } from '../support/store/full-store.ts'
import { markSuspect } from '../support/store/open-at.ts'
import { canMountDisks, mountDisk, unmountDisk } from '../support/store/small-disk.ts'

const PAGE = 4096

afterAll(removeTempFolders)

/** Leaves so many bytes of a disk free. */
function leave(disk: string, bytes: number): void {
  const ballast = join(disk, 'ballast')
  rmSync(ballast, { force: true })
  const { bavail, bsize } = statfsSync(disk)
  spawnSync('fallocate', ['-l', String(bavail * bsize - bytes), ballast])
}

describe.runIf(canMountDisks())('a damaged store on a full disk', () => {
  it('is left as it was found; what has to be free is said, and is enough [K2]', () => {
    const template = makeFullStore()
    const texts = draftTexts(template, () => AT)
    const disk = makeTempFolder('disk')
    mountDisk(disk, '120m')
    try {
      const folder = join(disk, 'desk')
      cpSync(template, folder, { recursive: true })
      const path = join(folder, 'desk.db')
      const bytes = readFileSync(path)
      // The middle of the index of words, which is made anew.
      bytes.fill(0, 20 * PAGE, 21 * PAGE)
      writeFileSync(path, bytes)
      markSuspect(folder)
      leave(disk, 500_000)
      const names = readdirSync(folder)
      const refused = openStore(folder, { now: () => AT })
      expect(refused).toMatchObject({ ok: false, error: { code: 'disk-full' } })
      const text = refused.ok ? '' : refused.error.text
      expect(text).toMatch(/damaged.*no room.*rescue.*Make room and start again/)
      expect(readFileSync(path).equals(bytes)).toBe(true)
      expect(readdirSync(folder).filter((name) => name !== 'backups')).toEqual(names)
      const [, megabytes = '0'] = /(\d+) MB have to be free/.exec(text) ?? []
      leave(disk, Number(megabytes) * 1_000_000)
      expect(draftTexts(folder, () => AT)).toEqual(texts)
    } finally {
      unmountDisk(disk)
    }
  })
})

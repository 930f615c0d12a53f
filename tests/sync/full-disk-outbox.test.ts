import { randomBytes } from 'node:crypto'
import { readdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempFolder, removeTempFolders, type TestCore } from '../support/core/test-core.ts'
import { failStatements } from '../support/store/failing-statements.ts'
import { canMountDisks, mountDisk, resizeDisk, unmountDisk } from '../support/store/small-disk.ts'
import { type DeskAndHub, openDeskAndHub, stateOf } from '../support/sync/desk-and-hub.ts'
import { attach, beginWithFiles } from '../support/sync/large-files.ts'

let world: DeskAndHub
beforeEach(async () => {
  world = await openDeskAndHub()
})
afterEach(() => world.close())
afterAll(removeTempFolders)

/** A desk without a network whose finished work has a file of so many bytes. */
async function finishOffline(
  folder: string,
  bytes: number,
): Promise<{ core: TestCore; taskId: string; hubId: string }> {
  const core = await world.openDesk({ folder })
  const taskId = await beginWithFiles(world, core.desk)
  await attach(core.desk, taskId, 'plan.tif', randomBytes(bytes))
  await core.desk.sync.setOffline({ offline: true })
  await core.desk.work.send({ taskId })
  return { core, taskId, hubId: (await core.desk.sync.overview({})).hubs[0]?.id ?? '' }
}

describe.runIf(canMountDisks())('an outbox that would take the last room of the disk', () => {
  const disk = makeTempFolder('disk')
  afterEach(() => void unmountDisk(disk))

  it('is not made, which is said; nothing counts as sent, and it is made when there is room [C3]', async () => {
    mountDisk(disk, '200m')
    const { core, taskId, hubId } = await finishOffline(join(disk, 'desk'), 20_000_000)
    const { bavail, bsize } = statfsSync(disk)
    // The file fits.
    resizeDisk(disk, String(209_715_200 - (bavail * bsize - 40_000_000)))
    await expect(core.desk.carriage.save({ hubId })).rejects.toMatchObject({
      code: 'REFUSED',
      data: { code: 'no-room', text: expect.stringMatching(/20 MB.*Make room/) },
    })
    expect(await stateOf(core.desk, taskId)).toBe('ready')
    resizeDisk(disk, '200m')
    expect(await core.desk.carriage.save({ hubId })).toMatchObject({ files: 1 })
    await core.stop()
  })
})

describe('an outbox whose having left cannot be noted', () => {
  it('takes no room: nothing of it is left, whichever statement fails [C3]', async () => {
    const { core, hubId } = await finishOffline(makeTempFolder(), 2_000)
    await core.desk.carriage.release(await core.desk.carriage.save({ hubId }))
    const failing = failStatements()
    let failures = 0
    try {
      for (let k = 1; ; k++) {
        failing.arm(k, 'refused')
        const saved = await core.desk.carriage.save({ hubId }).catch(() => undefined)
        if (failing.disarm() === undefined) break
        failures += 1
        if (saved !== undefined) await core.desk.carriage.release({ saveId: saved.saveId })
        expect(readdirSync(join(core.folder, 'carriage'))).toEqual([])
      }
    } finally {
      failing.restore()
    }
    expect(failures).toBeGreaterThan(3)
  })
})

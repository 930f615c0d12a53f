import { randomBytes } from 'node:crypto'
import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { insertFile } from '../../src/hub/store/files.ts'
import { PROTOCOL, PROTOCOL_HEADER } from '../../src/shared/contract/hub.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { canMountDisks, mountDisk, resizeDisk, unmountDisk } from '../support/store/small-disk.ts'
import { type DeskAndHub, openDeskAndHub, write } from '../support/sync/desk-and-hub.ts'
import { hashOf } from '../support/sync/large-files.ts'

const disk = makeTempFolder('disk')
let world: DeskAndHub
afterEach(async () => {
  await world.close()
  unmountDisk(disk)
})
afterAll(removeTempFolders)

const freeBytes = (): number => {
  const { bavail, bsize } = statfsSync(disk)
  return bavail * bsize
}

describe.runIf(canMountDisks())('a reference file that the disk has no room for', () => {
  it('is not begun: what is written goes on being kept, small files come, and it follows when there is room [F1]', async () => {
    mountDisk(disk, '40m')
    world = await openDeskAndHub()
    const core = await world.openDesk({ folder: join(disk, 'desk') })
    const [large, small] = [randomBytes(60_000_000), randomBytes(10_000)]
    const asked: string[] = []
    world.wire.answer('/v1/files', (request) => {
      const bytes = request.url.endsWith(hashOf(large)) ? large : small
      asked.push(bytes === large ? 'large' : 'small')
      const from = Number(/bytes=(\d+)-/.exec(request.headers.get('range') ?? '')?.[1] ?? 0)
      const headers = new Headers({ [PROTOCOL_HEADER]: String(PROTOCOL) })
      if (from > 0) headers.set('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`)
      return new Response(new Uint8Array(bytes.subarray(from)), { status: from > 0 ? 206 : 200, headers })
    })
    const materials = [large, small].map((bytes, i) => ({
      kind: 'file' as const,
      key: `map-${i}`,
      title: `Map ${i}`,
      file: { name: `map-${i}.tif`, sha256: hashOf(bytes), size: bytes.length, mediaType: 'image/tiff' },
    }))
    for (const { file } of materials) await insertFile(world.hub.db, file.sha256, file.size, world.time.now())
    await world.hub.operator.importTasks([taskContent({ materials })])
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    const missing = async () => (await core.desk.sync.overview({})).files.missing
    await until(core.desk, 'the small one is here', async () => (await missing()) === 1, world.time)
    await world.time.advance(40_000)
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'x'.repeat(1_000_000))
    expect(freeBytes()).toBeGreaterThan(10_000_000)
    expect(asked).toEqual(['small'])
    const [row] = (await core.desk.carry.overview({})).files
    expect(row).toMatchObject({
      name: 'map-0.tif',
      state: 'refused',
      reason: expect.stringMatching(/no room.*Make room/),
    })
    resizeDisk(disk, '256m')
    await until(core.desk, 'the large one is here', async () => (await missing()) === 0, world.time)
    await core.stop()
  })
})

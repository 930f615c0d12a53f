import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ChangeSet } from '@codemirror/state'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createClock } from '../../src/renderer/state/clock.ts'
import { createToasts } from '../../src/renderer/state/toasts.ts'
import { createToastQueue } from '../../src/renderer/ui/toast-queue.ts'
import { testId } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { attachFile, keptNames, makeFolderWithTask, openWithTask, partNames } from '../support/store/attached-files.ts'
import { canMountDisks, mountDisk, resizeDisk, unmountDisk } from '../support/store/small-disk.ts'

const disk = makeTempFolder('disk')
afterEach(() => void unmountDisk(disk))
afterAll(removeTempFolders)

const session = testId('session')

describe.runIf(canMountDisks())('on a full disk', () => {
  it('an edit is refused in words that help, nothing acknowledged is lost, and it goes on when there is room', async () => {
    mountDisk(disk, '4m')
    const core = await openTestCore({ folder: join(disk, 'desk') })
    await core.desk.setup.openSample({})
    const taskId = (await core.desk.tasks.list({ sort: 'title' })).rows[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    const { task } = await core.desk.tasks.get({ taskId })
    const field = task.fields.find(({ kind }) => kind === 'markdown')?.key ?? ''
    let version = 0
    const type = async (text: string) => {
      const changes = ChangeSet.of({ from: 0, insert: text }, version * 20_000).toJSON()
      const edits = [{ change: { changes }, origin: 'typed' as const }]
      await core.desk.drafts.edit({ taskId, field, version, session, edits })
      version += 1
    }
    const refusal = await (async () => {
      for (;;) await type('x'.repeat(20_000))
    })().catch((error: unknown) => error)
    expect(refusal).toMatchObject({
      code: 'DISK_FULL',
      data: { text: expect.stringMatching(/disk is full.*kept in this window/) },
    })
    const filled = version
    // Reading goes on, and what was acknowledged is there.
    expect((await core.desk.drafts.open({ taskId })).fields[field]).toMatchObject({ version: filled })
    await expect(type('y'.repeat(20_000))).rejects.toMatchObject({ code: 'DISK_FULL' })
    resizeDisk(disk, '16m')
    await type('z'.repeat(20_000))
    const { text } = await core.desk.drafts.at({ taskId, field, version })
    expect(text).toHaveLength(version * 20_000)
    await core.stop()
    // And all of it is on the disk.
    const again = await openTestCore({ folder: join(disk, 'desk') })
    expect((await again.desk.drafts.open({ taskId })).fields[field]).toMatchObject({ version: filled + 1, text })
    await again.stop()
  })

  it('who types on is told once that the clock cannot start, and not again with every sign of work', async () => {
    mountDisk(disk, '4m')
    const core = await openTestCore({ folder: join(disk, 'desk') })
    await core.desk.setup.openSample({})
    const taskId = (await core.desk.tasks.list({ sort: 'title' })).rows[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    const { task } = await core.desk.tasks.get({ taskId })
    const field = task.fields.find(({ kind }) => kind === 'markdown')?.key ?? ''
    let [version, length] = [0, 0]
    for (const size of [20_000, 500, 1]) {
      const fill = async (): Promise<void> => {
        for (;;) {
          const changes = ChangeSet.of({ from: 0, insert: 'x'.repeat(size) }, length).toJSON()
          await core.desk.drafts.edit({
            taskId,
            field,
            version,
            session,
            edits: [{ change: { changes }, origin: 'typed' }],
          })
          version += 1
          length += size
        }
      }
      await expect(fill()).rejects.toMatchObject({ code: 'DISK_FULL' })
    }
    // An edit writes more pages than the clock: what is left for fewer of them is filled with the smallest there is.
    const fillRest = async (): Promise<void> => {
      for (let at = 0; ; at = (at + 1) % length) {
        await core.desk.drafts.saveView({ taskId, view: { field, anchor: at, head: at, window: {} } })
      }
    }
    await expect(fillRest()).rejects.toMatchObject({ code: 'DISK_FULL' })
    const queue = createToastQueue()
    let now = 0
    const clock = createClock(core.desk, createToasts(queue), () => now)
    const window = new EventTarget()
    clock.start(window as Window)
    const signs = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        now += 6_000
        window.dispatchEvent(new CustomEvent('understudy-activity', { detail: { taskId, kind: 'typing' } }))
        await core.time.advance(6_000)
      }
    }
    /** Closes all of them, as somebody has to. */
    const closed = (): string[] => {
      const texts: string[] = []
      for (let [toast] = queue.visibleToasts; toast !== undefined; [toast] = queue.visibleToasts) {
        texts.push(toast.content.text)
        queue.close(toast.key)
      }
      return texts
    }
    await signs(20)
    expect(closed()).toEqual([expect.stringMatching(/disk is full/)])
    await signs(5)
    expect(closed()).toEqual([])
    resizeDisk(disk, '16m')
    await signs(1)
    expect(clock.store.getState().time?.running?.taskId).toBe(taskId)
    await core.stop()
  })

  it('another way of a field is there with the text it begins with, or not at all', async () => {
    mountDisk(disk, '8m')
    const core = await openTestCore({ folder: join(disk, 'desk') })
    await core.desk.setup.openSample({})
    const taskId = (await core.desk.tasks.list({ sort: 'title' })).rows[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    const { task } = await core.desk.tasks.get({ taskId })
    const field = task.fields.find(({ kind }) => kind === 'markdown')?.key ?? ''
    let version = 0
    const fill = async () => {
      for (;;) {
        const changes = ChangeSet.of({ from: 0, insert: 'x'.repeat(400_000) }, version * 400_000).toJSON()
        const edits = [{ change: { changes }, origin: 'typed' as const }]
        await core.desk.drafts.edit({ taskId, field, version, session, edits })
        version += 1
      }
    }
    await expect(fill()).rejects.toMatchObject({ code: 'DISK_FULL' })
    const drafted = async () => {
      const draft = (await core.desk.drafts.open({ taskId })).fields[field]
      return { version: draft?.version, length: draft !== undefined && 'text' in draft ? draft.text.length : 0 }
    }
    const before = await drafted()
    const begun = () => core.desk.versions.startBranch({ taskId, field, version, name: 'Shorter' })
    // There is room for the way, and none for its text.
    await expect(begun()).rejects.toMatchObject({ code: 'DISK_FULL' })
    expect(await drafted()).toEqual(before)
    resizeDisk(disk, '64m')
    const way = await begun()
    expect(way).toMatchObject({ name: 'Shorter', versions: 1 })
    const { branches } = await core.desk.versions.timeline({ taskId, field })
    expect(branches.map(({ name, versions }) => [name, versions])).toEqual([
      ['First way', version],
      ['Shorter', 1],
    ])
    await core.stop()
  })

  it('attached files wait for room: what was written is backed up, nothing half is left, and they follow by themselves [K6]', async () => {
    mountDisk(disk, '150m')
    const core = await openWithTask({ folder: join(disk, 'desk') })
    await core.time.advance(60_000)
    await until(
      core.desk,
      'this day’s backup is made',
      async () => (await core.desk.backup.list({})).backups.length === 1,
    )
    const small = await attachFile(core.desk, randomBytes(1_000), 'small.pdf')
    const large = await attachFile(core.desk, randomBytes(20_000_000), 'large.pdf')
    // Less than what must stay free beside the large one, so that writing goes on.
    resizeDisk(disk, '85m')
    await expect(core.desk.backup.make({})).rejects.toMatchObject({
      code: 'NO_BACKUP',
      data: { text: expect.stringMatching(/What you wrote is backed up.*no room.*files you attached/) },
    })
    expect((await core.desk.backup.list({})).backups).toHaveLength(2)
    expect(keptNames(core.folder)).toEqual([small])
    expect(partNames(core.folder)).toEqual([])
    resizeDisk(disk, '150m')
    await core.time.advance(3_600_000)
    await until(core.desk, 'the large one is kept', async () => keptNames(core.folder).includes(large), core.time)
    await core.stop()
  })

  it('that fills up in the middle of copying attached files, none of them is left half [K6]', async () => {
    const folder = makeFolderWithTask()
    const core = await openTestCore({ folder })
    const small = await attachFile(core.desk, randomBytes(1_000), 'small.pdf')
    await attachFile(core.desk, randomBytes(2_000_000), 'large.pdf')
    // Room in bytes, but not for another name beside the store's copy and the small file in its two folders.
    const backups = join(folder, 'backups')
    mkdirSync(backups)
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=90m,nr_inodes=5', 'tmpfs', backups])
    try {
      await expect(core.desk.backup.make({})).rejects.toMatchObject({
        code: 'NO_BACKUP',
        data: { text: expect.stringMatching(/no room.*files you attached/) },
      })
      expect((await core.desk.backup.list({})).backups).toHaveLength(1)
      expect(keptNames(folder)).toEqual([small])
      expect(partNames(folder)).toEqual([])
    } finally {
      await core.stop()
      unmountDisk(backups)
    }
  })

  it('that fills up while a file is attached, its part is refused, and it comes whole when there is room', async () => {
    mountDisk(disk, '150m')
    const core = await openWithTask({ folder: join(disk, 'desk') })
    const bytes = randomBytes(900_000)
    const file = { taskId: testId('task'), field: 'plan', name: 'soil.pdf', size: bytes.length, mediaType: '' }
    const { uploadId } = await core.desk.files.begin(file)
    const { bavail, bsize } = statfsSync(disk)
    // Room for a part of it only: the system writes that, and says nothing.
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize - 300_000))
    const part = () => core.desk.files.part({ uploadId, offset: 0, bytes: bytes.toString('base64') })
    await expect(part()).rejects.toMatchObject({ code: 'DISK_FULL' })
    rmSync(join(disk, 'ballast'))
    expect(await part()).toEqual({ received: bytes.length })
    const { file: added } = await core.desk.files.finish({ uploadId, session })
    expect(added.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    await core.stop()
  })

  it('a store cannot be made, and says why', async () => {
    mountDisk(disk, '64k')
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(60_000))
    await expect(openTestCore({ folder: join(disk, 'desk') })).rejects.toThrow(/no room on the disk/)
  })
})

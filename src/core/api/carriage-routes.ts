import { formRefusals } from '../../shared/sealed/refusals.ts'
import { openStaging } from '../../sealed/staging.ts'
import { tokenKey } from '../sync/enrol.ts'
import { importSealed, type SealedImport } from '../sync/sealed/import-sealed.ts'
import { sealOutbox } from '../sync/sealed/seal-outbox.ts'
import type { CarriageFiles } from './carriage-files.ts'
import type { Context } from './context.ts'
import { tellOfTasks } from './event-hub.ts'
import type { Implementer } from './implementer.ts'

/** Bytes of one part: small enough that a call never holds up the others for long. */
const PART_BYTES = 1_000_000

/** Files that travel by hand (docs/sealed-files.md). One is read in at a time. */
export function createCarriageRoutes(os: Implementer, context: Context, files: CarriageFiles) {
  const { store, ports, events, connections } = context
  const gone = { data: { text: 'This file is not here any more. Begin again.' } }
  const now = (): number => ports.clock.read().wall
  let before: Promise<unknown> = Promise.resolve()

  /** Work on sealed files goes one after the other, in a folder that is gone afterwards. */
  function inTurn<T>(work: (staging: string) => Promise<T>): Promise<T> {
    const turn = before.then(async () => {
      const staging = await openStaging(await files.folder())
      try {
        return await work(staging.folder)
      } finally {
        await staging.remove()
      }
    })
    before = turn.catch(() => undefined)
    return turn
  }

  function tell(taskIds: Iterable<string>): void {
    tellOfTasks(events, taskIds)
    // Lists say of each task whether its files are here, and a sealed file may have brought nothing else.
    events.emit({ topic: 'tasks' })
    events.emit({ topic: 'sync' })
  }

  function tellOfImport({ hub, feed, taskIds }: SealedImport): void {
    context.feedArrived(feed, true)
    tell(taskIds)
    // What the hub has settled by hand may free a lane, and files it needs may be here now.
    connections.wake(hub.id)
  }

  return {
    save: os.carriage.save.handler(async ({ input, errors }) => {
      const hub = store.hubs.get(input.hubId)
      const token = hub === undefined ? null : await ports.secrets.get(tokenKey(hub.id))
      if (hub === undefined) throw errors.NOT_FOUND({ data: { text: 'This hub is not known here.' } })
      if (token === null) {
        const text = `This desk is signed out of ${hub.name}. Sign in again, then save the file.`
        throw errors.REFUSED({ data: { code: 'signed-out', text } })
      }
      const { saveId, path } = await files.place()
      try {
        const sealed = await inTurn((staging) => sealOutbox(store, hub, token, now(), staging, path))
        if (!sealed.ok) throw errors.REFUSED({ data: { ...sealed.error } })
        ports.log('info', 'outbox-sealed', { operations: sealed.value.operations, bytes: sealed.value.size })
        tell(store.outbox.open(hub.id).map(({ taskId }) => taskId))
        return { saveId, ...sealed.value }
      } catch (error) {
        // Also where the disk is too full to note that it leaves: it would take what room there is until the next start.
        await files.drop(saveId)
        throw error
      }
    }),

    read: os.carriage.read.handler(({ input, errors }) => {
      const bytes = files.read(input.saveId, input.offset, input.length)
      if (bytes === undefined) throw errors.NOT_FOUND(gone)
      return { bytes: Buffer.from(bytes).toString('base64') }
    }),

    release: os.carriage.release.handler(async ({ input }) => {
      await files.drop(input.saveId)
      return {}
    }),

    begin: os.carriage.begin.handler(async ({ input, errors }) => {
      const uploadId = await files.begin(input.size)
      if (uploadId === undefined) throw errors.REFUSED({ data: formRefusals.noRoom(input.size) })
      return { uploadId, partBytes: PART_BYTES }
    }),

    part: os.carriage.part.handler(({ input, errors }) => {
      const received = files.part(input.uploadId, input.offset, Buffer.from(input.bytes, 'base64'))
      if (received === undefined) throw errors.NOT_FOUND(gone)
      return { received }
    }),

    finish: os.carriage.finish.handler(async ({ input, errors }) => {
      const path = files.take(input.uploadId)
      if (path === undefined) throw errors.NOT_FOUND(gone)
      try {
        const imported = await inTurn((staging) => importSealed(store, path, staging, now))
        if (!imported.ok) {
          ports.log('info', 'sealed-file-refused', { code: imported.error.code })
          throw errors.REFUSED({ data: imported.error })
        }
        tellOfImport(imported.value)
        const { kind, hub, madeAt, feed, files: kept, receipts, refused, later, newsLeftOut } = imported.value
        ports.log('info', 'sealed-file-read', { tasks: feed.tasks, files: kept, receipts, refused, later })
        return {
          kind,
          hubName: hub.name,
          madeAt,
          tasks: feed.tasks,
          files: kept,
          receipts,
          refused,
          later,
          reports: feed.submissions,
          unreadable: feed.refused,
          newsLeftOut,
        }
      } finally {
        await files.drop(input.uploadId)
      }
    }),

    cancel: os.carriage.cancel.handler(async ({ input }) => {
      await files.drop(input.uploadId)
      return {}
    }),
  }
}

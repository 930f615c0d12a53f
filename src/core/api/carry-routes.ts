import { statSync } from 'node:fs'
import { z } from 'zod'
import type { CarriedFile, CarryOverview } from '../../shared/contract/desk-offline.ts'
import { FileRef } from '../../shared/domain/fields.ts'
import { filesIn } from '../../shared/rules/named-files.ts'
import { readStored } from '../store/read-stored.ts'
import { isHeld, readCarrySettings, writeCarrySettings } from '../sync/carry-settings.ts'
import { makeRoom, spareFiles } from '../sync/make-room.ts'
import { partPathOf } from '../sync/transfer-files.ts'
import type { Context } from './context.ts'
import { laneFiles } from './lane-files.ts'
import type { Implementer } from './implementer.ts'
import { submittedValues } from './submitted-values.ts'

/** Most files that are shown one by one. */
const SHOWN = 100

/** Files on their way in both directions, the choice about large ones, and what is wholly here. */
export function createCarryRoutes(os: Implementer, context: Context) {
  const { store, connections, events, ports } = context
  const now = (): number => ports.clock.read().wall

  function overview(): CarryOverview {
    const files = [...filesUp(context), ...filesDown(context)]
    const sum = (some: readonly UnnamedFile[]) => ({
      files: some.length,
      bytes: some.reduce((total, { size }) => total + size, 0),
      done: some.reduce((total, { done }) => total + done, 0),
    })
    const { files: held, bytes } = sum(files.filter(({ state }) => state === 'held'))
    const order = { moving: 0, refused: 1, held: 2, waiting: 3 }
    return {
      settings: readCarrySettings(store),
      up: sum(files.filter(({ direction }) => direction === 'up')),
      down: sum(files.filter(({ direction }) => direction === 'down')),
      held: { files: held, bytes },
      files: files
        .toSorted((a, b) => order[a.state] - order[b.state])
        .slice(0, SHOWN)
        .map(({ named, ...file }) => ({ ...file, ...named() })),
      lanes: hubsOf(context).flatMap(({ id }) => laneFiles(context, id)),
    }
  }

  function tell(): void {
    connections.wakeAll()
    events.emit({ topic: 'files' })
    events.emit({ topic: 'sync' })
  }

  return {
    overview: os.carry.overview.handler(overview),

    saveSettings: os.carry.saveSettings.handler(({ input }) => {
      const before = readCarrySettings(store)
      const settings = {
        metered: input.metered ?? before.metered,
        holdAbove: input.holdAbove ?? before.holdAbove,
      }
      writeCarrySettings(store, settings)
      tell()
      return settings
    }),

    letGo: os.carry.letGo.handler(() => {
      const settings = readCarrySettings(store)
      const held = [...bringable(context), ...wanted(context)].filter((file) => isHeld(settings, file))
      store.transaction(() => store.files.setLetGo(held.map(({ sha256 }) => sha256)))
      tell()
      return {}
    }),

    spare: os.carry.spare.handler(() => {
      const spare = spareFiles(store, now())
      return { files: spare.length, bytes: spare.reduce((total, { size }) => total + size, 0) }
    }),

    makeRoom: os.carry.makeRoom.handler(async () => {
      const given = await makeRoom(store, now())
      events.emit({ topic: 'files' })
      return given
    }),

    batches: os.carry.batches.handler(() =>
      store.readiness.batches().map((row) => ({
        batchId: row.batchId,
        title: row.title,
        programme: row.programme,
        tasks: row.tasks,
        bytes: row.textBytes + row.fileBytes,
        missing: { files: row.missingFiles, bytes: row.missingBytes },
      })),
    ),
  }
}

function hubsOf({ store }: Context) {
  return store.hubs.all().filter(({ kind }) => kind === 'hub')
}

/** Files that unsent work waits for; one that several pieces wait for goes to their hub once, and is named by the first. */
function bringable(context: Context) {
  const { store } = context
  return hubsOf(context).flatMap((hub) =>
    eachOnce(store.files.toBring(hub.id)).flatMap(({ submissionId, sha256, size, letGo }) => {
      const row = store.outbox.get(submissionId)
      return row === undefined ? [] : [{ sha256, size, row, letGo }]
    }),
  )
}

function eachOnce<T extends { readonly sha256: string }>(files: readonly T[]): T[] {
  const seen = new Set<string>()
  return files.filter(({ sha256 }) => !seen.has(sha256) && seen.add(sha256))
}

/** What the expert called the file that they hand in. */
function givenName({ store }: Context, submissionId: string, sha256: string): string {
  const files = filesIn(submittedValues(store.submissions.content(submissionId)))
  return files.find((file) => file.sha256 === sha256)?.name ?? 'a file'
}

/** Files of open tasks that are not here; one that two hubs give out is fetched once. */
function wanted(context: Context) {
  // As many as are ever shown or let go at once; beyond that the sums of the sync overview hold.
  return eachOnce(
    hubsOf(context).flatMap((hub) =>
      context.store.files.wanted(hub.id, 10_000).map((file) => ({ ...file, hubId: hub.id })),
    ),
  )
}

/** Thousands may wait, and the few that are shown are known once all are sorted: only those are looked up by name. */
type UnnamedFile = Omit<CarriedFile, 'name' | 'taskId' | 'taskTitle'> & {
  readonly named: () => Pick<CarriedFile, 'name' | 'taskId' | 'taskTitle'>
}

function filesUp(context: Context): UnnamedFile[] {
  const { store, connections } = context
  const settings = readCarrySettings(store)
  const moving = new Map(connections.travelling().map((one) => [one.sha256, one.done]))
  return bringable(context).map(({ sha256, size, row, letGo }) => ({
    direction: 'up',
    sha256,
    named: () => ({ name: givenName(context, row.id, sha256), taskId: row.taskId, taskTitle: row.title }),
    size,
    done: moving.get(sha256) ?? store.files.upload(row.hubId, sha256)?.sent ?? 0,
    state: moving.has(sha256) ? 'moving' : isHeld(settings, { size, letGo }) ? 'held' : 'waiting',
  }))
}

function filesDown(context: Context): UnnamedFile[] {
  const { store, connections, ports } = context
  const settings = readCarrySettings(store)
  const at = ports.clock.read().wall
  const moving = new Map(connections.travelling().map((one) => [one.sha256, one.done]))
  return wanted(context).map((file, index) => {
    const { sha256, size, nextAt, hubId } = file
    const reason = nextAt > at ? store.files.get(sha256)?.problem : undefined
    const state = moving.has(sha256) ? 'moving' : isHeld(settings, file) ? 'held' : reason ? 'refused' : 'waiting'
    return {
      direction: 'down' as const,
      sha256,
      named: () => nameOfWanted(context, sha256),
      size,
      done: moving.get(sha256) ?? (index < SHOWN ? partSize(store.folder, hubId, sha256) : 0),
      state,
      ...(reason ? { reason, nextAttemptAt: nextAt } : {}),
    }
  })
}

function nameOfWanted(context: Context, sha256: string): ReturnType<UnnamedFile['named']> {
  const task = context.store.readiness.taskOfFile(sha256)
  if (task === undefined) throw new Error('a file is wanted for no task')
  return { name: fileName(context, task.no, sha256), taskId: task.taskId, taskTitle: task.title }
}

function partSize(folder: string, hubId: string, sha256: string): number {
  return statSync(partPathOf(folder, hubId, sha256), { throwIfNoEntry: false })?.size ?? 0
}

const Materials = z.object({ materials: z.array(z.looseObject({ file: FileRef.optional() })) })

/** What the task calls the file. */
export function fileName({ store }: Context, taskNo: number, sha256: string): string {
  const task = readStored(Materials, store.tasks.content(taskNo)?.content)
  return task?.materials.find(({ file }) => file?.sha256 === sha256)?.file?.name ?? 'a file'
}

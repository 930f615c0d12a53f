import { createReadStream } from 'node:fs'
import { err, ok, type Result } from '../../../shared/domain/result.ts'
import { safeFileName } from '../../../shared/rules/file-name.ts'
import { fitsSealed } from '../../../shared/sealed/check-entries.ts'
import { fileEntryName, operationsName, SEALED_ENDING, SEALED_VERSION } from '../../../shared/sealed/manifest.ts'
import { hasRoom, writeEntry } from '../../../sealed/staging.ts'
import { type SealedSource, writeSealed } from '../../../sealed/write-sealed.ts'
import { filePathOf, fileSize } from '../../store/file-store.ts'
import type { HubRow } from '../../store/hubs-table.ts'
import type { Store } from '../../store/open-store.ts'
import type { OutboxRow } from '../../store/outbox-table.ts'
import { markSent, operationToWire } from '../apply-push.ts'
import { deviceKey } from '../device-key.ts'

export type SealedOutbox = {
  readonly fileName: string
  readonly size: number
  readonly tasks: number
  readonly operations: number
  readonly files: number
  readonly leftOut: number
}
export type SealProblem = { readonly code: string; readonly text: string }

/**
 * Seals everything that waits for a hub, in its order and with its files. What stands in quarantine goes with it: the
 * hub judges it anew. From then on it counts as sent, because nobody knows where the file is; it still goes by the wire.
 * @param token of this device at this hub
 * @param staging a folder of our own
 * @param path where the file is written
 */
export async function sealOutbox(
  store: Store,
  hub: HubRow,
  token: string,
  at: number,
  staging: string,
  path: string,
): Promise<Result<SealedOutbox, SealProblem>> {
  await healLost(store, store.outbox.open(hub.id))
  const { rows, files, leftOut } = planOutbox(store, store.outbox.open(hub.id))
  if (rows.length === 0) {
    const text =
      leftOut === 0
        ? `Nothing waits for ${hub.name}.`
        : 'Files of the work that waits are no longer on this computer. Open the work, add the files again and send it.'
    return err({ code: 'nothing', text })
  }
  const operations = await writeEntry(staging, operationsName, operationLines(store, rows))
  const sources: SealedSource[] = [operations]
  for (const [sha256, size] of files) {
    const read = () => createReadStream(filePathOf(store.folder, sha256))
    sources.push({ name: fileEntryName(sha256), size, sha256, read })
  }
  const bytes = sources.reduce((sum, { size }) => sum + size, 0)
  if (!fitsSealed({ entries: sources.length, bytes })) {
    const text = `What waits for ${hub.name} is more than a sealed file holds (20 GB and 20,000 parts), and nobody could read it in. Let some of it go by the network first, then save the file.`
    return err({ code: 'too-large', text })
  }
  if (!(await hasRoom(staging, bytes))) return err(noRoom(bytes))
  const key = deviceKey(token)
  const written = await writeSealed(
    path,
    {
      format: 'understudy-sealed',
      version: SEALED_VERSION,
      kind: 'outbox',
      hub: { id: hub.id, name: hub.name, publicKey: hub.publicKey },
      expert: { id: hub.expertId, name: hub.expertName },
      device: { id: hub.deviceId, publicKey: key.publicKey },
      madeAt: at,
      ...(hub.epoch === null ? {} : { feed: { epoch: hub.epoch, after: 0, cursor: hub.cursor } }),
    },
    sources,
    key,
  )
  if (!written.ok) {
    let isChanged = false
    for (const sha256 of files.keys()) isChanged = (await store.backups.files.heal(sha256)) !== 'whole' || isChanged
    // The file is whole again now, or its task stays behind.
    if (isChanged) return sealOutbox(store, hub, token, at, staging, path)
    return err({ code: 'damaged', text: 'A file of your work was changed on this computer. Add it to the work again.' })
  }
  if (!markCarried(store, rows)) {
    return err({ code: 'changed', text: 'Something was taken back while the file was made. Save it again.' })
  }
  const tasks = new Set(rows.map(({ taskNo }) => taskNo)).size
  const fileName = outboxName(hub.name, at)
  return ok({ fileName, size: written.value.bytes, tasks, operations: rows.length, files: files.size, leftOut })
}

/** Takes what is missing, or has not even its size, from the backups; bytes are held against their hash while they are sealed. */
async function healLost(store: Store, open: readonly OutboxRow[]): Promise<void> {
  for (const { sha256, size } of open.flatMap(({ id }) => store.submissions.filesOf(id))) {
    if ((await fileSize(filePathOf(store.folder, sha256))) !== size) await store.backups.files.heal(sha256)
  }
}

/** What can go. Of a task whose file is gone, that submission and all after it stay. */
function planOutbox(
  store: Store,
  open: readonly OutboxRow[],
): { rows: OutboxRow[]; files: Map<string, number>; leftOut: number } {
  const rows: OutboxRow[] = []
  const files = new Map<string, number>()
  const held = new Set<number>()
  for (const row of open) {
    if (held.has(row.taskNo)) continue
    const needed = store.submissions.filesOf(row.id).map(({ sha256 }) => [sha256, store.files.get(sha256)] as const)
    if (needed.some(([, file]) => file?.here !== true)) {
      held.add(row.taskNo)
      continue
    }
    for (const [sha256, file] of needed) files.set(sha256, file?.size ?? 0)
    rows.push(row)
  }
  return { rows, files, leftOut: held.size }
}

function* operationLines(store: Store, rows: readonly OutboxRow[]): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(operationToWire(store, row))}\n`
}

/** @returns false when something in the file was taken back meanwhile, so that the file must not leave */
function markCarried(store: Store, rows: readonly OutboxRow[]): boolean {
  const isMarked = store.transaction(() => {
    const now = rows.map(({ id }) => store.outbox.get(id))
    if (now.some((row) => row === undefined || row.state === 'undone')) return false
    markSent(
      store,
      now.filter((row) => row !== undefined),
    )
    return true
  })
  // Only kept in memory: where the commit fails, no file leaves.
  if (isMarked) for (const { id } of rows) store.outbox.keepSent(id)
  return isMarked
}

function noRoom(bytes: number): SealProblem {
  const megabytes = Math.max(1, Math.round(bytes / 1_000_000))
  const text = `There is not enough room on the disk of this computer to make the file: it takes ${megabytes} MB. Nothing was changed. Make room, then save it again.`
  return { code: 'no-room', text }
}

function outboxName(hubName: string, at: number): string {
  const day = new Date(at).toISOString().slice(0, 16).replace('T', '-').replace(':', '')
  return safeFileName(`for ${hubName.replaceAll(/[/\\]/g, ' ')} ${day}${SEALED_ENDING}`)
}

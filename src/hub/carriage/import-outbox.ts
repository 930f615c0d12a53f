import { stat } from 'node:fs/promises'
import type { OperationResult } from '../../shared/contract/hub.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { fileEntryHash, operationsName, type SealedManifest } from '../../shared/sealed/manifest.ts'
import { formRefusals, type SealedRefusal } from '../../shared/sealed/refusals.ts'
import { openSealed, type OpenedSealed } from '../../sealed/open-sealed.ts'
import { ContentFlaw, readJsonLines } from '../../sealed/read-lines.ts'
import { hasRoom, openStaging } from '../../sealed/staging.ts'
import type { HubContext } from '../context.ts'
import type { FileStore } from '../files/file-store.ts'
import { Envelope } from '../operations/check-operation.ts'
import { push } from '../operations/push.ts'
import type { Actor } from '../operations/outcome.ts'
import { doneAmong } from '../store/carriage.ts'
import { readDevice } from '../store/devices.ts'
import { insertFile, insertUpload } from '../store/files.ts'
import { type HubIdentity, readIdentity } from '../store/hub-identity.ts'

/** As many as one push over the wire may bring. */
const CHUNK = 500

export type ImportedOutbox = {
  readonly manifest: SealedManifest
  readonly actor: Actor
  /** In the order of the file. */
  readonly results: readonly OperationResult[]
  /** Of those done: how many were done before. */
  readonly before: number
  readonly files: number
}

/**
 * Takes in a desk's outbox from a file: checks all of it first, then its files, then its operations, each of which is
 * idempotent, so that the file may be read in again, also in part, and beside the wire.
 */
export async function importOutbox(
  context: HubContext,
  files: FileStore,
  path: string,
): Promise<Result<ImportedOutbox, SealedRefusal>> {
  const opened = await openSealed(path)
  if (!opened.ok) return opened
  const sealed = opened.value
  const staging = await openStaging(context.filesFolder)
  try {
    const identity = await readIdentity(context.db)
    const actor = await knownMaker(context, identity, sealed)
    if (!actor.ok) return actor
    const total = sealed.manifest.entries.reduce((sum, entry) => sum + entry.size, 0)
    if (!(await hasRoom(staging.folder, total))) return err(formRefusals.noRoom(total))
    const unpacked = await sealed.unpack(staging.folder)
    if (!unpacked.ok) return unpacked
    const operations = unpacked.value.get(operationsName)
    if (operations === undefined) return err(formRefusals.damaged('it holds no operations'))
    const flaw = await operationsFlaw(operations)
    if (flaw !== undefined) return err(formRefusals.damaged(flaw))

    const taken = await takeFiles(context, files, actor.value, unpacked.value)
    const done = await pushAll(context, identity, actor.value, operations)
    return ok({ manifest: sealed.manifest, actor: actor.value, ...done, files: taken })
  } finally {
    sealed.close()
    await staging.remove()
  }
}

/** Whether the file is for this hub and by a desk that has access to it. */
async function knownMaker(
  context: HubContext,
  identity: HubIdentity,
  sealed: OpenedSealed,
): Promise<Result<Actor, SealedRefusal>> {
  const { kind, hub, device, expert } = sealed.manifest
  if (kind !== 'outbox') {
    return err({
      code: 'wrong-kind',
      text: 'This file is for a desk: a hub made it. What a hub takes in is the file that an expert’s desk has saved.',
    })
  }
  if (hub.id !== identity.hubId) {
    return err({
      code: 'wrong-hub',
      text: `This file is for the hub ${hub.name} (${hub.id}), and this is ${identity.name} (${identity.hubId}). Nothing was taken in.`,
    })
  }
  const known = device === undefined ? undefined : await readDevice(context.db, device.id)
  if (known === undefined) {
    return err({
      code: 'wrong-device',
      text: 'No desk of this number is enrolled with this hub. Nothing was taken in.',
    })
  }
  if (known.publicKey === null) {
    return err({
      code: 'wrong-device',
      text: 'This desk enrolled before sealed files were known, so its signature cannot be checked. Give its expert a new code (expert code ID) and have the file saved again. Nothing was taken in.',
    })
  }
  if (!sealed.isSealedBy(known.publicKey)) {
    return err({
      code: 'wrong-signature',
      text: 'This file was not signed by the desk that it names, or it was changed afterwards. Nothing was taken in.',
    })
  }
  if (known.expertId !== expert.id) {
    return err({
      code: 'wrong-expert',
      text: 'The desk that made this file belongs to another expert. Nothing was taken in.',
    })
  }
  if (!known.hasAccess) {
    return err({
      code: 'withdrawn',
      text: 'The access of the desk that made this file was withdrawn. Nothing was taken in. To take the work in after all, give the expert a new code and have the file saved again.',
    })
  }
  return ok({ expertId: known.expertId, deviceId: known.id })
}

/** Every line must be something that can be answered; what each says is judged one by one, as over the wire. */
async function operationsFlaw(path: string): Promise<string | undefined> {
  try {
    for await (const line of readJsonLines(path)) {
      if (!Envelope.safeParse(line).success) return 'an operation in it has no number'
    }
    return undefined
  } catch (error) {
    if (error instanceof ContentFlaw) return error.message
    throw error
  }
}

async function takeFiles(
  context: HubContext,
  files: FileStore,
  actor: Actor,
  unpacked: ReadonlyMap<string, string>,
): Promise<number> {
  let taken = 0
  for (const [name, path] of unpacked) {
    const sha256 = fileEntryHash(name)
    if (sha256 === undefined) continue
    const { size } = await stat(path)
    // Not copied: the room on the disk was looked at for one copy, and lies in it already.
    if (!(await files.adopt(sha256, path))) throw new Error('a file that was just checked has another hash')
    const now = context.clock.now()
    await insertFile(context.db, sha256, size, now)
    await insertUpload(context.db, sha256, actor.expertId, now)
    taken += 1
  }
  return taken
}

async function pushAll(
  context: HubContext,
  identity: HubIdentity,
  actor: Actor,
  path: string,
): Promise<{ results: OperationResult[]; before: number }> {
  const results: OperationResult[] = []
  // A lane that waits does so to the end of the file, not only to the end of a chunk.
  const waiting = new Set<string>()
  let before = 0
  let chunk: Envelope[] = []

  async function flush(): Promise<void> {
    const known = await doneAmong(
      context.db,
      chunk.map(({ id }) => id),
    )
    const pushed = await push(context, identity, actor, chunk, waiting)
    if (!pushed.ok) throw new Error('an operation that was checked has no number')
    results.push(...pushed.value)
    before += pushed.value.filter(({ id, outcome }) => outcome === 'done' && known.has(id)).length
    chunk = []
  }

  for await (const line of readJsonLines(path)) {
    const operation = Envelope.safeParse(line)
    if (!operation.success) continue
    chunk.push(operation.data)
    if (chunk.length === CHUNK) await flush()
  }
  if (chunk.length > 0) await flush()
  return { results, before }
}

import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { leavesRoomSync } from '../store/disk-room.ts'
import { fileSize, filePathOf, incomingPathOf, settleFile } from '../store/file-store.ts'
import type { Store } from '../store/open-store.ts'
import type { HubClient, HubProblem } from './hub-client.ts'
import { LARGE_BYTES } from './plan-transfers.ts'
import { uploadByTus } from './tus-upload.ts'

/** How a fetch that got through ended. `no-room`: it was not begun. */
export type Fetched = 'here' | 'another-file' | 'not-whole' | 'no-room'
/** @param done bytes of the whole file that have travelled */
export type OnBytes = (done: number) => void

/** Where bytes gather that are not a whole file yet; of each hub by itself, since two may give out the same one at once. */
export function partPathOf(folder: string, hubId: string, sha256: string): string {
  return incomingPathOf(folder, `${sha256}.${hubId}.part`)
}

/**
 * Fetches one reference file, going on where an earlier try ended (RFC 9110 §14), of this process or of another. The file
 * is used only when its bytes have the hash the task names, and no more bytes are taken than the task says it has.
 */
export async function fetchFile(
  store: Store,
  client: HubClient,
  hubId: string,
  file: { sha256: string; size: number },
  signal: AbortSignal,
  onBytes: OnBytes,
): Promise<Result<Fetched, HubProblem>> {
  const part = partPathOf(store.folder, hubId, file.sha256)
  await mkdir(dirname(part), { recursive: true })
  let have = await fileSize(part)
  if (have === 0) {
    // What came before an update lies where it was gathered then, whichever hub gave it out: its hash tells what it is.
    const older = incomingPathOf(store.folder, `${file.sha256}.part`)
    if ((await fileSize(older)) > 0) {
      // Another hub's fetch may have been quicker.
      await rename(older, part).catch(() => undefined)
      have = await fileSize(part)
    }
  }
  if (have > file.size) {
    await rm(part, { force: true })
    have = 0
  }
  if (have < file.size || file.size === 0) {
    // What has come of it stays for the next try, so one that fills the disk would leave no room to write in, for good.
    if (!leavesRoomSync(dirname(part), file.size - have)) return ok('no-room')
    onBytes(have)
    const answer = await client.getFile(
      file.sha256,
      have,
      (response, moved) =>
        takeIn(response, part, have, file.size, (done) => {
          moved()
          onBytes(done)
        }),
      signal,
    )
    if (!answer.ok) return answer
    if (answer.value === 'too-long' || answer.value === 'too-short') {
      await rm(part, { force: true })
      return ok('another-file')
    }
    if ((await fileSize(part)) < file.size) return ok('not-whole')
  }
  const whole = await settleFile(store.folder, part, file.sha256)
  if (whole) store.files.setHere(file.sha256, file.size)
  return ok(whole ? 'here' : 'another-file')
}

/** Writes what comes, piece by piece, so that what came before a line broke is on the disk. */
async function takeIn(
  response: Response,
  path: string,
  have: number,
  size: number,
  onBytes: OnBytes,
): Promise<'taken' | 'too-long' | 'too-short'> {
  // The hub's file ends before the byte that was asked for.
  if (response.status === 416) return 'too-short'
  const goesOn = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${have}-`) === true
  if (response.status === 206 && !goesOn) return 'too-short'
  let at = goesOn ? have : 0
  const handle = await open(path, goesOn ? 'a' : 'w', 0o600)
  try {
    if (response.body === null) return 'taken'
    for await (const chunk of response.body) {
      if (at + chunk.length > size) return 'too-long'
      // On a disk that fills up only some of it is written, without an error.
      for (let done = 0; done < chunk.length; ) done += (await handle.write(chunk, done)).bytesWritten
      at += chunk.length
      onBytes(at)
    }
    return 'taken'
  } finally {
    await handle.close()
  }
}

/** Brings one file to the hub. `missing-here`: it is not on this computer any more, or damaged. */
export async function bringFile(
  store: Store,
  client: HubClient,
  hubId: string,
  sha256: string,
  now: () => number,
  signal: AbortSignal,
  onBytes: OnBytes,
): Promise<Result<void, HubProblem | { kind: 'missing-here' }>> {
  const path = filePathOf(store.folder, sha256)
  let size = await fileSize(path)
  if (size === 0 || size !== store.files.get(sha256)?.size) {
    if ((await store.backups.files.heal(sha256)) === 'gone') return err({ kind: 'missing-here' })
    size = await fileSize(path)
  }
  const answer =
    size > LARGE_BYTES
      ? await bringLarge(store, client, hubId, { path, sha256, size }, now, signal, onBytes)
      : await client.putFile(sha256, new Blob([await readFile(path)]), signal)
  if (answer.ok) {
    store.files.setAtHub(hubId, sha256, true)
    return answer
  }
  // The hub found other bytes than the name says: on the way, or on our own disk?
  const { error } = answer
  if (error.kind === 'failed' && error.status === 422) {
    const health = await store.backups.files.heal(sha256)
    if (health === 'gone') return err({ kind: 'missing-here' })
    if (health === 'healed') return bringFile(store, client, hubId, sha256, now, signal, onBytes)
  }
  return answer
}

async function bringLarge(
  store: Store,
  client: HubClient,
  hubId: string,
  file: { path: string; sha256: string; size: number },
  now: () => number,
  signal: AbortSignal,
  onBytes: OnBytes,
): Promise<Result<void, HubProblem>> {
  const { sha256 } = file
  const known = store.files.upload(hubId, sha256)
  if (known === undefined) {
    // It may be there from an earlier submission, or from an upload that this desk has forgotten.
    const there = await client.hasFile(sha256, signal)
    if (!there.ok) return there
    if (there.value === file.size) return ok(undefined)
  }
  onBytes(known?.sent ?? 0)
  let stored = known?.sent ?? 0
  return uploadByTus({
    endpoint: client.uploads,
    file,
    exchange: (url, init, bytes) => client.exchange(url, init, bytes),
    now,
    place: {
      get: () => store.files.upload(hubId, sha256)?.url,
      set: (url) => store.files.putUpload(hubId, sha256, url),
      drop: () => store.files.dropUpload(hubId, sha256),
    },
    onProgress: (sent, kept) => {
      onBytes(sent)
      if (kept <= stored) return
      stored = kept
      store.files.setSent(hubId, sha256, kept)
    },
    signal,
  })
}

import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { fileSize, filePathOf, incomingPathOf, settleFile } from '../store/file-store.ts'
import type { Store } from '../store/open-store.ts'
import type { HubClient, HubProblem } from './hub-client.ts'

/**
 * Fetches one reference file, going on where an earlier try ended (RFC 9110 §14). The file is used only when its bytes
 * have the hash the task names.
 * @returns whether it is here now
 */
export async function fetchFile(
  store: Store,
  client: HubClient,
  file: { sha256: string; size: number },
  signal: AbortSignal,
): Promise<Result<boolean, HubProblem>> {
  const incoming = incomingPathOf(store.folder, `${file.sha256}.part`)
  await mkdir(dirname(incoming), { recursive: true })
  const have = await fileSize(incoming)
  if (have < file.size) {
    const answer = await client.getFile(
      file.sha256,
      have,
      async (response, moved) => {
        const flags = have > 0 && response.status === 206 ? 'a' : 'w'
        if (response.body !== null) await writeAll(response.body, incoming, flags, moved)
      },
      signal,
    )
    if (!answer.ok) return answer
  }
  const whole = await settleFile(store.folder, incoming, file.sha256)
  if (whole) store.files.setHere(file.sha256, file.size)
  return ok(whole)
}

/** Writes what comes, piece by piece, so that what came before a line broke is on the disk. */
async function writeAll(
  body: ReadableStream<Uint8Array>,
  path: string,
  flags: 'a' | 'w',
  moved: () => void,
): Promise<void> {
  const handle = await open(path, flags, 0o600)
  try {
    for await (const chunk of body) {
      moved()
      await handle.write(chunk)
    }
  } finally {
    await handle.close()
  }
}

/** Brings one file to the hub. `missing-here`: it is not on this computer any more. */
export async function bringFile(
  store: Store,
  client: HubClient,
  sha256: string,
  signal: AbortSignal,
): Promise<Result<void, HubProblem | { kind: 'missing-here' }>> {
  const bytes = await readFile(filePathOf(store.folder, sha256)).catch(() => undefined)
  if (bytes === undefined) return err({ kind: 'missing-here' })
  const answer = await client.putFile(sha256, new Blob([bytes]), signal)
  if (answer.ok) store.files.setAtHub(sha256, true)
  return answer
}

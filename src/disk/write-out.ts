import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/**
 * Writes all that comes into a file that its owner alone can read, and ends when the file is closed, however that came
 * about: whoever takes it away then leaves nothing behind. (The end of a pipeline is not the end of its file: where the
 * source breaks off at once, the file is made a moment after that.)
 * @param options `flush` puts the bytes on the disk before this ends; `signal` breaks it off
 * @throws what broke it off, or the trouble of the disk
 */
export async function writeOut(
  path: string,
  bytes: AsyncIterable<Uint8Array | string>,
  options: { readonly flush?: boolean; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const file = createWriteStream(path, { mode: 0o600, flush: options.flush ?? false })
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  file.once('close', resolve)
  try {
    await pipeline(bytes, file, options.signal === undefined ? {} : { signal: options.signal })
  } finally {
    await closed
  }
}

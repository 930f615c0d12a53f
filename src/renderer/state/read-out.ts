import { fromBase64 } from '../client/base64.ts'
import type { Desk } from '../client/desk.ts'

/** Bytes of one call on the way out: what the core gives at most. */
const PART_BYTES = 1_500_000

/**
 * A file that the core has made, read out part by part; afterwards the core keeps nothing of it.
 * @param progress told how far it is, 0 to 1
 */
export async function readOut(
  desk: Pick<Desk, 'carriage'>,
  { saveId, size }: { readonly saveId: string; readonly size: number },
  progress: (share: number) => void = () => {},
): Promise<Blob> {
  const parts: Blob[] = []
  try {
    for (let offset = 0; offset < size; ) {
      const { bytes } = await desk.carriage.read({ saveId, offset, length: PART_BYTES })
      const part = fromBase64(bytes)
      if (part.length === 0) throw new Error('a saved file ended before its end')
      parts.push(new Blob([part]))
      offset += part.length
      progress(offset / size)
    }
    return new Blob(parts)
  } finally {
    // Where the core is gone it clears up by itself at its next start.
    await desk.carriage.release({ saveId }).catch(() => undefined)
  }
}

import { mkdir } from 'node:fs/promises'
import { hasRoom } from '../../sealed/staging.ts'
import type { HubContext } from '../context.ts'

/** Lets in only what there is room for, so that an upload never takes the disk from the database that lies on it, too. */
export type DiskRoom = {
  /**
   * Keeps room for bytes that are about to come, beside what is coming already.
   * @returns gives it back, once they are there or will not come; undefined where there is none
   */
  keep(bytes: number): Promise<(() => void) | undefined>
}

/** After so long a desk that was refused for want of room asks again. */
export const NO_ROOM_MS = 60_000

export function createDiskRoom({ filesFolder: folder, log }: Pick<HubContext, 'filesFolder' | 'log'>): DiskRoom {
  let kept = 0
  return {
    async keep(bytes) {
      kept += bytes
      // Not what comes after it: it is told by itself whether there is room for it, too.
      const wanted = kept
      const giveBack = (): void => {
        kept -= bytes
      }
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        if (await hasRoom(folder, wanted)) return giveBack
      } catch (error) {
        giveBack()
        throw error
      }
      giveBack()
      log('error', 'no-room', { bytes })
      return undefined
    },
  }
}

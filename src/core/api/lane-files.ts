import type { LaneFiles } from '../../shared/contract/desk-offline.ts'
import type { LaneFile } from '../store/files-table.ts'
import { isHeld, readCarrySettings } from '../sync/carry-settings.ts'
import type { Context } from './context.ts'

/** What the hub has not got of the files that finished work waits for; a file that several name counts once. */
export function bytesToBring({ store }: Context, hubId: string): number {
  const sizes = new Map(store.files.toBring(hubId).map(({ sha256, size, sent }) => [sha256, size - sent]))
  return [...sizes.values()].reduce((sum, size) => sum + size, 0)
}

/** How far the files of each lane have come, of the lanes of a hub that wait for files; in the order they go. */
export function laneFiles({ store, connections }: Context, hubId: string): LaneFiles[] {
  const settings = readCarrySettings(store)
  const travelling = connections.travelling(hubId)
  const moving = new Map(
    travelling.flatMap(({ direction, sha256, done }) => (direction === 'up' ? [[sha256, done]] : [])),
  )
  const standing = whileNothingMoves()

  function whileNothingMoves(): LaneFiles['state'] {
    if (connections.isOffline()) return 'offline'
    switch (connections.connection(hubId).state) {
      case 'connected':
      case 'connecting':
        return travelling.length > 0 ? 'behind' : 'soon'
      case 'offline':
        return 'offline'
      default:
        return 'no-hub'
    }
  }

  function stateOf(missing: readonly LaneFile[]): LaneFiles['state'] {
    if (missing.some(({ sha256 }) => moving.has(sha256))) return 'moving'
    return missing.every((file) => isHeld(settings, file)) ? 'held' : standing
  }

  /** While it moves, what the network was handed; that the hub has it is known a little later. */
  const doneOf = ({ atHub, sha256, size, sent }: LaneFile): number =>
    atHub ? size : Math.min(size, Math.max(sent, moving.get(sha256) ?? 0))

  const lanes = Map.groupBy(store.files.ofLanes(hubId), ({ submissionId }) => submissionId)
  return [...lanes].flatMap(([id, files]) => {
    const missing = files.filter(({ atHub }) => !atHub)
    if (missing.length === 0) return []
    return {
      id,
      files: files.length,
      up: files.length - missing.length,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      done: files.reduce((sum, file) => sum + doneOf(file), 0),
      state: stateOf(missing),
    }
  })
}

import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { isUnreadableBlock } from '../../disk/copy-readable.ts'

const HEADER = 32
const FRAME_HEADER = 24

/**
 * Whether a write-ahead log has lost commits that had been acknowledged. SQLite itself reads up to the first frame that
 * does not fit and takes what follows for a write that was under way. But each commit is on the disk before the next
 * one begins: when a commit follows the bad frame, what lies before it had been acknowledged.
 * File format: https://www.sqlite.org/fileformat2.html#walformat
 */
export function hasLostCommits(path: string): boolean {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size === 0) return false
  const fd = openSync(path, 'r')
  // What the disk cannot read of it SQLite meets as well, where it still counts: then the store is rescued.
  try {
    const header = readAt(fd, 0, HEADER)
    if (header.length < HEADER) return true
    const isBig = header.readUInt32BE(0) === 0x377f0683
    const pageSize = header.readUInt32BE(8)
    const isHeader = isBig || header.readUInt32BE(0) === 0x377f0682
    let sum = checksum(header.subarray(0, 24), [0, 0], isBig)
    if (!isHeader || pageSize < 512 || !hasSum(header, 24, sum)) return size >= HEADER + FRAME_HEADER + 512
    const salts = header.subarray(16, 24)
    let isBroken = false
    let commitsAfter = 0
    for (let at = HEADER; at + FRAME_HEADER + pageSize <= size; at += FRAME_HEADER + pageSize) {
      const frame = readAt(fd, at, FRAME_HEADER + pageSize)
      const isOurs = frame.subarray(8, 16).equals(salts)
      if (isBroken) {
        // A commit after the bad frame may be its own; one more frame of this log shows that it was finished.
        if (isOurs && commitsAfter > 0) return true
        if (isOurs && frame.readUInt32BE(4) > 0) commitsAfter += 1
        continue
      }
      sum = checksum(frame.subarray(FRAME_HEADER), checksum(frame.subarray(0, 8), sum, isBig), isBig)
      if (isOurs && hasSum(frame, 16, sum)) continue
      // The first frame of an older log is where this one ends.
      isBroken = true
      if (isOurs && frame.readUInt32BE(4) > 0) commitsAfter += 1
    }
    return false
  } catch (error) {
    if (!isUnreadableBlock(error)) throw error
    return false
  } finally {
    closeSync(fd)
  }
}

type Sum = readonly [number, number]

function hasSum(bytes: Buffer, at: number, [a, b]: Sum): boolean {
  return bytes.readUInt32BE(at) === a && bytes.readUInt32BE(at + 4) === b
}

function checksum(bytes: Buffer, [s0, s1]: Sum, isBig: boolean): Sum {
  let a = s0
  let b = s1
  for (let i = 0; i + 8 <= bytes.length; i += 8) {
    a = (a + (isBig ? bytes.readUInt32BE(i) : bytes.readUInt32LE(i)) + b) >>> 0
    b = (b + (isBig ? bytes.readUInt32BE(i + 4) : bytes.readUInt32LE(i + 4)) + a) >>> 0
  }
  return [a, b]
}

function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  return bytes.subarray(0, readSync(fd, bytes, 0, length, position))
}

import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'

/** What a disk loses at once, at least. */
const BLOCK = 4096
/** Read at once where all is well. */
const STRETCH = 1_048_576

/**
 * Copies a file as far as the disk can still read it: where a block is lost, zeros stand in its place. By reads, because
 * the system's own way to copy a file may put zeros there without a word.
 * @returns how many bytes could not be read
 * @throws where not one block can: then it is the disk that is away, and not a part of the file
 */
export function copyReadable(from: string, to: string): number {
  const source = openSync(from, 'r')
  try {
    const target = openSync(to, 'w', 0o600)
    try {
      return copyBlocks(source, target, fstatSync(source).size)
    } finally {
      closeSync(target)
    }
  } finally {
    closeSync(source)
  }
}

function copyBlocks(source: number, target: number, size: number): number {
  const buffer = Buffer.alloc(Math.min(STRETCH, size))
  let lost = 0
  let why: unknown
  let wanted = STRETCH
  for (let at = 0; at < size; ) {
    const part = buffer.subarray(0, Math.min(wanted, size - at))
    let length = 0
    try {
      length = readSync(source, part, 0, part.length, at)
      wanted = STRETCH
    } catch (error) {
      if (!isUnreadableBlock(error)) throw error
      why = error
      // Which of its blocks it is shows one by one.
      if (wanted > BLOCK) wanted = BLOCK
      else {
        length = part.fill(0).length
        lost += length
      }
    }
    for (let done = 0; done < length; ) done += writeSync(target, part, done, length - done, at + done)
    at += length
  }
  if (lost > 0 && lost === size) throw why
  return lost
}

/** What the system says of a sector that the disk cannot read. */
export function isUnreadableBlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EIO'
}

import { spawnSync } from 'node:child_process'
import { makeTempFolder } from '../core/test-core.ts'

/** A disk of its own: a small file system in memory. @returns whether this machine lets one mount it */
export function mountDisk(folder: string, size: string): boolean {
  return (
    process.platform === 'linux' &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]).status === 0
  )
}

export function resizeDisk(folder: string, size: string): void {
  spawnSync('mount', ['-o', `remount,size=${size}`, folder])
}

/** Also while something on it is open, and where none is mounted. */
export function unmountDisk(folder: string): boolean {
  return spawnSync('umount', ['-l', folder]).status === 0
}

/** Says aloud where this machine does not. */
export function canMountDisks(): boolean {
  const folder = makeTempFolder('disk')
  const can = mountDisk(folder, '1m') && unmountDisk(folder)
  if (!can) console.log('Left out: a real full disk, because this machine lets nobody mount a small one.')
  return can
}

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Of the desk of this folder at its last start; an open window goes on looking for it there. */
export function lastPort(folder: string): number | undefined {
  try {
    const port = Number(readFileSync(fileIn(folder), 'utf8'))
    return Number.isInteger(port) && port > 0 && port <= 65_535 ? port : undefined
  } catch {
    return undefined
  }
}

/** @param address of the desk */
export function keepPort(folder: string, address: string): void {
  try {
    writeFileSync(fileIn(folder), new URL(address).port)
  } catch {
    // On a full disk the next start takes the usual port.
  }
}

function fileIn(folder: string): string {
  return join(folder, 'desk.port')
}

import { join } from 'node:path'

/** Path of a file of the shared data, which lies beside the project and is not part of it. Look whether it is there. */
export function sharedData(path: string): string {
  return join(import.meta.dirname, '..', '..', '..', 'shared', 'data', path)
}

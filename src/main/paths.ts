import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { dataFolder } from '../shared/rules/data-folder.ts'

export type Paths = {
  /** The store, its files and the log. */
  readonly data: string
  /** What Electron and the shell keep for themselves, apart from the work. */
  readonly shell: string
  readonly secrets: string
  readonly windowState: string
  readonly sample: string
  readonly icon: string
}

/**
 * @param given the folder from the command line
 * @param resources the folder of what is shipped beside the program
 */
export function planPaths(given: string | undefined, resources: string): Paths {
  const data = given === undefined ? usualFolder() : resolve(given)
  const shell = join(data, 'electron')
  return {
    data,
    shell,
    secrets: join(shell, 'secrets.json'),
    windowState: join(shell, 'window.json'),
    sample: join(resources, 'sample'),
    icon: join(resources, 'icons', '512x512.png'),
  }
}

function usualFolder(): string {
  return dataFolder({ platform: process.platform, home: homedir(), env: process.env })
}

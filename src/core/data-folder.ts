import { homedir } from 'node:os'
import { dataFolder } from '../shared/rules/data-folder.ts'

/** The data folder of this machine and user where nobody names another. It need not be there yet. */
export function defaultDataFolder(): string {
  return dataFolder({ platform: process.platform, home: homedir(), env: process.env })
}

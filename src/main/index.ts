import { join } from 'node:path'
import { app } from 'electron'
import { startShell } from './start-shell.ts'

/** Entry of the Electron shell. Built, it lies in out/main beside the core's entry. */
const out = join(import.meta.dirname, '..')

void startShell({
  coreEntry: join(import.meta.dirname, 'core-entry.js'),
  preload: join(out, 'preload', 'index.cjs'),
  windowFolder: join(out, 'renderer'),
  resources: app.isPackaged ? process.resourcesPath : join(out, '..', 'resources'),
})

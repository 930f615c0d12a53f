// npm run build: the window and the Electron shell, where their sources have changed.
import { ensureBuilt } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'

ensureInstalled()
ensureBuilt(['window', 'electron'])

// npm run package: installers for this system. Electron must be here or be fetched.
import { ensureBuilt } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { run } from './lib/run.mjs'

ensureInstalled()
ensureBuilt(['window', 'electron'])
run('electron-builder', ['--config', 'electron-builder.yml', ...process.argv.slice(2)])

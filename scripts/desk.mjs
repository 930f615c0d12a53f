// npm run desk: the desk alone, in the browser.
import { ensureBuilt } from './lib/build.mjs'
import { runProgram } from './lib/program.mjs'

runProgram(['src', 'serve', 'index.ts'], () => {
  if (!process.argv.includes('--help')) ensureBuilt(['window'])
})

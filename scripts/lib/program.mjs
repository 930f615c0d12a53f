import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled } from './install.mjs'
import { needNode } from './node.mjs'
import { callersFolder, env, root } from './paths.mjs'

/**
 * Runs one of the project's TypeScript programs with the arguments of this command, and ends as it ends.
 * @param {string[]} path below the project's folder
 * @param {() => void} [prepare] what must be done first, after installing
 */
export function runProgram(path, prepare) {
  ensureInstalled()
  const { path: node } = needNode()
  prepare?.()
  const args = [join(root, ...path), ...process.argv.slice(2)]
  const child = spawn(node, args, { stdio: 'inherit', env, cwd: callersFolder() })
  // Ctrl-C reaches the child by itself; it decides when to end.
  process.on('SIGINT', () => {})
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // A console of Windows that is closed tells the child as well, and to pass it on would end it on the spot (`subprocess.kill`).
      if (process.platform !== 'win32') child.kill(signal)
    })
  }
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
}

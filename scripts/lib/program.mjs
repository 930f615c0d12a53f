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
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  // The terminal was closed: as above.
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
}

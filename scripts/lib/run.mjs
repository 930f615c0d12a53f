import { spawn, spawnSync } from 'node:child_process'
import { env, root } from './paths.mjs'

/**
 * Runs a command to its end in the project's folder, with its output here.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [more] added to the environment
 * @returns {boolean} whether it went well
 */
export function succeeds(command, args, more = {}) {
  const shell = process.platform === 'win32'
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...env, ...more }, shell })
  if (error) throw error
  return status === 0
}

/**
 * The same beside others.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<boolean>} whether it went well
 */
export function ends(command, args) {
  const shell = process.platform === 'win32'
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env, shell })
    child.on('error', reject)
    child.on('close', (code) => resolve(code === 0))
  })
}

/**
 * Runs it as `succeeds`, and ends this process when it fails.
 * @param {string} command
 * @param {string[]} args
 */
export function run(command, args) {
  if (!succeeds(command, args)) process.exit(1)
}

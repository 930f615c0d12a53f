import { spawn, spawnSync } from 'node:child_process'
import { env, root } from './paths.mjs'

/**
 * A command as it is to be started. The tools of npm are scripts on Windows, which a shell alone can start; it gets one line, in
 * which what is more than a plain word is to stand in quotes.
 * @param {string} command
 * @param {string[]} args
 * @returns {[string, string[], { shell: boolean }]}
 */
function startable(command, args) {
  if (process.platform !== 'win32') return [command, args, { shell: false }]
  const line = [command, ...args].map((part) => (/^[\w./\\:=~-]+$/.test(part) ? part : `"${part}"`)).join(' ')
  return [line, [], { shell: true }]
}

/**
 * Runs a command to its end in the project's folder, with its output here.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [more] added to the environment
 * @returns {boolean} whether it went well
 */
export function succeeds(command, args, more = {}) {
  const [file, rest, shell] = startable(command, args)
  const { status, error } = spawnSync(file, rest, { cwd: root, stdio: 'inherit', env: { ...env, ...more }, ...shell })
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
  const [file, rest, shell] = startable(command, args)
  return new Promise((resolve, reject) => {
    const child = spawn(file, rest, { cwd: root, stdio: 'inherit', env, ...shell })
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

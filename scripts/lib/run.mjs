import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')
const bin = join(root, 'node_modules', '.bin')

/** The environment of every child: the project's own tools, and its Node, come first. */
export const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` }

/**
 * Runs a command to its end in the project's folder and ends this process with its exit code when it fails.
 * @param {string} command
 * @param {string[]} args
 */
export function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env,
    shell: process.platform === 'win32',
  })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

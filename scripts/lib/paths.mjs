import { basename, delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Not by `import.meta.dirname`, which came with Node 20.11: any Node 20 may start this. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
export const modules = join(root, 'node_modules')
const bin = join(modules, '.bin')

/** Node that is told to use a proxy (`NODE_USE_ENV_PROXY`) asks it for this computer as well: the hub here was out of reach. */
const noProxy = [process.env['no_proxy'] ?? process.env['NO_PROXY'] ?? '', '127.0.0.1', 'localhost', '[::1]']
  .filter(Boolean)
  .join(',')

/** The environment of every child: the project's own tools, and its Node, come first. */
export const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
  NO_PROXY: noProxy,
  no_proxy: noProxy,
}

/**
 * Where a tool of the project is.
 * @param {string} name
 */
export function tool(name) {
  return join(bin, process.platform === 'win32' ? `${name}.cmd` : name)
}

/**
 * Where the person is who called this command: paths that they write count from there. npm goes to the project's folder
 * before it runs a script, and says where it was called. Below another script of npm that word is not about us.
 */
export function callersFolder() {
  const { INIT_CWD: called, npm_lifecycle_event: script } = process.env
  const isOurs = script === basename(process.argv[1] ?? '', '.mjs') && process.cwd() === root
  return called !== undefined && isOurs ? called : process.cwd()
}

import { delimiter, join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')
export const modules = join(root, 'node_modules')
const bin = join(modules, '.bin')

/** The environment of every child: the project's own tools, and its Node, come first. */
export const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` }

/**
 * Where a tool of the project is.
 * @param {string} name
 */
export function tool(name) {
  return join(bin, process.platform === 'win32' ? `${name}.cmd` : name)
}

import { fork, spawn } from 'node:child_process'
import { env, root } from './paths.mjs'

/** Restarts of one child within a minute before it is given up. */
const MOST_RESTARTS = 5

/**
 * @typedef {{ name: string, node?: string, command?: string, args: string[], env?: NodeJS.ProcessEnv,
 *   onMessage?: (message: unknown) => void, onEnd: (code: number | null) => void }} Child
 */

/**
 * Starts a child that is to run until all stop, and starts it again when it ends by itself.
 * A child that ends with exit code 0, 2 or 3 meant it (finished; wrong arguments; another one runs already).
 * @param {Child} child
 * @returns {{ stop: () => Promise<void> }}
 */
export function keepRunning(child) {
  /** @type {number[]} */
  let restarts = []
  let stopping = false
  let running = start()

  function start() {
    /** @type {import('node:child_process').StdioOptions} */
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc']
    const options = { cwd: root, env: { ...env, ...child.env }, stdio }
    const [script = '', ...args] = child.args
    const started =
      child.command === undefined
        ? fork(script, args, { ...options, execPath: child.node ?? process.execPath, execArgv: [] })
        : spawn(child.command, child.args, options)
    started.on('message', (message) => child.onMessage?.(message))
    const ended = new Promise((resolve) => {
      started.once('exit', (code, signal) => {
        resolve(undefined)
        if (stopping) return
        const meant = code === 0 || code === 2 || code === 3
        restarts = restarts.filter((at) => at > Date.now() - 60_000)
        if (meant || restarts.length >= MOST_RESTARTS) {
          child.onEnd(code)
          return
        }
        restarts.push(Date.now())
        console.log(`The ${child.name} ended unexpectedly (${signal ?? `code ${code}`}) and is started again.`)
        running = start()
      })
    })
    return { process: started, ended }
  }

  return {
    stop: async () => {
      stopping = true
      const { process: it, ended } = running
      if (it.exitCode !== null || it.signalCode !== null) return
      it.kill('SIGTERM')
      const last = setTimeout(() => it.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(last)
    },
  }
}

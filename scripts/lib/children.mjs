import { fork, spawn } from 'node:child_process'
import { env, root } from './paths.mjs'

/** Restarts of one child within a minute before it is given up. */
const MOST_RESTARTS = 5

/**
 * Whether a child that ended with this code meant it: finished; wrong arguments, or it has said why it cannot go on;
 * another one runs already.
 * @param {number | null} code
 */
export function isMeant(code) {
  return code === 0 || code === 2 || code === 3
}

/**
 * @typedef {{ name: string, node?: string, command?: string, args: string[], env?: NodeJS.ProcessEnv,
 *   onMessage?: (message: unknown) => void, meant?: (code: number | null) => boolean,
 *   onEnd: (code: number | null) => void }} Child
 */

/**
 * Starts a child that is to run until all stop, and starts it again when it ends by itself.
 * A child that meant its end (`meant`, usually `isMeant`) is left alone.
 * @param {Child} child
 * @param {NodeJS.Platform} platform
 * @returns {{ stop: () => Promise<void> }}
 */
export function keepRunning(child, platform = process.platform) {
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
      // No such program, or none that can be started: it would be the same the next time.
      started.on('error', (error) => {
        if (started.pid !== undefined) return
        console.log(`The ${child.name} could not be started: ${error.message}`)
        resolve(undefined)
        if (!stopping) child.onEnd(1)
      })
      started.once('exit', (code, signal) => {
        resolve(undefined)
        if (stopping) return
        restarts = restarts.filter((at) => at > Date.now() - 60_000)
        if ((child.meant ?? isMeant)(code) || restarts.length >= MOST_RESTARTS) {
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
      if (it.pid === undefined || it.exitCode !== null || it.signalCode !== null) return
      // On Windows a signal ends a process on the spot, in the middle of closing its store. Ours end well with their channel.
      if (platform === 'win32' && child.command === undefined && it.connected) it.disconnect()
      else it.kill('SIGTERM')
      const last = setTimeout(() => it.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(last)
    },
  }
}

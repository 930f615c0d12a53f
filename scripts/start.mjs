// npm start: a hub with the sample programme and a desk enrolled with it, from one command on a fresh machine.
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from './lib/build.mjs'
import { isMeant, keepRunning } from './lib/children.mjs'
import { usualFolder } from './lib/data-folder.mjs'
import { fetchElectron, findElectron, noWindowReason } from './lib/electron.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { needNode } from './lib/node.mjs'
import { callersFolder, root } from './lib/paths.mjs'

const help = `Understudy

  npm start [-- OPTIONS]

  --shell electron|browser   where the desk opens (default: Electron where it can be had, else the browser)
  --no-open                  open nothing: the desk is served to a browser, and its address is printed (with
                             --shell electron: only where Electron cannot run)
  --data DIR                 folder of your work and of the sample hub
  --port N                   port of the desk in the browser shell (default: the last one, else 4870 or the next free one)
  --hub URL                  use this hub; no hub is started here
  --code CODE                the one-time code for that hub (else the desk asks for it)
  --help                     this text

  Ctrl-C stops everything. Also: npm run desk -- --help, npm run hub -- --help
`

const options = readOptions()
if (options.help) {
  console.log(help)
  process.exit(0)
}
ensureInstalled()
const node = needNode().path
const { platform, env: environment } = process
const folder =
  options.data === undefined
    ? usualFolder({ platform, home: homedir(), env: environment })
    : resolve(callersFolder(), options.data)

/** @type {{ stop: () => Promise<void> }[]} */
const children = []
let stopping = false

// SIGHUP: the terminal was closed. What is still written there then must not keep the desk from ending in good order.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0))
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

const introduction = options.hub === undefined ? await startHub() : givenHub(options.hub, options.code)
if (!stopping) await startDesk(introduction)

/** Starts the hub with the sample programme. @returns what the desk needs to enrol */
function startHub() {
  const program = join(root, 'src', 'hub', 'index.ts')
  const args = [program, 'serve', '--sample', '--no-code', '--data', join(folder, 'hub'), '--port', '0']
  let wasReady = false
  return new Promise((resolveHub) => {
    children.push(
      keepRunning({
        name: 'hub',
        node,
        args,
        onMessage: (message) => {
          const { type, address, code } = /** @type {{ type: string, address: string, code: string }} */ (message)
          if (type !== 'ready') return
          wasReady = true
          // Should it have to be started again, then where the desk looks for it.
          args.splice(-1, 1, new URL(address).port)
          resolveHub({ address, code })
        },
        // Before it was ever ready it has said why it cannot be: another try would say the same.
        meant: (code) => isMeant(code) || (code === 1 && !wasReady),
        onEnd: (code) => void (code === 3 ? sayAlreadyRunning() : stop(1)),
      }),
    )
  })
}

/**
 * @param {string} address
 * @param {string | undefined} code
 */
function givenHub(address, code) {
  return code === undefined ? { suggested: address } : { address, code }
}

/**
 * @param {{ address?: string, code?: string, suggested?: string }} hub
 */
async function startDesk(hub) {
  const env =
    hub.suggested === undefined ? { UNDERSTUDY_INTRODUCTION: JSON.stringify(hub) } : { UNDERSTUDY_HUB: hub.suggested }
  const electron = await electronOrReason()
  // Ctrl-C ends the fetching as well: no reason to open it somewhere else.
  if (stopping) return
  if (electron.path === undefined) return openInBrowser(env, electron.reason)
  ensureBuilt(['window', 'electron'])
  const args = [root, '--data', folder]
  children.push(
    keepRunning({
      name: 'desk',
      command: electron.path,
      args,
      env,
      onEnd: (code) => {
        if (stopping || isMeant(code)) deskEnded(code)
        // A library that is missing, a sandbox that this system forbids: the desk itself may be well.
        else openInBrowser(env, 'Electron does not run here (see the lines above)')
      },
    }),
  )
}

/** @param {number | null} code */
function deskEnded(code) {
  void (code === 3 ? sayAlreadyRunning() : stop(code ?? 1))
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} reason why not in Electron; empty where nobody asked for that
 */
function openInBrowser(env, reason) {
  if (reason !== '') console.log(`The desk opens in the browser, because ${reason}.`)
  ensureBuilt(['window'])
  const args = [join(root, 'src', 'serve', 'index.ts'), '--data', folder]
  if (options.port !== undefined) args.push('--port', options.port)
  if (options['no-open']) args.push('--no-open')
  const onMessage = () => {
    console.log('Ctrl-C stops everything.')
    // Should it have to be started again: the page is open, and comes again by itself.
    if (!args.includes('--no-open')) args.push('--no-open')
  }
  children.push(keepRunning({ name: 'desk', node, args, env, onEnd: deskEnded, onMessage }))
}

/** @returns {Promise<{ path?: string, reason: string }>} */
async function electronOrReason() {
  if (options.shell === 'browser') return { reason: '' }
  const wanted = options.shell === 'electron'
  if (options['no-open'] && !wanted) return { reason: '--no-open was given' }
  const present = findElectron()
  const screen = noWindowReason()
  if (screen !== undefined && !wanted) return { reason: screen }
  if (present !== undefined) return { path: present, reason: '' }
  const problem = await fetchElectron(node)
  const fetched = problem === undefined ? findElectron() : undefined
  if (fetched !== undefined) return { path: fetched, reason: '' }
  return { reason: `Electron is not here and ${problem ?? 'the download brought no program'}` }
}

function sayAlreadyRunning() {
  const where = join(folder, 'desk.where')
  const address = existsSync(where) ? readFileSync(where, 'utf8').trim() : ''
  console.log(`Understudy is already running with ${folder}${address === '' ? '' : `:\n${address}`}`)
  return stop(0)
}

/**
 * Stops everything, the desk before the hub.
 * @param {number} code
 */
async function stop(code) {
  if (stopping) return
  stopping = true
  for (const child of children.reverse()) await child.stop()
  process.exit(code)
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        shell: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        data: { type: 'string' },
        port: { type: 'string' },
        hub: { type: 'string' },
        code: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.shell !== undefined && values.shell !== 'electron' && values.shell !== 'browser') {
      throw new Error(`--shell takes electron or browser, not “${values.shell}”.`)
    }
    // As where a variable of the shell was not set: the work would lie where the command was called.
    for (const name of /** @type {const} */ (['data', 'port', 'hub'])) {
      if (values[name] === '') throw new Error(`--${name} is empty; leave it out, or say which.`)
    }
    if (values.code !== undefined && values.hub === undefined) {
      throw new Error(
        '--code goes with --hub URL: without it the desk is connected with the sample hub, which has its own.',
      )
    }
    return values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`)
    process.exit(2)
  }
}

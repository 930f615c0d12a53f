import { join, resolve } from 'node:path'
import { z } from 'zod'
import { type Core, type CoreOptions, openCore } from '../core/create-core.ts'
import { defaultDataFolder } from '../core/data-folder.ts'
import { createClock, createTimers, createWireOfEnvironment, fillRandom, openFileLog } from '../core/real-ports.ts'
import { help, parseArguments } from './arguments.ts'
import { createFileSecrets } from './file-secrets.ts'
import { planPorts, startOnFirst } from './free-port.ts'
import { keepPort, lastPort } from './last-port.ts'
import { openBrowser } from './open-browser.ts'
import { sessionToken } from './session-token.ts'
import { type DeskServer, startDeskServer } from './create-desk-server.ts'
import { watchSleep } from './watch-sleep.ts'

/** Entry of the browser shell. */

/** Exit codes: 2 it has said why it cannot open, 3 another desk has the store. `npm start` takes 1 for a crash. */
const root = join(import.meta.dirname, '..', '..')

const parsed = parseArguments(process.argv.slice(2))
if (!parsed.ok) fail(2, `${parsed.error}\n\n${help}`)
if (parsed.value.help) {
  console.log(help)
  process.exit(0)
}

const folder = resolve(parsed.value.data ?? defaultDataFolder())
const introduction = readIntroduction(process.env['UNDERSTUDY_INTRODUCTION'])
const suggestedHub = process.env['UNDERSTUDY_HUB']

const coreOptions: CoreOptions = {
  folder,
  sampleFolder: join(root, 'resources', 'sample'),
  version: process.env['npm_package_version'] ?? '0.1.0',
  ports: {
    clock: createClock(),
    timers: createTimers(),
    wire: createWireOfEnvironment(process.env),
    fillRandom,
    secrets: createFileSecrets(join(folder, 'secrets.json'), console.error),
    log: openFileLog(folder),
  },
  ...(introduction === undefined ? {} : { introduction }),
  ...(suggestedHub === undefined ? {} : { suggestedHub }),
  reopen: () => void reopen(),
  onRescue: () =>
    console.log('Your store is damaged. What is in it is being mended, which takes some minutes where there is much.'),
}
let server: DeskServer | undefined
let stopping = false
let reopening: Promise<void> | undefined
/** Asked for before there was a server whose windows could wait. */
let isReopeningDue = false
let core = await open()

// Not `desk.token`: that one was a cookie, which browsers go on sending to every port of 127.0.0.1.
const token = sessionToken(join(folder, 'desk.key'))
const windowFolder = join(root, 'out', 'renderer')
server = await startOnFreePort()
core.announce(server.address)
console.log(`Your desk is open at ${server.address}`)
// Whoever started it may have gone meanwhile, which is heard of below.
process.send?.({ type: 'ready', address: server.address, folder }, undefined, undefined, () => undefined)
if (parsed.value.open) openBrowser(server.addressForOnce())
if (isReopeningDue) void reopen()
// The clock sees sleep by itself; connections die in it.
watchSleep(() => core.network(true))
// Started by another process that has gone while the store was opened, say after an update.
if (process.send !== undefined && !process.connected) void stop()

async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  await reopening
  await server?.stop()
  await core.stop()
  process.exit(0)
}

/** A backup takes the store's place, or damage is looked after: for a moment there is no core, and windows wait. */
async function reopen(): Promise<void> {
  if (stopping) return
  if (server === undefined) {
    isReopeningDue = true
    return
  }
  reopening ??= reopenBehind(server)
  await reopening
}

async function reopenBehind(windows: DeskServer): Promise<void> {
  windows.leave()
  await core.stop()
  core = await open()
  core.announce(windows.address)
  windows.serve(core)
  reopening = undefined
}

async function open(): Promise<Core> {
  const opened = await openCore(coreOptions)
  return opened.ok ? opened.value : fail(opened.error.code === 'locked' ? 3 : 2, opened.error.text)
}
// SIGHUP: its terminal was closed. What is still written there then must not end the desk before its time.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
// Started by another process: end with it.
process.on('disconnect', () => void stop())

async function startOnFreePort() {
  const wanted = parsed.ok ? parsed.value.port : undefined
  const started = await startOnFirst(planPorts(wanted, lastPort(folder)), (port) =>
    startDeskServer({ core, windowFolder, token, port }),
  )
  if (started !== undefined) {
    keepPort(folder, started.address)
    return started
  }
  await core.stop()
  return fail(
    2,
    `No port could be opened on 127.0.0.1 (tried ${wanted ?? 'all the usual ones'}). Choose another one with --port.`,
  )
}

/** A hub's address and one-time code, handed over by `npm start`. */
function readIntroduction(text: string | undefined): { address: string; code: string } | undefined {
  if (text === undefined) return undefined
  try {
    return z.object({ address: z.string(), code: z.string() }).parse(JSON.parse(text))
  } catch {
    return fail(2, 'UNDERSTUDY_INTRODUCTION should be JSON such as {"address":"https://…","code":"…"}.')
  }
}

function fail(code: number, text: string): never {
  console.error(text)
  process.exit(code)
}

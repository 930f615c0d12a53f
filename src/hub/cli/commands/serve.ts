import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { err, ok, type Result } from '../../../shared/domain/result.ts'
import { codeOf } from '../../../shared/rules/code-of.ts'
import type { Log, OperatorError } from '../../context.ts'
import { createHub, type Hub } from '../../create-hub.ts'
import { readSample } from '../../operator/read-sample.ts'
import { bringSample } from '../../operator/sample.ts'
import { type HubServer, serveHub } from '../../serve-hub.ts'
import { readIdentity, renameHub } from '../../store/hub-identity.ts'
import { alreadyRunning, type Command, done, refuse } from '../command.ts'
import { keepFilesFolder } from '../files-folder.ts'
import type { HubStore } from '../open-store.ts'
import { version } from '../version.ts'

/** Advisory lock of the one hub that serves an embedded database. It ends with its process, however that ends. */
const SERVING = 7_310_020
/** How often what broken transfers left behind is looked for. */
const sweepMs = 6 * 3_600_000
/**
 * A database whose computer is gone without a word (another one has its name by now) would else be waited for as long as TCP
 * tries, a quarter of an hour. A desk whose request waits longer, such as for an import's locks, asks again.
 */
const answerMs = 60_000
const sampleFolder = join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'sample')

/** What a parent process hears over IPC when the hub is ready. */
export type ReadyMessage = {
  readonly type: 'ready'
  readonly address: string
  readonly hubId: string
  readonly name: string
  /** One-time code of the sample expert, with --sample. */
  readonly code?: string
}

export const serve: Command = {
  name: 'serve',
  words: [],
  summary: 'Serve the desks (what "hub" alone does); stop with Ctrl-C',
  options: {
    port: { value: 'N', help: 'Port, 0 for any that is free (default: 8117)' },
    host: { value: 'ADDRESS', help: 'Address of this computer to listen on (default: 127.0.0.1)' },
    name: { value: 'NAME', help: 'What the experts see as the name of this hub' },
    sample: { help: 'Bring in the sample programme and a sample expert, and print a code for it' },
    'no-code': { help: 'With --sample: give its code to the program that started this one, and do not print it' },
    'behind-proxy': { help: 'A proxy of yours stands before it: take addresses from X-Forwarded-For' },
  },
  plan(args) {
    const port = args.number('port', { min: 0, max: 65_535, whole: true }) ?? 8117
    const host = args.text('host') ?? '127.0.0.1'
    const name = args.text('name')
    if (name !== undefined && !/^\P{Cc}{1,200}$/u.test(name))
      args.complain('--name must be one line of at most 200 characters.')
    return async ({ store, console, stop: signals }) => {
      const claimed = await claimFolder(store)
      if (!claimed.ok) {
        refuse(console, claimed.error)
        return alreadyRunning
      }
      const kept = await keepFilesFolder(store)
      if (!kept.ok) {
        await claimed.value()
        return refuse(console, kept.error)
      }
      if (name !== undefined) await renameHub(store.context.db, name)
      const hub = createHub({ ...store.context, version })
      let code: string | undefined
      if (args.flag('sample')) {
        const sample = await sampleCode(store)
        if (!sample.ok) return refuse(console, sample.error)
        code = sample.value
      }
      // The schema and the sample are there; a desk has asked again long before.
      store.context.db.expectAnswers(answerMs)
      await hub.sweep()
      if (signals.isAsked()) {
        await hub.stop()
        await claimed.value()
        return done
      }
      const sweeping = setInterval(() => void hub.sweep().catch(() => undefined), sweepMs)
      const server = await serveHub(hub, { host, port, behindProxy: args.flag('behind-proxy') })
      if (!server.ok) {
        clearInterval(sweeping)
        return refuse(console, server.error)
      }
      const marker = store.embedded === undefined ? undefined : join(store.dataFolder, 'serving.json')
      // What fails from here on must not leave a server behind that answers without a database.
      try {
        const { address } = server.value
        if (marker !== undefined) await mark(marker, address, store.context.log)
        if (store.embedded?.note !== undefined) await console.write(`${store.embedded.note}\n`)
        const ready = await readyMessage(store, server.value, code)
        await console.write(`Hub ${ready.name} ready at ${ready.address}\n`)
        if (code !== undefined && !args.flag('no-code')) {
          await console.write(`Code for the sample expert: ${code}\n`)
        }
        // Whoever started it may have gone meanwhile, which is heard of by itself.
        process.send?.(ready, undefined, undefined, () => undefined)
        await signals.asked
      } finally {
        clearInterval(sweeping)
        await stop(hub, server.value, marker)
      }
      await claimed.value()
      return done
    }
  },
}

async function readyMessage(store: HubStore, server: HubServer, code: string | undefined): Promise<ReadyMessage> {
  const { hubId, name } = await readIdentity(store.context.db)
  return { type: 'ready', address: server.address, hubId, name, ...(code === undefined ? {} : { code }) }
}

async function stop(hub: Hub, server: HubServer, marker: string | undefined): Promise<void> {
  await server.stop()
  await hub.stop()
  if (marker !== undefined) await rm(marker, { force: true }).catch(() => undefined)
}

/** Says where this hub is to one that is started beside it. Without that (a full disk) it serves as well. */
async function mark(marker: string, address: string, log: Log): Promise<void> {
  await writeFile(marker, JSON.stringify({ address, pid: process.pid })).catch((error: unknown) =>
    log('warn', 'serving-not-marked', { code: codeOf(error) }),
  )
}

/** Takes the embedded database for this process. Several hubs may stand before one given with --database-url. */
async function claimFolder(store: HubStore): Promise<Result<() => Promise<void>, OperatorError>> {
  if (store.embedded === undefined) return ok(async () => undefined)
  const client = await store.context.db.connect()
  client.on('error', () => undefined)
  const rows = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${SERVING}) as mine`)
  if (rows.rows[0]?.mine === true) return ok(() => client.end())
  await client.end()
  const where = await runningAddress(store.dataFolder)
  return err({
    code: 'running',
    text: `A hub is already running on ${store.dataFolder}${where === undefined ? '' : `, at ${where}`}.`,
  })
}

const Marker = z.object({ address: z.string() })

async function runningAddress(dataFolder: string): Promise<string | undefined> {
  try {
    return Marker.parse(JSON.parse(await readFile(join(dataFolder, 'serving.json'), 'utf8'))).address
  } catch {
    return undefined
  }
}

async function sampleCode(store: HubStore): Promise<Result<string, OperatorError>> {
  const sample = await readSample(store.context, store.files, sampleFolder)
  if (!sample.ok) return sample
  const expert = await bringSample(store.context, sample.value)
  return expert.ok ? ok(expert.value.code) : expert
}

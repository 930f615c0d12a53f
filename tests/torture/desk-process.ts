import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import Database from 'better-sqlite3'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { offerTo } from '../../src/shared/contract/desk-socket.ts'
import type { DeskClient } from '../support/core/test-core.ts'

const entry = join(import.meta.dirname, '..', '..', 'src', 'serve', 'index.ts')
const Ready = z.object({ type: z.literal('ready'), address: z.string() })

export type DeskProcess = {
  readonly desk: DeskClient
  /** Rejects when the desk has ended. */
  readonly ended: Promise<never>
  kill(): Promise<void>
  stop(): Promise<void>
}

/**
 * The browser shell as a person starts it, and a window's socket to it.
 * @param cache folder of compiled code, so that each start after the first is quick
 */
export async function startDesk(folder: string, introduction: object, cache: string): Promise<DeskProcess> {
  const env = { ...process.env, UNDERSTUDY_INTRODUCTION: JSON.stringify(introduction), NODE_COMPILE_CACHE: cache }
  const args = ['--data', folder, '--port', '0', '--no-open']
  const child: ChildProcess = fork(entry, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env })
  let output = ''
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()))
  const { address } = await new Promise<z.infer<typeof Ready>>((resolve, reject) => {
    child.on('message', (message) => resolve(Ready.parse(message)))
    child.once('exit', (code) => reject(new Error(`the desk ended with code ${code}:\n${output}`)))
  })
  const { host, origin, searchParams } = new URL(address)
  const socket = new WebSocket(`ws://${host}/desk`, offerTo(searchParams.get('token') ?? ''), { origin })
  await once(socket, 'open')
  const ended = new Promise<never>((_, reject) => {
    const gone = (): void => reject(new Gone())
    socket.once('close', gone)
    child.once('exit', gone)
  })
  ended.catch(() => undefined)
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    socket.terminate()
  }
  return {
    // The types of ws and of the browser differ in what is not used here.
    desk: createORPCClient(new RPCLink({ websocket: socket as never })),
    ended,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}

/** The desk was killed while it was asked something. */
export class Gone extends Error {}

/** What SQLite says of the store of a desk that was killed, asked of a copy so that the store stays as it was left. */
export function integrityOf(folder: string, copy: string): string {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${copy}${suffix}`, { force: true })
  for (const suffix of ['', '-wal']) {
    if (existsSync(join(folder, `desk.db${suffix}`))) copyFileSync(join(folder, `desk.db${suffix}`), `${copy}${suffix}`)
  }
  const db = new Database(copy)
  const answer = String(db.pragma('integrity_check', { simple: true }))
  const broken = db.prepare('PRAGMA foreign_key_check').all()
  db.close()
  return broken.length === 0 ? answer : `${broken.length} rows that refer to nothing`
}

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { skipAloud } from '../support/hub/skip-aloud.ts'

/** An authority that nobody knows, and a hub's certificate of it for this computer. */
const certificates = join(import.meta.dirname, '..', 'support', 'tls')
let server: Server
let address: string

beforeAll(async () => {
  const [cert, key] = ['hub.pem', 'hub.key'].map((name) => readFileSync(join(certificates, name)))
  server = createServer({ cert, key }, (request, response) => response.end(request.method)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterAll(() => {
  server.close()
  removeTempFolders()
})

/** What a desk hears of two calls, on a computer that trusts these. */
async function ask(trusted: string): Promise<unknown> {
  const env = { ...process.env, SSL_CERT_FILE: trusted, SSL_CERT_DIR: makeTempFolder('no-certificates') }
  const desk = fork(join(certificates, 'ask-hub.ts'), [address], { env, execArgv: [] })
  const [answer]: unknown[] = await once(desk, 'message')
  return answer
}

describe('a hub behind a proxy that looks into what passes', () => {
  beforeEach((context) => {
    if (process.platform !== 'linux') skipAloud(context, 'the list of this system is not a test’s to change')
  })

  it('is reached where this computer trusts who signed for it', async () => {
    expect(await ask(join(certificates, 'ca.pem'))).toEqual(['200 GET', '200 POST'])
  })

  it('is refused where nobody vouches for it', async () => {
    const unknown = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
    expect(await ask('/nowhere/none.pem')).toEqual([unknown, unknown])
  })
})

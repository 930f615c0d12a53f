import { expect, it } from 'vitest'
import { createHubClient } from '../../src/core/sync/hub-client.ts'
import { PROTOCOL, PROTOCOL_HEADER } from '../../src/shared/contract/hub.ts'
import { createFakeTime } from '../support/core/fake-time.ts'

/** What HEAD is answered has no body on a real wire, so nothing but its status and headers says who refuses, and why. */
const ask = async (status: number, headers: HeadersInit) => {
  const wire = async () => new Response(null, { status, headers })
  const client = createHubClient({ wire, timers: createFakeTime().timers }, 'http://127.0.0.1:1/')
  const { signal } = new AbortController()
  const asked = await client.hasFile('ab'.repeat(32), signal)
  const resumed = await client.exchange('http://127.0.0.1:1/v1/uploads/x', { method: 'HEAD', signal }, 0)
  expect(resumed).toEqual(asked)
  return asked
}
const error = (problem: object) => ({ ok: false, error: expect.objectContaining(problem) })

it('a hub that refuses HEAD is heard: another version, no access; what stands between is none [H1] [E4]', async () => {
  for (const version of [PROTOCOL + 1, PROTOCOL - 1]) {
    const headers = { [PROTOCOL_HEADER]: String(version) }
    expect(await ask(426, headers)).toEqual(error({ kind: 'other-version', min: version, max: version }))
  }
  expect(await ask(401, { [PROTOCOL_HEADER]: String(PROTOCOL) })).toEqual(error({ kind: 'unauthorized' }))
  for (const status of [401, 426, 403]) expect(await ask(status, {})).toEqual(error({ kind: 'not-a-hub' }))
  expect(await ask(426, { [PROTOCOL_HEADER]: 'x' })).toEqual(error({ kind: 'not-a-hub' }))
})

import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HubServer, serveHub } from '../../src/hub/serve-hub.ts'
import { newId, submission, submitOperation, takeOperation, taskContent } from '../support/hub/fixtures.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { jsonTestSuite, suiteMissing } from '../support/hub/json-test-suite.ts'
import { skipAloud } from '../support/hub/skip-aloud.ts'
import { bodiesOf, enrolledDesk, type TestDesk } from '../support/hub/test-desk.ts'
import { unwrap } from '../support/hub/test-hub.ts'

hubForFile({ limits: { requestBytes: 2_000_000, strangerBytes: 2_000_000 } })
let server: HubServer
let desk: TestDesk
let taskId: string
beforeAll(async () => {
  server = unwrap(await serveHub(hub.hub, { host: '127.0.0.1', port: 0 }))
  const { code } = await hub.operator.enrolExpert()
  desk = await enrolledDesk(fetch, code, server.address)
  await hub.operator.importTasks([taskContent()])
  taskId = [...bodiesOf(await desk.pull(), 'task').keys()][0] ?? ''
})
afterAll(async () => {
  await server.stop()
})

const headers = (): Record<string, string> => ({
  'understudy-protocol': '1',
  authorization: `Bearer ${desk.token}`,
  'content-type': 'application/json',
})
const post = (path: string, body: Uint8Array<ArrayBuffer> | string): Promise<Response> =>
  fetch(new URL(path, server.address), { method: 'POST', headers: headers(), body })

/** All that a body could have changed. */
async function state(): Promise<unknown> {
  return hub.db.query(
    `select (select count(*) from operations) as operations, (select count(*) from submissions) as submissions,
       (select count(*) from devices) as devices, (select sum(feed_seq) from experts) as feed,
       (select sum(revision) from assignments) as assignments`,
  )
}

/** A refusal says what kind it is and something in words, and no part of what came. */
async function expectRefusal(response: Response, name: string): Promise<void> {
  const { code, message } = await response.json()
  expect({ name, status: response.status, code, message }).toEqual({
    name,
    status: 400,
    code: 'BAD_REQUEST',
    message: expect.any(String),
  })
}

/** In a few words: what became of each operation, or the code of the refusal of all. */
async function answerOf(response: Response): Promise<string> {
  const body = await response.json()
  if (response.status !== 200) return `${response.status} ${body.code}`
  return body.results.map((result: { outcome: string; code?: string }) => result.code ?? result.outcome).join(', ')
}

/** What some parsers take and others do not may be either. */
const answersTo = {
  yes: /^bad-content, done$/,
  no: /^400 BAD_REQUEST$/,
  either: /^(bad-content, done|400 BAD_REQUEST)$/,
}

const wrap = (before: string, bytes: Uint8Array, after: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]))

describe('bodies of JSONTestSuite', () => {
  it('are refused as a whole body, each of the 318, and change nothing [B1]', async (context) => {
    if (suiteMissing !== undefined) skipAloud(context, suiteMissing)
    const cases = jsonTestSuite()
    expect(cases).toHaveLength(318)
    const before = await state()
    for (const { name, bytes } of cases) {
      await expectRefusal(await post('/v1/operations', new Uint8Array(bytes)), name)
      await expectRefusal(await post('/v1/enrol', new Uint8Array(bytes)), name)
    }
    expect(await state()).toEqual(before)
  })

  it('are refused inside of an operation, alone where they are JSON and with the whole body where not [B1] [O5]', async (context) => {
    if (suiteMissing !== undefined) skipAloud(context, suiteMissing)
    const good = JSON.stringify(takeOperation(taskId))
    await post('/v1/operations', `{"operations":[${good}]}`)
    const before = await state()
    for (const { name, isJson, bytes } of jsonTestSuite()) {
      const bad = `{"id":"${newId()}","taskId":"${newId()}","at":1,"kind":"submit","body":`
      const response = await post('/v1/operations', wrap(`{"operations":[${bad}`, bytes, `},${good}]}`))
      const answer = await answerOf(response)
      expect({ name, answer }).toEqual({ name, answer: expect.stringMatching(answersTo[isJson]) })
    }
    expect(await state()).toEqual(before)
  })
})

describe('other bodies that no desk sends', () => {
  it('nested a hundred thousand deep are refused and do not end the hub [B1]', async () => {
    const before = await state()
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    await expectRefusal(await post('/v1/operations', deep), 'deep')
    for (const part of [
      `{"id":"${newId()}","taskId":"${taskId}","at":1,"kind":"take","body":${deep}}`,
      `{"id":"${newId()}","taskId":"${taskId}","at":1,"kind":"take","body":{},"more":${deep}}`,
    ]) {
      const response = await post('/v1/operations', `{"operations":[${part}]}`)
      expect(response.status).toBe(200)
      expect(await response.json()).toMatchObject({ results: [{ outcome: 'refused', code: 'bad-content' }] })
    }
    expect(await state()).toEqual(before)
  })

  it('with faults by the hundred thousand are refused alone, and the others of their request are done [O5]', async () => {
    const before = await state()
    const id = newId()
    const values = { answer: Array.from({ length: 200_000 }, () => ({})) }
    const bad = { id, taskId, at: 1, kind: 'submit', body: { ...submission(taskId), id, values } }
    const good = takeOperation(taskId)
    const response = await post('/v1/operations', JSON.stringify({ operations: [bad, { ...good, taskId: newId() }] }))
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      results: [
        { outcome: 'refused', code: 'bad-content', message: expect.stringContaining('too much of it to say') },
        { outcome: 'refused', code: 'unknown-task' },
      ],
    })
    expect(await state()).toEqual(before)
  })

  it('with names that reach for the prototype change nothing but what they say [B1]', async () => {
    const id = newId()
    const part = `{"id":"${id}","taskId":"${taskId}","at":1,"kind":"take","body":{"__proto__":{"takeover":true}},"__proto__":{"x":1}}`
    const response = await post('/v1/operations', `{"operations":[${part}]}`)
    expect(response.status).toBe(200)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
    expect(({} as Record<string, unknown>)['takeover']).toBeUndefined()
  })

  it('cut off anywhere enter nothing of what they would have said [B2]', async () => {
    const work = submission(taskId)
    const body = Buffer.from(JSON.stringify({ operations: [takeOperation(taskId), submitOperation(work)] }))
    const before = await state()
    for (const part of [0, 1, 0.25, 0.5, 0.75, 0.999]) {
      const bytes = part === 1 ? 1 : Math.floor(body.length * part)
      // Whole for the one who counts, but not JSON.
      await expectRefusal(await post('/v1/operations', new Uint8Array(body.subarray(0, bytes))), String(part))
      await cutOff(body, bytes)
    }
    expect(await state()).toEqual(before)
    expect(await desk.push([submitOperation(work)])).toMatchObject([{ outcome: 'done' }])
  })

  it('that come again with another content under the same key are refused and kept apart [O3] [B1]', async () => {
    const work = submission(taskId)
    expect(await desk.push([submitOperation(work)])).toMatchObject([{ outcome: 'done' }])
    const before = await state()
    for (const changed of [
      { ...work, values: { answer: 'Something else entirely.' } },
      { ...work, finishedAt: work.finishedAt + 1 },
      { ...work, more: 'of a newer desk' },
    ]) {
      expect(await desk.push([{ ...submitOperation(work), body: changed }])).toMatchObject([
        { outcome: 'refused', code: 'key-reused' },
      ])
    }
    expect(await desk.push([{ ...takeOperation(taskId), id: work.id }])).toMatchObject([{ code: 'key-reused' }])
    expect(await state()).toEqual(before)
  })
})

/** Promises a whole body, sends a part of it and hangs up; waits until the hub has noticed. */
async function cutOff(body: Buffer, bytes: number): Promise<void> {
  const { hostname, port } = new URL(server.address)
  const lines = Object.entries({ host: hostname, ...headers(), 'content-length': body.length, connection: 'close' })
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      const head = `POST /v1/operations HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
      socket.end(Buffer.concat([Buffer.from(head), body.subarray(0, bytes)]))
    })
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.resume()
  })
}

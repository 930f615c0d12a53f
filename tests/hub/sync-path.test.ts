import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ReceiptPayload } from '../../src/shared/domain/work.ts'
import { canonicalJson } from '../../src/shared/rules/canonical-json.ts'
import { sha256 } from '../../src/hub/receipts/receipt.ts'
import { submission, submitOperation, takeOperation, taskContent } from '../support/hub/fixtures.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { bodiesOf, enrolledDesk } from '../support/hub/test-desk.ts'

hubForFile()

describe('the way of a task from the operator to a receipt and a review', () => {
  it('reaches the desk, comes back once, is signed for, returned, revised and accepted', async () => {
    const { code, expertId } = await hub.operator.enrolExpert()
    const desk = await enrolledDesk(hub.fetch, code)
    await hub.operator.importTasks([taskContent()])
    const changes = await desk.pull()
    expect(changes.map((change) => change.kind)).toEqual(['expert', 'occupations', 'programme', 'batch', 'task'])
    const [taskId, offer] = [...bodiesOf(changes, 'task')][0] ?? []
    if (taskId === undefined || offer === undefined) throw new Error('no task came')
    expect(offer.assignment.state).toBe('offered')

    const work = submission(taskId)
    const results = await desk.push([takeOperation(taskId), submitOperation(work)])
    expect(results.map((result) => result.outcome)).toEqual(['done', 'done'])
    const receipt = results[1]?.outcome === 'done' ? (results[1].receipt ?? '') : ''

    const info = (await (await desk.call('GET', '/v1/hub')).json()) as { publicKey: string; hubId: string }
    const [header = '', payload = '', signature = ''] = receipt.split('.')
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: info.publicKey }, format: 'jwk' })
    expect(verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(true)
    const signed = ReceiptPayload.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()))
    expect(signed).toMatchObject({
      hubId: info.hubId,
      expertId,
      taskId,
      submissionId: work.id,
      late: false,
      claimedMs: 3_600_000,
    })
    expect(signed.contentSha256).toBe(sha256(canonicalJson(work)))

    await hub.operator.review({
      submissionId: work.id,
      decision: 'returned',
      comments: [{ field: 'answer', text: 'Which clover?' }],
    })
    expect(bodiesOf(await desk.pull(), 'submission').get(work.id)).toMatchObject({ state: 'returned', receipt })

    const revised = submission(taskId, { supersedes: work.id, values: { answer: 'Red clover first, then wheat.' } })
    expect(await desk.push([submitOperation(revised)])).toMatchObject([{ outcome: 'done' }])
    await expect(hub.operator.review({ submissionId: work.id, decision: 'accepted' })).rejects.toThrow(
      /handed in this task again/,
    )
    await hub.operator.review({ submissionId: revised.id, decision: 'accepted' })
    expect(bodiesOf(await desk.pull(), 'submission').get(revised.id)?.state).toBe('accepted')
  })
})

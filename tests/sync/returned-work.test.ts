import { describe, expect, it, vi } from 'vitest'
import { ANSWERS, answersToText, changeAnswer } from '../../src/shared/rules/comment-answers.ts'
import { untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, openDeskAgain, world } from '../support/sync/for-each-test.ts'
import { writtenTask } from '../support/sync/worked-time.ts'

deskAndHubForEachTest()

/** Hands a task in and has it returned with two comments. @returns the task and what was handed in */
async function returned(): Promise<{ taskId: string; submissionId: string }> {
  const { desk } = core
  const taskId = await writtenTask(core, world)
  const { submissionId } = await desk.work.send({ taskId })
  await untilState(desk, taskId, 'received')
  await world.hub.operator.review({
    submissionId,
    decision: 'returned',
    comments: [{ field: 'answer', passage: { quote: 'Clover' }, text: 'Which clover?' }, { text: 'Too short.' }],
  })
  await untilState(desk, taskId, 'returned')
  return { taskId, submissionId }
}

describe('work that came back', () => {
  it('has its comments at their passages, and what was sent to be held against the draft', async () => {
    const { desk } = core
    const { taskId, submissionId } = await returned()
    await write(desk, taskId, 'Red clover, then wheat.')
    const [newest] = (await desk.tasks.get({ taskId })).submissions
    expect(newest?.review?.comments[0]).toEqual({
      field: 'answer',
      passage: { from: 0, to: 6, quote: 'Clover' },
      text: 'Which clover?',
    })
    const { work } = await desk.returned.sent({ taskId })
    expect(work).toMatchObject({ submissionId, values: { answer: 'Clover, then wheat.' } })
  })

  it('keeps the answers over a restart and a clock that was set back, sends them along once, and the hub has them as signed [R4] [S6]', async () => {
    const { taskId, submissionId } = await returned()
    const answers = [
      { submissionId, comment: 1, text: '', resolved: true },
      { submissionId, comment: 0, text: 'Red clover.', resolved: true },
    ]
    await write(core.desk, taskId, answersToText(answers), ANSWERS)
    await core.stop()
    world.time.setWall(world.time.now() - 3_600_000)
    await openDeskAgain()
    const draft = await core.desk.drafts.open({ taskId })
    expect(draft.fields[ANSWERS]).toMatchObject({ text: answersToText(answers) })
    // An answer is no place in a field.
    expect(draft.view.field).toBe('answer')
    const second = await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received')
    const [row] = await world.hub.db.query<{ content: string }>('select content from submissions where id = $1', [
      second.submissionId,
    ])
    expect(JSON.parse(row?.content ?? '{}')).toMatchObject({
      supersedes: submissionId,
      values: { answer: 'Clover, then wheat.' },
      answers: [
        { ...answers[1], about: { field: 'answer', text: 'Which clover?' } },
        { ...answers[0], about: { text: 'Too short.' } },
      ],
    })
    expect((await core.desk.tasks.get({ taskId })).submissions[0]?.receipt).toMatchObject({ verified: true })
  })

  it('keeps each answer at its comment when the reviewer says more while it is answered [R4]', async () => {
    const { desk } = core
    const { taskId, submissionId } = await returned()
    const comments = (await desk.tasks.get({ taskId })).submissions[0]?.review?.comments ?? []
    const answers = changeAnswer([], { submissionId, comments }, 0, { text: 'Red clover.', resolved: true })
    await write(desk, taskId, answersToText(answers), ANSWERS)
    await world.hub.operator.review({
      submissionId,
      decision: 'returned',
      comments: [
        { text: 'And the wheat?' },
        { field: 'answer', passage: { quote: 'Clover' }, text: 'Which clover?' },
        { text: 'Too short.' },
      ],
    })
    const plan = async () => (await desk.sitting.plan({ minutes: 60 })).tasks
    await vi.waitFor(async () => expect(await plan()).toMatchObject([{ reason: { kind: 'comments', count: 2 } }]))
    const second = await desk.work.send({ taskId })
    await untilState(desk, taskId, 'received')
    const [row] = await world.hub.db.query<{ content: string }>('select content from submissions where id = $1', [
      second.submissionId,
    ])
    expect(JSON.parse(row?.content ?? '{}')).toMatchObject({
      answers: [{ comment: 1, about: { text: 'Which clover?' }, text: 'Red clover.' }],
    })
  })

  it('is offered for a while by what is still to answer, before what is new', async () => {
    const { desk } = core
    const { taskId, submissionId } = await returned()
    const plan = async (minutes: number) => (await desk.sitting.plan({ minutes })).tasks
    expect(await plan(25)).toMatchObject([{ id: taskId, reason: { kind: 'comments', count: 2 } }])
    expect(await plan(9)).toEqual([])
    const answers = [{ submissionId, comment: 1, text: '', resolved: true }]
    await write(desk, taskId, answersToText(answers), ANSWERS)
    expect(await plan(9)).toMatchObject([{ id: taskId, reason: { kind: 'comments', count: 1 } }])
  })
})

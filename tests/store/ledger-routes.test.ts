import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { createFakeTime } from '../support/core/fake-time.ts'
import { createLedger } from '../../src/core/time/ledger.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { makeTempFolder, openTestCore, removeTempFolders, type TestCore } from '../support/core/test-core.ts'

const MINUTE = 60_000
const TODAY = '2026-11-23'

let core: TestCore
let a: string
let b: string

beforeEach(async () => {
  core = await openTestCore()
  await core.desk.setup.openSample({})
  const { rows } = await core.desk.tasks.list({ sort: 'title' })
  ;[a = '', b = ''] = rows.map(({ id }) => id)
  for (const taskId of [a, b]) await core.desk.tasks.take({ taskId })
})
afterEach(async () => {
  await core.stop()
  removeTempFolders()
})

/** Minutes of signs of work, at a part of the task. */
async function work(taskId: string, minutes: number, section?: string): Promise<void> {
  const at = section === undefined ? {} : { section }
  for (let i = 0; i < minutes * 6; i++) {
    await core.desk.time.activity({ taskId, kind: 'typing', ...at })
    await core.time.advance(10_000)
  }
}

const today = () => core.desk.time.day({ date: TODAY })

describe('the parts of a task', () => {
  it('have their own time, in the order in which they were gone to', async () => {
    const { task } = await core.desk.tasks.get({ taskId: a })
    const field = task.fields[0]
    await work(a, 3, 'brief')
    await work(a, 5, `field:${field?.key}`)
    await work(a, 2, 'brief')
    await core.desk.time.stop({ by: 'hand' })
    const day = await today()
    expect(day.tasks).toMatchObject([
      { taskId: a, workMs: 10 * MINUTE, measuredMs: 10 * MINUTE, readingMs: 5 * MINUTE },
    ])
    expect(day.tasks[0]?.sections.map(({ label, ms }) => [label, ms / MINUTE])).toEqual([
      ['Brief', 5],
      [field?.label, 5],
    ])
    expect(day.pieces.map(({ kind, ms }) => [kind, ms / MINUTE])).toEqual([
      ['reading', 3],
      ['work', 5],
      ['reading', 2],
    ])
  })
})

describe('reading', () => {
  const readFor = async (minutes: number): Promise<void> => {
    for (let i = 0; i < minutes * 12; i++) {
      await core.time.advance(5_000)
      await core.desk.time.activity({ taskId: a, kind: 'reading', section: 'brief' })
    }
  }

  it('counts beyond the idle limit, up to the time that the text takes; then it is silence, from there on', async () => {
    // A brief of 2,000 words is read in ten minutes; the idle limit is three.
    const db = new Database(join(core.folder, 'desk.db'))
    db.prepare(`UPDATE task_contents SET content = json_set(content, '$.brief', ?)`).run('word '.repeat(2_000))
    db.close()
    await work(a, 1, 'brief')
    await readFor(9)
    expect((await core.desk.time.state({})).running?.idleSince).toBeUndefined()
    expect((await core.desk.time.state({})).todayMs).toBe(10 * MINUTE)
    await readFor(20)
    const { running, todayMs } = await core.desk.time.state({})
    expect(running?.idleSince).toBeDefined()
    // Ten minutes from the last thing that was done, and the few words about the persona.
    expect(todayMs).toBeGreaterThanOrEqual(10.5 * MINUTE)
    expect(todayMs).toBeLessThanOrEqual(12 * MINUTE)
  })

  it('begins anew with every scroll', async () => {
    await work(a, 1, 'brief')
    for (let i = 0; i < 10; i++) {
      await readFor(2)
      await core.desk.time.activity({ taskId: a, kind: 'scrolling', section: 'brief' })
    }
    expect((await core.desk.time.state({})).todayMs).toBe(21 * MINUTE)
  })

  it('does not start a clock, and does not count where nothing is to be read', async () => {
    await core.desk.time.activity({ taskId: a, kind: 'reading', section: 'brief' })
    expect((await core.desk.time.state({})).running).toBeUndefined()
    await work(a, 1, 'field:plan')
    for (let i = 0; i < 60; i++) {
      await core.time.advance(5_000)
      await core.desk.time.activity({ taskId: a, kind: 'reading', section: 'field:plan' })
    }
    expect((await core.desk.time.state({})).running?.idleSince).toBeDefined()
  })
})

describe('the question after idle time', () => {
  beforeEach(async () => {
    await work(a, 1)
    await core.time.advance(20 * MINUTE)
    await core.desk.time.activity({ taskId: a, kind: 'typing' })
  })

  it('can be answered with a part: so many minutes are kept, the rest is not', async () => {
    const before = await core.desk.time.state({})
    expect(before.question).toMatchObject({ kind: 'idle' })
    const returned = before.question?.returned ?? 0
    await core.desk.time.answer({ returned, choice: 'split', keptMs: 8 * MINUTE, about: 'the vet called' })
    const [task] = (await today()).tasks
    expect(task).toMatchObject({ keptMs: 8 * MINUTE, workMs: before.todayMs + 8 * MINUTE })
    expect((task?.keptMs ?? 0) + (task?.idleMs ?? 0)).toBe(before.question?.ms)
  })

  it('takes an answer for its own question only, not for the next one', async () => {
    const first = (await core.desk.time.state({})).question?.returned ?? 0
    await core.time.advance(20 * MINUTE)
    await core.desk.time.activity({ taskId: a, kind: 'typing' })
    const answer = { returned: first, choice: 'keep', about: 'A call' } as const
    const { question, todayMs } = await core.desk.time.answer(answer)
    // The same once more, by another window or because the answer was lost.
    await expect(core.desk.time.answer(answer)).rejects.toMatchObject({
      code: 'REFUSED',
      data: { text: expect.stringMatching(/not asked any more/) },
    })
    expect(await core.desk.time.state({})).toMatchObject({ question: { returned: question?.returned }, todayMs })
  })

  it('offers next time what it was the last time, with the same choice', async () => {
    const returned = (await core.desk.time.state({})).question?.returned ?? 0
    await core.desk.time.answer({ returned, choice: 'drop', about: 'Lunch' })
    await core.time.advance(20 * MINUTE)
    const { question } = await core.desk.time.activity({ taskId: a, kind: 'typing' })
    expect(question?.habits[0]).toEqual({ about: 'Lunch', choice: 'drop' })
    expect(question?.habits.length).toBeLessThanOrEqual(6)
    const idle = (await today()).happenings.find(({ what }) => what.kind === 'idle')
    expect(idle?.what).toEqual({ kind: 'idle', keptMs: 0, reason: 'Lunch' })
  })
})

describe('a task that is left', () => {
  it('stops its own clock, not that of a task which another window works on', async () => {
    await work(a, 1)
    // A window that had another task open, with the clock not started by itself, goes elsewhere.
    const { running } = await core.desk.time.stop({ by: 'left', taskId: b })
    expect(running?.taskId).toBe(a)
    await core.desk.time.stop({ by: 'hand' })
    await core.desk.time.stop({ by: 'left', taskId: b })
    // What was paused by hand does not go on by itself.
    expect((await core.desk.time.activity({ taskId: a, kind: 'typing' })).running).toBeUndefined()
  })
})

describe('the time of today and of the week', () => {
  it('is that of the local days, also after the clocks were changed', async () => {
    await core.stop()
    // 25 October 2026, a Sunday: clocks in Berlin go from UTC+2 to UTC+1.
    const time = createFakeTime(Date.UTC(2026, 9, 18, 22, 10))
    time.setZone('Europe/Berlin', 120)
    core = await openTestCore({ time })
    await core.desk.setup.openSample({})
    await core.desk.tasks.take({ taskId: a })
    await work(a, 30)
    await core.desk.time.stop({ by: 'left', taskId: a })
    await time.advance(6 * 86_400_000 - 30 * MINUTE)
    await work(a, 20)
    await core.desk.time.stop({ by: 'left', taskId: a })
    await time.advance(9 * 60 * MINUTE)
    time.setZone('Europe/Berlin', 60)
    const { workMs } = await core.desk.time.span({ first: '2026-10-19', last: '2026-10-25' })
    const [task] = (await core.desk.time.day({ date: '2026-10-25' })).tasks
    expect(task?.workMs).toBeGreaterThanOrEqual(20 * MINUTE)
    expect(await core.desk.time.state({})).toMatchObject({ todayMs: task?.workMs, weekMs: workMs })
  })
})

describe('a correction', () => {
  beforeEach(async () => {
    await work(a, 10)
    await core.desk.time.stop({ by: 'hand' })
  })

  const wish = { date: TODAY, reason: 'a call from the field' }

  it('adds, takes away and moves; what the clock measured stays beside it', async () => {
    await core.desk.time.correct({ id: testId('session', 1), taskId: a, change: 'add', ms: 15 * MINUTE, ...wish })
    await core.desk.time.correct({ id: testId('session', 2), taskId: a, change: 'remove', ms: 5 * MINUTE, ...wish })
    await core.desk.time.correct({
      id: testId('session', 3),
      taskId: a,
      change: 'move',
      ms: 4 * MINUTE,
      to: { taskId: b, date: TODAY },
      ...wish,
    })
    const day = await today()
    expect(day.tasks).toMatchObject([
      { taskId: a, measuredMs: 10 * MINUTE, correctedMs: 6 * MINUTE, workMs: 16 * MINUTE },
      { taskId: b, measuredMs: 0, correctedMs: 4 * MINUTE, workMs: 4 * MINUTE },
    ])
    expect(day.corrections).toHaveLength(4)
    expect(day.happenings.filter(({ what }) => what.kind === 'corrected')).toHaveLength(3)
    const { todayMs, weekMs } = await core.desk.time.state({})
    expect([todayMs, weekMs]).toEqual([20 * MINUTE, 20 * MINUTE])
    const { rows } = await core.desk.tasks.list({})
    expect(rows.find(({ id }) => id === a)?.workMs).toBe(16 * MINUTE)
    const span = await core.desk.time.span({ first: TODAY, last: TODAY })
    expect(span.workMs).toBe(20 * MINUTE)
    // A task that never ran itself is in what goes out, too.
    const preview = await core.desk.exports.preview({ dates: { first: TODAY, last: TODAY } })
    expect(preview.workMs).toBe(20 * MINUTE)
  })

  it('is entered once, also when its answer was lost and it is asked for again after another start', async () => {
    const add = { id: testId('session', 1), taskId: a, change: 'add', ms: 15 * MINUTE, ...wish } as const
    await core.desk.time.correct(add)
    await core.desk.time.correct(add)
    expect(await today()).toMatchObject({ tasks: [{ correctedMs: 15 * MINUTE }], corrections: [{}] })
    const other = core.desk.time.correct({ ...add, ms: 20 * MINUTE })
    await expect(other).rejects.toMatchObject({ code: 'REFUSED', data: { text: expect.stringMatching(/already/) } })
    const { folder, time } = core
    await core.stop()
    core = await openTestCore({ folder, time })
    await core.desk.time.correct(add)
    expect((await today()).tasks).toMatchObject([{ correctedMs: 15 * MINUTE }])
    expect(await core.desk.time.verify({ again: true })).not.toHaveProperty('broken')
  })

  it.each([
    ['more than counts', { change: 'remove', ms: 11 * MINUTE }, /does not count/],
    ['a day that has not come', { change: 'add', ms: MINUTE, date: '2026-11-24' }, /not come yet/],
    ['more than a day has', { change: 'add', ms: 24 * 60 * MINUTE }, /24 hours/],
    ['a move to nowhere', { change: 'move', ms: MINUTE }, /where the time is to go/],
  ] as const)('of %s is refused in words', async (_, odd, text) => {
    const asked = core.desk.time.correct({ id: testId('session', 4), taskId: a, ...wish, ...odd })
    await expect(asked).rejects.toMatchObject({ code: 'REFUSED', data: { text: expect.stringMatching(text) } })
  })

  it('gives a day no more than 24 hours of all tasks together; within the day time can still be moved', async () => {
    const full = { taskId: b, change: 'add', ms: (24 * 60 - 10) * MINUTE, ...wish } as const
    await core.desk.time.correct({ id: testId('session', 7), ...full })
    const refused = { code: 'REFUSED', data: { text: expect.stringMatching(/24 hours, all tasks together/) } }
    const more = { taskId: a, change: 'add', ms: MINUTE, ...wish } as const
    await expect(core.desk.time.correct({ id: testId('session', 8), ...more })).rejects.toMatchObject(refused)
    const move = { taskId: b, change: 'move', ms: 60 * MINUTE, to: { taskId: a, date: TODAY }, ...wish } as const
    await core.desk.time.correct({ id: testId('session', 9), ...move })
    expect((await today()).tasks.map(({ workMs }) => workMs / MINUTE)).toEqual([23 * 60 - 10, 70])
    const yesterday = { ...more, date: '2026-11-22' }
    await core.desk.time.correct({ id: testId('session', 10), ...yesterday })
    const onto = { ...yesterday, change: 'move', to: { taskId: a, date: TODAY } } as const
    await expect(core.desk.time.correct({ id: testId('session', 11), ...onto })).rejects.toMatchObject(refused)
  })

  it('without a reason, or with a date there is not, is no correction', async () => {
    await expect(
      core.desk.time.correct({ id: testId('session', 5), taskId: a, change: 'add', ms: MINUTE, ...wish, reason: '  ' }),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(
      core.desk.time.correct({
        id: testId('session', 6),
        taskId: a,
        change: 'add',
        ms: MINUTE,
        ...wish,
        date: '2026-13-01',
      }),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('the time after a crash', () => {
  it('is not added to a day beyond its 24 hours, however long the desk was closed', async () => {
    const folder = makeTempFolder()
    const taskId = testId('task', 1)
    const store = openTestStore(folder, [testTask(1, {})])
    const wall = Date.UTC(2026, 10, 21, 16)
    const at = { wall, mono: 1, boot: 'before', zone: 'Europe/Berlin', offsetMinutes: 60 }
    createLedger(store.ledger).append({ kind: 'started', taskId, data: { by: 'hand' } }, at)
    store.close()
    const { desk, stop } = await openTestCore({ folder })
    const { question } = await desk.time.state({})
    expect(question).toMatchObject({ kind: 'crash', ms: 40 * 60 * MINUTE })
    const returned = question?.returned ?? 0
    for (const answer of [{ choice: 'keep' }, { choice: 'split', keptMs: 25 * 60 * MINUTE }] as const) {
      await expect(desk.time.answer({ returned, ...answer })).rejects.toMatchObject({
        data: { text: expect.stringMatching(/24 hours/) },
      })
    }
    await desk.time.answer({ returned, choice: 'split', keptMs: 60 * MINUTE })
    expect((await desk.time.day({ date: '2026-11-21' })).tasks).toMatchObject([{ workMs: 60 * MINUTE }])
    await stop()
  })
})

describe('what is near or reached', () => {
  it('is told at 70 % and at 100 % of the estimate, and of the limits one has set oneself', async () => {
    const { row } = await core.desk.tasks.get({ taskId: a })
    const estimate = row.estimateMs ?? 0
    expect(estimate).toBeGreaterThan(0)
    await core.desk.app.saveSettings({ dayLimitMinutes: 1, weekLimitMinutes: 10_080 })
    await core.desk.time.activity({ taskId: a, kind: 'typing' })
    expect((await core.desk.time.state({})).marks).toEqual([])
    const of = async () => (await core.desk.time.state({})).marks.map((mark) => `${mark.of} ${mark.part}`)
    await work(a, Math.ceil((estimate * 0.7) / MINUTE))
    expect(await of()).toEqual(expect.arrayContaining(['estimate 70', 'day 100']))
    await work(a, Math.ceil((estimate * 0.3) / MINUTE))
    expect(await of()).toEqual(expect.arrayContaining(['estimate 100', 'day 100']))
  })

  it('is told of the most that is paid; what is beyond is shown as such', async () => {
    const db = new Database(join(core.folder, 'desk.db'))
    const rate = { type: 'hourly', perHour: { minor: 6_000, currency: 'EUR' }, capMs: 10 * MINUTE }
    db.prepare('UPDATE tasks SET rate = ?').run(JSON.stringify(rate))
    db.close()
    await work(a, 12)
    const { marks } = await core.desk.time.state({})
    expect(marks).toContainEqual({ of: 'cap', part: 100, limitMs: 10 * MINUTE, workMs: 12 * MINUTE })
    const span = await core.desk.time.span({ first: TODAY, last: TODAY })
    expect(span.tasks).toMatchObject([{ taskId: a, capMs: 10 * MINUTE, beyondMs: 2 * MINUTE, totalMs: 12 * MINUTE }])
  })
})

describe('the check of the ledger', () => {
  it('says how many entries are whole, and where it breaks', async () => {
    await work(a, 5)
    await core.desk.time.stop({ by: 'hand' })
    const whole = await core.desk.time.verify({})
    expect(whole.broken).toBeUndefined()
    expect(whole.entries).toBeGreaterThan(5)
    const db = new Database(join(core.folder, 'desk.db'))
    db.prepare('UPDATE ledger SET wall = wall + 1 WHERE seq = 3').run()
    db.close()
    expect(await core.desk.time.verify({ again: true })).toMatchObject({ entries: 2, broken: { seq: 3 } })
    // Once broken, it is not called whole for what came after.
    expect((await core.desk.time.verify({})).broken?.seq).toBe(3)
  })
})

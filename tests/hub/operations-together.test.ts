import { describe, expect, it } from 'vitest'
import {
  declineOperation,
  extendOperation,
  submission,
  submitOperation,
  takeOperation,
  taskContent,
} from '../support/hub/fixtures.ts'
import { desk, expertForEachTest, expertId, hub, hubForFile, importedTasks } from '../support/hub/for-each-test.ts'
import { createTestClock, day } from '../support/hub/test-clock.ts'

/** Several operations in one request. */

const clock = createTestClock()
hubForFile({ clock })
expertForEachTest()

/** Tasks that only this expert has. */
const ownTasks = (count: number): Promise<string[]> =>
  importedTasks(
    Array.from({ length: count }, () => taskContent()),
    { onlyExpert: expertId },
  )

describe('lanes [O4] [O5]', () => {
  it('holds back what comes after a failure in its lane and nothing in other lanes', async () => {
    const [a = '', b = ''] = await ownTasks(2)
    const results = await desk.push([
      takeOperation(a),
      submitOperation(submission(a, { values: {} })),
      takeOperation(b),
      submitOperation(submission(a)),
      submitOperation(submission(b)),
    ])
    expect(results).toMatchObject([
      { outcome: 'done' },
      { outcome: 'refused', code: 'bad-content' },
      { outcome: 'done' },
      { outcome: 'later', code: 'lane-waits' },
      { outcome: 'done' },
    ])
  })

  it('holds it back to the end of the request, also behind a giving back, which goes alone', async () => {
    const [a = '', b = ''] = await ownTasks(2)
    const unfinished = submitOperation(submission(a, { values: {} }))
    expect(await desk.push([unfinished, declineOperation(b), submitOperation(submission(a))])).toMatchObject([
      { outcome: 'refused', code: 'bad-content' },
      { outcome: 'done' },
      { outcome: 'later', code: 'lane-waits' },
    ])
  })

  it('goes on behind a decision that it refuses, and each step sees the one before', async () => {
    const [taskId = ''] = await ownTasks(1)
    const backBy = clock.now() + 10 * day
    const results = await desk.push([
      extendOperation(taskId, backBy),
      submitOperation(submission(taskId)),
      extendOperation(taskId, backBy),
      declineOperation(taskId),
      submitOperation(submission(taskId)),
    ])
    expect(results).toMatchObject([
      { outcome: 'refused', code: 'not-possible' },
      { outcome: 'done' },
      { outcome: 'done', assignment: { state: 'taken', dueAt: backBy } },
      { outcome: 'refused', code: 'not-possible' },
      { outcome: 'done' },
    ])
  })

  it('goes on with the other lanes when one operation upsets the database', async () => {
    const [a = '', b = ''] = await ownTasks(2)
    const bad = submission(a)
    await hub.db.query(
      `create function upset() returns trigger language plpgsql as $$ begin
         if new.id = '${bad.id}' then raise exception 'no'; end if; return new; end $$;
       create trigger upset before insert on submissions for each row execute function upset()`,
    )
    const results = await desk.push([bad, submission(b), submission(a)].map(submitOperation))
    expect(results).toMatchObject([
      { outcome: 'later', code: 'busy', retryAfterMs: 3000 },
      { outcome: 'done' },
      { outcome: 'later', code: 'lane-waits' },
    ])
    expect(hub.log.findLast((entry) => entry.event === 'operation-failed')?.facts).toMatchObject({ id: bad.id })
    await hub.db.query('drop trigger upset on submissions')
    expect(await desk.push([submitOperation(bad)])).toMatchObject([{ outcome: 'done' }])
  })
})

it('asks to wait while the database has no room on its disk, and its log says so', async () => {
  const [taskId = ''] = await ownTasks(1)
  const operation = takeOperation(taskId)
  await hub.db.query(
    `create function full_disk() returns trigger language plpgsql as $$ begin
       raise exception 'no room' using errcode = 'disk_full'; end $$;
     create trigger full_disk before insert on operations for each row execute function full_disk()`,
  )
  expect(await desk.push([operation])).toMatchObject([{ outcome: 'later', code: 'busy' }])
  expect(hub.log.at(-1)).toMatchObject({ level: 'error', event: 'no-room', facts: { id: operation.id } })
  await hub.db.query('drop trigger full_disk on operations')
  expect(await desk.push([operation])).toMatchObject([{ outcome: 'done' }])
})

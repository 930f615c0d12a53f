import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchCommands } from '../../src/hub/cli/commands/batch.ts'
import { carryCommands } from '../../src/hub/cli/commands/carry.ts'
import { expertCommands } from '../../src/hub/cli/commands/expert.ts'
import { occupationCommands } from '../../src/hub/cli/commands/occupations.ts'
import { programmeCommands } from '../../src/hub/cli/commands/programme.ts'
import { submissionCommands } from '../../src/hub/cli/commands/submission.ts'
import { taskCommands } from '../../src/hub/cli/commands/task.ts'
import { openDb } from '../../src/hub/store/db.ts'
import { openSealed } from '../../src/sealed/open-sealed.ts'
import { type BrokenLine, openBrokenLine } from '../support/hub/broken-line.ts'
import { createFeedReader, type FeedReader, readFresh } from '../support/hub/feed-reader.ts'
import { submission, submitOperation, taskContent } from '../support/hub/fixtures.ts'
import { folder, folderForFile, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { runCommand } from '../support/hub/run-command.ts'
import type { Ran } from '../support/hub/run-hub.ts'
import { createTestClock, minute } from '../support/hub/test-clock.ts'
import { bodiesOf, enrolledDesk, type TestDesk } from '../support/hub/test-desk.ts'

const clock = createTestClock()
hubForFile({ clock })
folderForFile()
let line: BrokenLine
beforeAll(async () => {
  line = await openBrokenLine(hub.databaseUrl)
})
afterAll(async () => {
  await line.close()
})

const all = [
  ...batchCommands,
  ...carryCommands,
  ...expertCommands,
  ...occupationCommands,
  ...programmeCommands,
  ...submissionCommands,
  ...taskCommands,
]

let count = 0
/** Two experts of an occupation that nobody else has, each with a desk that pulls. */
async function world() {
  count += 1
  const occupation = { code: `${String(10 + (count % 80))}-${String(1000 + count)}.00`, title: `Work ${count}` }
  await hub.db.query('insert into occupations (code, title) values ($1, $2)', [occupation.code, occupation.title])
  const experts = await Promise.all(
    [1, 2].map(async (which) => {
      const email = `broken-${count}-${which}@example.org`
      const { expertId, code } = await hub.operator.enrolExpert({ occupations: [occupation.code], email })
      const desk = await enrolledDesk(hub.fetch, code)
      return { expertId, email, desk, reader: createFeedReader(desk) }
    }),
  )
  const [first, second] = experts
  if (first === undefined || second === undefined) throw new Error('two were enrolled')
  const programmeId = await hub.operator.createProgramme()
  return { occupation, experts, first, second, programmeId }
}
type World = Awaited<ReturnType<typeof world>>

/** Tasks for both, of which the first has handed one in. */
async function worldWithWork(tasks = 3): Promise<World & { readonly taskId: string; readonly submissionId: string }> {
  const made = await world()
  const contents = Array.from({ length: tasks }, () => taskContent({ occupation: made.occupation }))
  await hub.operator.importTasks(contents, { programmeId: made.programmeId })
  const [taskId = ''] = bodiesOf(await made.first.desk.pull(), 'task').keys()
  const work = submission(taskId)
  await made.first.desk.push([submitOperation(work)])
  return { ...made, taskId, submissionId: work.id }
}

async function readOn({ experts }: World): Promise<void> {
  for (const { reader } of experts) await toEnd(reader)
}

async function toEnd(reader: FeedReader): Promise<void> {
  while (!(await reader.read(2_000)));
}

/** Everything that the hub has written down, but for when it has heard of a device. */
async function state(): Promise<unknown> {
  const tables = [
    'programmes',
    'guidelines',
    'experts',
    'expert_occupations',
    'codes',
    'batches',
    'tasks',
    'task_files',
  ]
  const more = ['assignments', 'files', 'submissions', 'reviews', 'operations', 'feed', 'occupations']
  const sums = [...tables, ...more].map(
    (name) => `(select md5(string_agg(t::text, '' order by t::text)) from ${name} t)`,
  )
  return hub.db.query(`select ${sums.map((sum, index) => `${sum} as t${index}`).join(', ')}`)
}

/**
 * Gives a command with a line that breaks when its n-th statement is done, for all n, and then again with a sound one; the
 * desks pull before, between and after. Whatever became of the first, in the end it is as if it had been given once. Where
 * nothing at all became of it, the next one finds what this one has found.
 * @returns how many statements it has
 */
async function atEachStatement<W extends World>(
  prepare: () => Promise<W>,
  command: (made: W) => readonly [name: string, ...argv: string[]],
  check: (made: W, again: Ran, first: Ran | undefined) => Promise<void>,
): Promise<number> {
  let [made, before] = [await prepare(), await state()]
  for (let n = 1; ; n += 1) {
    await readOn(made)
    const [name, ...argv] = command(made)
    const db = openDb(line.url)
    line.breakAt(n, 'after')
    const first = await runCommand({ ...hub.hub, context: { ...hub.hub.context, db } }, all, name, argv).catch(
      () => undefined,
    )
    const broke = line.isBroken()
    line.mend()
    await db.close().catch(() => undefined)
    await readOn(made)
    if (broke && isDeepStrictEqual(await state(), before)) continue
    clock.advance(minute)
    const again = await runCommand(hub.hub, all, name, argv)
    await readOn(made)
    await check(made, again, first)
    for (const { desk, reader } of made.experts) expect(reader.known()).toEqual(await readFresh(desk))
    if (!broke) return n - 1
    ;[made, before] = [await prepare(), await state()]
  }
}

async function reviewsOf(submissionId: string): Promise<unknown[]> {
  return hub.db.query('select body from reviews where submission_id = $1', [submissionId])
}
/** By task: how many have it. */
async function holders(programmeId: string): Promise<number[]> {
  const rows = await hub.db.query<{ holders: number }>(
    `select (select count(*)::integer from assignments a where a.task_id = t.id and a.state in ('offered', 'taken')) as holders
     from tasks t join batches b on b.id = t.batch_id where b.programme_id = $1`,
    [programmeId],
  )
  return rows.map((row) => row.holders)
}
const dueOf = async (desk: TestDesk, taskId: string) =>
  bodiesOf(await desk.pull(), 'task').get(taskId)?.assignment.dueAt

describe('a command whose line to the database breaks at any of its statements, and that is given again', () => {
  it('counts a review once, and begins one lease by it', { timeout: 60_000 }, async () => {
    const ids = ({ submissionId }: { submissionId: string }) => submissionId
    const broke = await atEachStatement(
      worldWithWork,
      (made) => ['submission review', ids(made), '--return', '--comment', 'answer=Which clover?'],
      async (made, again, first) => {
        expect(again).toMatchObject({ code: 0, out: `Submission ${ids(made)} is returned.\n` })
        expect(await reviewsOf(ids(made))).toHaveLength(1)
        const due = (await dueOf(made.first.desk, made.taskId)) ?? 0
        const leaseBegan = due - 7 * 86_400_000
        expect([...(first?.code === 0 ? [] : [clock.now()]), clock.now() - minute]).toContain(leaseBegan)
      },
    )
    expect(broke).toBeGreaterThan(8)
  })

  it('sets one guideline in force', { timeout: 60_000 }, async () => {
    const path = join(folder, 'guideline.md')
    await writeFile(path, 'Write shorter.')
    await atEachStatement(
      worldWithWork,
      ({ programmeId }) => ['programme guideline', programmeId, path],
      async ({ programmeId }, again) => {
        expect(again).toMatchObject({ code: 0, out: 'Guideline version 2 is in force; 2 experts get it.\n' })
        expect(await hub.db.query('select 1 from guidelines where programme_id = $1', [programmeId])).toHaveLength(2)
      },
    )
  })

  it('changes a rate, and what was taken keeps its own', { timeout: 60_000 }, async () => {
    await atEachStatement(
      worldWithWork,
      ({ programmeId }) => ['programme rate', programmeId, '--rate', '130', '--currency', 'EUR'],
      async ({ programmeId, first, taskId }, again) => {
        expect(again.code).toBe(0)
        const changes = await first.desk.pull()
        expect(bodiesOf(changes, 'programme').get(programmeId)?.rate).toMatchObject({ perHour: { minor: 13_000 } })
        expect(bodiesOf(changes, 'task').get(taskId)?.task.rate).toMatchObject({ perHour: { minor: 12_000 } })
      },
    )
  })

  it('brings a batch once, and offers each of its tasks once', { timeout: 60_000 }, async () => {
    const path = join(folder, 'tasks.jsonl')
    await atEachStatement(
      async () => {
        const made = await world()
        const contents = [1, 2, 3].map(() => JSON.stringify(taskContent({ occupation: made.occupation })))
        await writeFile(path, contents.join('\n'))
        return made
      },
      ({ programmeId }) => ['batch import', path, '--programme', programmeId, '--title', 'A batch'],
      async ({ programmeId }, again) => {
        expect(again.code === 0 || again.err.includes('has a batch "A batch" already')).toBe(true)
        expect(await holders(programmeId)).toEqual([1, 1, 1])
      },
    )
  })

  it('takes a task from all who have it', { timeout: 60_000 }, async () => {
    await atEachStatement(
      worldWithWork,
      ({ taskId }) => ['task withdraw', taskId, '--reason', 'Enough.'],
      async (made, again) => {
        expect(again.code).toBe(0)
        expect((await holders(made.programmeId)).toSorted((a, b) => a - b)).toEqual([0, 1, 1])
        const told = bodiesOf(await made.first.desk.pull(), 'task').get(made.taskId)
        expect(told?.assignment).toMatchObject({ state: 'withdrawn', reason: 'Enough.' })
      },
    )
  })

  it('offers once what an expert had that is revoked, and again what waits for one that comes back', async () => {
    await atEachStatement(
      async () => {
        const made = await worldWithWork()
        // The desk of the other is told nothing more.
        return { ...made, experts: [made.first] }
      },
      ({ second }) => ['expert revoke', second.expertId],
      async ({ programmeId }, again) => {
        expect(again.code).toBe(0)
        expect(await holders(programmeId)).toEqual([1, 1, 1])
      },
    )
    await atEachStatement(
      async () => {
        const made = await world()
        for (const { expertId } of made.experts) await hub.operator.revoke(expertId)
        const contents = [1, 2, 3].map(() => taskContent({ occupation: made.occupation }))
        await hub.operator.importTasks(contents, { programmeId: made.programmeId })
        return { ...made, experts: [], expertId: made.first.expertId }
      },
      ({ expertId }) => ['expert code', expertId],
      async ({ programmeId }, again) => {
        expect(again.code).toBe(0)
        expect(await holders(programmeId)).toEqual([1, 1, 1])
      },
    )
  }, 60_000)

  it('takes an expert on once, with all that waits, and an occupation once', { timeout: 60_000 }, async () => {
    const waiting = async () => {
      const made = await world()
      const occupation = { code: made.occupation.code.replace(/^\d\d/, '99'), title: 'New work' }
      await hub.db.query('insert into occupations (code, title) values ($1, $2)', [occupation.code, occupation.title])
      const contents = [1, 2, 3].map(() => taskContent({ occupation }))
      await hub.operator.importTasks(contents, { programmeId: made.programmeId })
      return { ...made, code: occupation.code }
    }
    await atEachStatement(
      waiting,
      ({ code }) => ['expert enrol', '--name', 'New', '--email', `new-${code}@example.org`, '--occupation', code],
      async ({ code, programmeId }, again) => {
        expect(again.code === 0 || again.err.includes('already')).toBe(true)
        const found = await hub.db.query('select 1 from experts where email = $1', [`new-${code}@example.org`])
        expect(found).toHaveLength(1)
        expect(await holders(programmeId)).toEqual([1, 1, 1])
      },
    )
    await atEachStatement(
      waiting,
      ({ first, code }) => ['expert occupation add', first.expertId, code],
      async ({ programmeId }, again) => {
        expect(again.code).toBe(0)
        expect(await holders(programmeId)).toEqual([1, 1, 1])
      },
    )
  })

  it('brings occupations to every desk', { timeout: 60_000 }, async () => {
    const path = join(folder, 'occupations.tsv')
    let title = ''
    await atEachStatement(
      async () => {
        const made = await world()
        title = `Title ${made.occupation.code}`
        await writeFile(path, `O*NET-SOC Code\tTitle\tDescription\n${made.occupation.code}\t${title}\tx\n`)
        return made
      },
      () => ['occupations import', path],
      async ({ first }, again) => {
        expect(again.code).toBe(0)
        const lists = [...bodiesOf(await first.desk.pull(), 'occupations').values()]
        expect(lists[0]?.occupations.map((one) => one.title)).toContain(title)
      },
    )
  })

  it('exports all or says that it did not, and seals a file whole or not at all', { timeout: 60_000 }, async () => {
    await atEachStatement(
      worldWithWork,
      ({ programmeId }) => ['submission export', '--programme', programmeId],
      async ({ submissionId }, again, first) => {
        const rows = again.out.trim().split('\n')
        expect(rows).toHaveLength(1)
        expect(rows[0]).toContain(submissionId)
        expect(first?.code === 0 ? first.out : again.out).toBe(again.out)
      },
    )
    const out = join(folder, 'ada.understudy')
    let left: string[] = []
    await atEachStatement(
      async () => {
        await rm(out, { force: true })
        return worldWithWork()
      },
      ({ first }) => ['carry export', '--expert', first.expertId, '--out', out],
      async (_, again) => {
        expect(again.code).toBe(0)
        const opened = await openSealed(out)
        expect(opened).toMatchObject({ ok: true })
        if (opened.ok) opened.value.close()
        left = await readdir(folder)
        expect(left.filter((name) => name.startsWith('ada'))).toEqual(['ada.understudy'])
      },
    )
  })
})

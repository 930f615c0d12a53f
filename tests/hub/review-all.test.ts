import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { submissionCommands } from '../../src/hub/cli/commands/submission.ts'
import { main } from '../../src/hub/cli/main.ts'
import { type ReviewInput, reviewSubmissions } from '../../src/hub/operator/reviews.ts'
import type { Db, Tx } from '../../src/hub/store/db.ts'
import { lockExperts } from '../../src/hub/store/locks.ts'
import { SubmissionReport } from '../../src/shared/domain/work.ts'
import { newId, submission, submitOperation, taskContent } from '../support/hub/fixtures.ts'
import {
  desk,
  expertForFile,
  expertId,
  folder,
  folderForFile,
  hub,
  hubForFile,
  importedTasks,
} from '../support/hub/for-each-test.ts'
import { runCommand } from '../support/hub/run-command.ts'
import type { Ran } from '../support/hub/run-hub.ts'
import { bodiesOf, enrolledDesk } from '../support/hub/test-desk.ts'
import { waitingForLock } from '../support/hub/waiting-for-lock.ts'

hubForFile()
expertForFile()
folderForFile()

/** @returns the ids of as many submissions */
async function handedIn(count: number): Promise<string[]> {
  const before = new Set(bodiesOf(await desk.pull(), 'task').keys())
  await hub.operator.importTasks(Array.from({ length: count }, () => taskContent()))
  const tasks = [...bodiesOf(await desk.pull(), 'task').keys()].filter((id) => !before.has(id))
  const works = tasks.map((id) => submission(id))
  await desk.push(works.map(submitOperation))
  return works.map(({ id }) => id)
}
async function review(name: string, text: string | Buffer, ...argv: string[]): Promise<Ran> {
  const path = join(folder, name)
  await writeFile(path, text)
  return runCommand(hub.hub, submissionCommands, 'submission review-all', [path, ...argv])
}
const told = async () => bodiesOf(await desk.pull(), 'submission')
const reviews = async (ids: readonly string[]): Promise<number> =>
  (await hub.db.query('select 1 from reviews where submission_id = any($1::uuid[])', [ids])).length

describe('many submissions reviewed by a table', () => {
  it('that the list has made, and that somebody has filled in', async () => {
    const [a = '', b = ''] = await handedIn(2)
    const { out } = await runCommand(hub.hub, submissionCommands, 'submission list', ['--state', 'received', '--csv'])
    const [headings, ...rows] = out.split('\r\n')
    expect(headings).toBe('\u{feff}submission,decision,reason,comment,expert,task,received,notes')
    expect(rows.filter((row) => row.startsWith(a) || row.startsWith(b))).toHaveLength(2)
    const filled = out.replace(`${a},,,`, `${a},accept,,`).replace(`${b},,,`, `${b},return,,Which clover?`)
    expect(await review('filled.csv', filled)).toMatchObject({
      code: 0,
      out: '2 reviews: 1 accepted, 1 returned, 0 rejected.\n',
      err: expect.stringContaining('say nothing here: expert, task, received, notes.'),
    })
    expect((await told()).get(b)).toMatchObject({
      state: 'returned',
      review: { comments: [{ text: 'Which clover?' }] },
    })
  })

  it('with as few statements as two, since their experts can hand nothing in meanwhile', async () => {
    const { context } = hub.hub
    const statementsFor = async (ids: readonly string[]): Promise<number> => {
      let statements = 0
      const counted = (tx: Tx): Tx => ({
        ...tx,
        query: (sql, params) => {
          statements += 1
          return tx.query(sql, params)
        },
      })
      const db: Db = { ...context.db, transaction: (run) => context.db.transaction((tx) => run(counted(tx))) }
      const inputs = ids.map((submissionId, at): ReviewInput => {
        return at % 2 === 0
          ? { submissionId, decision: 'accepted' }
          : { submissionId, decision: 'returned', lines: [`Which clover, ${at}?`] }
      })
      const done = await reviewSubmissions({ ...context, db }, inputs)
      expect(done.ok ? done.value.map(({ review: { decision } }) => decision) : done.error).toEqual(
        inputs.map(({ decision }) => decision),
      )
      return statements
    }
    const many = await handedIn(30)
    const few = await statementsFor(await handedIn(2))
    expect(await statementsFor(many)).toBe(few)
    const news = await told()
    expect(many.map((id) => news.get(id)?.review?.comments.map(({ text }) => text))).toEqual(
      many.map((_, at) => (at % 2 === 0 ? [] : [`Which clover, ${at}?`])),
    )
    expect(await statementsFor(many)).toBeLessThan(few)
    expect(await reviews(many)).toBe(30)
  })

  it('of a spreadsheet: in the words of one who decides, half done, with columns of their own', async () => {
    const [a = '', b = '', c = '', d = ''] = await handedIn(4)
    const table = [
      '\uFEFFTask;Submission;Decision;Comment;Comment;Reason;Reviewer',
      `one;${a};Accept;;;;`,
      `two;${b.toUpperCase()};return;answer=Which clover?;"2 + 2 = 4?\nReally"; Say more. ;Rosa`,
      `three;${c};;;;;`,
      `four; ${d} ;rejected;;;Not asked for.;`,
    ].join('\r\n')
    expect(await review('reviews.csv', table, '--reviewer', 'Ines')).toEqual({
      code: 0,
      out: '3 reviews: 1 accepted, 1 returned, 1 rejected.\n',
      err: '1 row without a decision was passed over.\nThese columns say nothing here: task.\n',
    })
    const found = await told()
    expect(found.get(a)).toMatchObject({ state: 'accepted', review: { comments: [], reviewer: 'Ines' } })
    expect(found.get(b)?.review).toMatchObject({
      decision: 'returned',
      comments: [{ field: 'answer', text: 'Which clover?' }, { text: '2 + 2 = 4?\nReally' }],
      reason: ' Say more. ',
      reviewer: 'Rosa',
    })
    expect(found.get(c)).toMatchObject({ state: 'received' })
    expect(found.get(d)).toMatchObject({ state: 'rejected', review: { reason: 'Not asked for.' } })
    // Given again, with one more row decided.
    expect(await review('reviews.csv', table.replace(`${c};;`, `${c};accept;`), '--reviewer', 'Ines')).toMatchObject({
      code: 0,
      out: '4 reviews: 2 accepted, 1 returned, 1 rejected. 3 of them stood already, and were not added again.\n',
    })
    expect(await reviews([a, b, c, d])).toBe(4)
  })

  it('enters nothing where only the table has a fault, and all else could be entered', async () => {
    const [a = ''] = await handedIn(1)
    const table = `submission,decision\n${a},accept\nx,accept\n`
    expect(await review('half.csv', table)).toMatchObject({
      code: 1,
      err: expect.stringContaining('One line has an error; nothing was reviewed.'),
    })
    expect(await reviews([a])).toBe(0)
  })

  it('names each by its number, and enters each, also where there are hundreds', async () => {
    const ids = await handedIn(205)
    const lines = ids.map((id) => `${id},accept,`)
    const without = ['submission,decision,reason', ...lines.with(203, `${ids[203]},reject,`)].join('\n')
    expect((await review('many.csv', without)).err).toBe(
      'One line has an error; nothing was reviewed.\n  line 205: Whoever rejects work says why: give a reason (--reason TEXT).\n',
    )
    expect(await review('many.csv', ['submission,decision,reason', ...lines].join('\n'))).toMatchObject({
      code: 0,
      out: '205 reviews: 205 accepted, 0 returned, 0 rejected.\n',
    })
    expect(await reviews(ids)).toBe(205)
  })

  it('adds what was said once and stands no more: another decision came between', async () => {
    const [a = ''] = await handedIn(1)
    const back = `submission,decision,comment\n${a},return,Which clover?\n`
    await review('back.csv', back)
    await review('taken.csv', `submission,decision\n${a},accept\n`)
    expect(await review('back.csv', back)).toMatchObject({ out: '1 review: 0 accepted, 1 returned, 0 rejected.\n' })
    expect((await told()).get(a)).toMatchObject({ state: 'returned' })
  })

  it('is held back by the lock of its experts: what one hands in at that moment goes before', async () => {
    const [a = ''] = await handedIn(1)
    const { taskId } = SubmissionReport.parse((await told()).get(a))
    const { context } = hub.hub
    const newer = submission(taskId, { supersedes: a })
    let reviewed: ReturnType<typeof reviewSubmissions> | undefined
    await context.db.transaction(async (tx) => {
      await lockExperts(tx, [expertId])
      reviewed = reviewSubmissions(context, [{ submissionId: a, decision: 'accepted' }])
      await expect.poll(() => waitingForLock(hub)).toBe(1)
      await tx.query(
        `insert into submissions (id, task_id, expert_id, supersedes, content, content_sha256, received_at, late, withdrawn, receipt, state)
         select $2, task_id, expert_id, id, content, content_sha256, received_at, late, withdrawn, receipt, state
         from submissions where id = $1`,
        [a, newer.id],
      )
    })
    expect(await reviewed).toMatchObject({ ok: false, error: [{ error: { code: 'superseded' } }] })
  })

  it('of a reviewing program: JSON Lines, with passages', async () => {
    const [a = '', b = ''] = await handedIn(2)
    const comments = [{ field: 'answer', passage: { quote: 'Clover' }, text: 'Which?' }]
    const lines = [
      { submission: a, decision: 'returned', comments },
      { submission: b, decision: 'accepted', reviewer: 'Rosa' },
    ]
    const ran = await review('reviews.jsonl', lines.map((one) => JSON.stringify(one)).join('\n'))
    expect(ran).toEqual({ code: 0, out: '2 reviews: 1 accepted, 1 returned, 0 rejected.\n', err: '' })
    expect((await told()).get(a)?.review?.comments).toEqual([
      { field: 'answer', passage: { from: 0, to: 6, quote: 'Clover' }, text: 'Which?' },
    ])
  })

  it('enters nothing where one line is bad, and names each by its number', async () => {
    const [a = '', b = '', c = '', d = ''] = await handedIn(4)
    const again = submission((await told()).get(d)?.taskId ?? '', { supersedes: d })
    await desk.push([submitOperation(again)])
    const unknown = newId()
    const table = [
      'submission,decision,reason,comment',
      `${a},accept,,`,
      `${b},reject,,`,
      `${b},return,,`,
      `${c},return,,"on two`,
      'lines"',
      'x,accept,,',
      `${unknown},accept,,`,
      `${a},accept,,`,
      `${d},accept,,`,
      `${c},perhaps,,`,
      `${c},constructor,,`,
      `,accept,,`,
      `${c},,,A comment`,
      `${c},accept`,
    ].join('\n')
    expect(await review('bad.csv', table)).toEqual({
      code: 1,
      out: '',
      err: [
        '11 lines have errors; nothing was reviewed.',
        '  line 3: Whoever rejects work says why: give a reason (--reason TEXT).',
        '  line 4: This submission is named more than once.',
        '  line 7: submission: must be an id as the list shows it',
        '  line 8: There is no submission with this id. See: submission list',
        '  line 9: This submission is named more than once.',
        `  line 10: The expert has handed in this task again since; review the newer submission ${again.id}.`,
        '  line 11: decision: must be accept, return or reject',
        '  line 12: decision: must be accept, return or reject',
        '  line 13: submission: is missing',
        '  line 14: decision: is missing',
        '  line 15: has 2 cells instead of 4',
        '',
      ].join('\n'),
    })
    expect(await reviews([a, b, c, d])).toBe(0)
    expect((await told()).get(a)).toMatchObject({ state: 'received' })
  })

  it('says what is wrong with a table that cannot be read as one', async () => {
    const [a = ''] = await handedIn(1)
    const cases: [string, string | Buffer, RegExp][] = [
      ['no-column.csv', 'id,decision\n', /has no column submission; it has: id, decision\. Nothing/],
      ['twice.csv', 'submission,decision,decision\n', /has the column decision more than once\. Nothing/],
      [
        'open.csv',
        `submission,decision\n${a},"accept\n`,
        /cannot be read: line 2 has a cell that .* is never closed by one\. Nothing/,
      ],
      ['empty.csv', '', /has no column submission/],
      ['old.csv', Buffer.from('submission,decision\nM\u00FCller,accept', 'latin1'), /is not UTF-8 text/],
      ['no.jsonl', 'accept\n', /line 1: is not JSON/],
      ['part.jsonl', JSON.stringify({ submission: a, decision: 'accept', coment: 'x' }), /unknown parts: coment/],
      ['none.jsonl', '\n', /There is no review in/],
      ['none.csv', `submission,decision\n${a},\n`, /There is no review in/],
    ]
    for (const [name, text, words] of cases) {
      const ran = await review(name, text)
      expect(ran).toMatchObject({ code: 1, out: '', err: expect.stringMatching(words) })
    }
    expect(await reviews([a])).toBe(0)
  })

  it('has in its list nothing that a later submission took the place of: that would refuse all of it for ever', async () => {
    const [first = ''] = await handedIn(1)
    const { taskId } = SubmissionReport.parse((await told()).get(first))
    const second = submission(taskId, { supersedes: first })
    await desk.push([submitOperation(second)])
    const list = async (...argv: string[]) =>
      (await runCommand(hub.hub, submissionCommands, 'submission list', ['--state', 'received', ...argv])).out
    const rows = await list('--csv')
    expect([rows.includes(first), rows.includes(second.id)]).toEqual([false, true])
    expect(await list()).toContain(first)
  })

  it('has in its list the newest of each expert, whoever came last', async () => {
    const other = await hub.operator.enrolExpert()
    const [taskId = ''] = await importedTasks([taskContent()], { copies: 2 })
    const otherDesk = await enrolledDesk(hub.fetch, other.code)
    const [mine, theirs] = [submission(taskId), submission(taskId)]
    await desk.push([submitOperation(mine)])
    await otherDesk.push([submitOperation(theirs)])
    const argv = ['--state', 'received', '--csv']
    const { out } = await runCommand(hub.hub, submissionCommands, 'submission list', argv)
    expect([out.includes(mine.id), out.includes(theirs.id)]).toEqual([true, true])
    await hub.operator.revoke(other.expertId)
  })

  it('is told of by --help', async () => {
    let out = ''
    const console = { write: async (text: string) => void (out += text), complain: () => undefined }
    expect(await main(['submission', 'review-all', '--help'], console, () => undefined)).toBe(0)
    expect(out).toContain('hub submission review-all FILE')
    expect(out).toContain('--reviewer NAME')
  })
})

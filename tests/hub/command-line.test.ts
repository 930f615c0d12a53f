import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { gunzipSync } from 'node:zlib'
import { readFile } from 'node:fs/promises'
import { submission, submitOperation, taskContent } from '../support/hub/fixtures.ts'
import { batchesMissing, biggenTasks, onetTasks, writeBatches } from '../support/hub/make-batches.ts'
import { processesIn, type Ran, runHub, type ServingHub, startHub } from '../support/hub/run-hub.ts'
import { bodiesOf, enrolledDesk, type TestDesk } from '../support/hub/test-desk.ts'
import { skipAloud } from '../support/hub/skip-aloud.ts'

let folder: string
let data: string
let serving: ServingHub
let programmeId: string
let desk: TestDesk
let expertId: string

const hub = (...args: string[]) => runHub([...args, '--data', data])
const file = async (name: string, text: string) => {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}
const word = (ran: Ran, pattern: RegExp) => {
  const found = pattern.exec(ran.out)?.[1]
  if (found === undefined) throw new Error(`${pattern} is not in: ${ran.out}${ran.err}`)
  return found
}
const id = '([0-9a-f-]{36})'
const hubEntry = join(import.meta.dirname, '..', '..', 'src', 'hub', 'index.ts')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-cli-'))
  data = join(folder, 'hub')
  serving = await startHub(['--data', data, '--name', 'Example Lab', '--sample'])
})
afterAll(async () => {
  await serving.end('SIGINT')
  const left = processesIn(data)
  if (left.length > 0) throw new Error(`still running: ${left.join(', ')}`)
  await rm(folder, { recursive: true, force: true })
})

// Each command is a process of its own; on a busy machine that takes its time.
describe('the operator at the command line', { timeout: 300_000 }, () => {
  it('serves the sample programme with a code that enrols a desk', async () => {
    expect(serving).toMatchObject({
      name: 'Example Lab',
      address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    })
    const sample = await enrolledDesk(fetch, serving.code ?? '', serving.address)
    expect(bodiesOf(await sample.pull(), 'task').size).toBeGreaterThanOrEqual(12)
    expect(serving.texts().out).toBe(
      `Hub Example Lab ready at ${serving.address}\nCode for the sample expert: ${serving.code}\n`,
    )
  })

  it.skipIf(process.platform !== 'linux')(
    'says that what it writes was cut by a full disk, also in its midst',
    async () => {
      const list = await hub('task', 'list', '--limit', '5', '--json')
      expect(list).toMatchObject({ code: 0, out: expect.stringMatching(/^\[[\s\S]{1500,}\]\n$/) })
      // A file that may become no larger takes a part of what is written and says nothing, as a full disk does.
      const line = 'ulimit -f 1; "$0" "$@" > "$OUT"; echo "ended $?" >&2'
      const args = [process.execPath, hubEntry, 'task', 'list', '--limit', '5', '--json', '--data', data]
      const out = join(folder, 'cut.json')
      const { stderr } = spawnSync('sh', ['-c', line, ...args], { env: { ...process.env, OUT: out }, encoding: 'utf8' })
      expect(stderr).toMatch(/The output could not be written: .+ What is there of it is not whole\.\nended 1\n$/)
      const cut = await readFile(out, 'utf8')
      expect(cut.length).toBeGreaterThan(0)
      expect(list.out.startsWith(cut)).toBe(true)
    },
  )

  it('sets up a programme, takes an expert on and imports a batch that reaches his desk', async () => {
    const [terms, guideline] = [await file('terms.md', '# Terms'), await file('guideline.md', '# Guideline')]
    const money = [
      '--rate',
      '120.50',
      '--currency',
      'EUR',
      '--cap-hours',
      '6',
      '--rounding',
      '15-up-per-task',
      '--lease-days',
      '14',
    ]
    const texts = ['--terms', terms, '--guideline', guideline, '--idle-seconds', '120', '--reading-words', '150']
    const created = await hub(
      'programme',
      'create',
      '--name',
      'Field notes',
      '--operator',
      'Example Lab',
      ...money,
      ...texts,
    )
    programmeId = word(created, new RegExp(`^Programme ${id}`))
    const enrolled = await hub(
      'expert',
      'enrol',
      '--name',
      'Ada Field',
      '--email',
      'ada@example.org',
      '--occupation',
      '11-9013.00',
    )
    expertId = word(enrolled, new RegExp(`^Expert ${id}`))
    desk = await enrolledDesk(fetch, word(enrolled, /^Code (\S+),/m), serving.address)

    const batchMoney = ['--rate', '95', '--currency', 'EUR', '--cap-hours', '2']
    const batch = await file('batch.jsonl', `${JSON.stringify(taskContent({ title: 'Rotation' }))}\n`)
    const imported = await hub(
      'batch',
      'import',
      batch,
      '--programme',
      programmeId,
      '--title',
      'First',
      '--due',
      '2099-12-31',
      ...batchMoney,
    )
    expect(imported).toMatchObject({ code: 0, out: expect.stringMatching(/: 1 task, 1 offer made, 0 tasks wait/) })
    const changes = await desk.pull()
    expect([...bodiesOf(changes, 'programme').values()][0]).toMatchObject({
      rate: { type: 'hourly', perHour: { minor: 12_050, currency: 'EUR' }, capMs: 6 * 3_600_000 },
      rounding: { minutes: 15, mode: 'up', per: 'task' },
      leaseDays: 14,
      idleMs: 120_000,
      readingWordsPerMinute: 150,
      guideline: { version: 1, text: '# Guideline' },
    })
    expect([...bodiesOf(changes, 'batch').values()][0]).toMatchObject({
      title: 'First',
      rate: { type: 'hourly', perHour: { minor: 9_500, currency: 'EUR' }, capMs: 2 * 3_600_000 },
      dueAt: Date.UTC(2099, 11, 31, 23, 59, 59, 999),
    })
    const listed = await Promise.all([
      hub('programme', 'list'),
      hub('batch', 'list'),
      hub('expert', 'list'),
      hub('task', 'list'),
    ])
    const words = [
      /120\.50 EUR per hour, for 6 hours at most +15-up-per-task +14 d +v1 +1 +1/,
      /First +95\.00 EUR per hour, for 2 hours at most +2099-12-31 23:59Z +1 +0 +0/,
      /ada@example\.org/,
      /Rotation +11-9013\.00 +1 +0 +0/,
    ]
    for (const [index, ran] of listed.entries()) expect(ran.out).toMatch(words[index] ?? /never/)
  })

  it('reviews what comes in and exports it', async () => {
    const [taskId = ''] = [...bodiesOf(await desk.pull(), 'task').keys()]
    const work = submission(taskId)
    await desk.push([submitOperation(work)])
    expect((await hub('submission', 'list', '--state', 'received')).out).toMatch(
      new RegExp(`^${work.id} .*Ada Field +Rotation`, 'm'),
    )
    expect((await hub('submission', 'list')).out).toMatch(/Rotation +60 +60 +95\.00 EUR/)
    const shown = (await hub('submission', 'show', work.id)).out
    expect(shown).toContain('[answer]\nClover first, then wheat.')
    expect(shown).toContain(
      'Claim      60 minutes paid, 95.00 EUR, rounding 15-up-per-task: 0 minutes and 0.00 EUR more',
    )
    const returned = await hub(
      'submission',
      'review',
      work.id,
      '--return',
      '--comment',
      'answer=Which clover?',
      '--comment',
      '2 + 2 = 4?',
    )
    expect(returned).toMatchObject({ code: 0, out: `Submission ${work.id} is returned.\n` })
    expect(bodiesOf(await desk.pull(), 'submission').get(work.id)?.review).toMatchObject({
      decision: 'returned',
      comments: [{ field: 'answer', text: 'Which clover?' }, { text: '2 + 2 = 4?' }],
    })
    expect(await hub('submission', 'review', work.id, '--reject')).toMatchObject({
      code: 1,
      err: expect.stringContaining('--reason'),
    })
    expect(await hub('submission', 'review', work.id, '--accept', '--reviewer', 'Rosa')).toMatchObject({ code: 0 })
    const rows = (await hub('submission', 'export', '--programme', programmeId, '--state', 'accepted')).out
      .trimEnd()
      .split('\n')
    expect(rows.map((row) => JSON.parse(row) as object)).toMatchObject([
      { id: work.id, submission: work, review: { reviewer: 'Rosa' } },
    ])
  })

  it('changes a guideline, adds an occupation, withdraws a task, revokes and re-admits', async () => {
    const next = await file('next.md', '# Better')
    expect((await hub('programme', 'guideline', programmeId, next)).out).toBe(
      'Guideline version 2 is in force; 1 expert gets it.\n',
    )
    expect((await hub('expert', 'occupation', 'add', expertId, '29-1131.00')).out).toBe('Offered 0 tasks.\n')
    const [taskId = ''] = [...bodiesOf(await desk.pull(), 'task').keys()]
    expect((await hub('task', 'withdraw', taskId, '--reason', 'Enough.')).out).toBe('Withdrawn from 1 expert.\n')
    expect((await hub('task', 'show', taskId)).out).toMatch(/withdrawn .*Enough\./)
    expect((await hub('expert', 'revoke', expertId)).out).toMatch(/^1 device lost access/)
    expect((await desk.call('GET', '/v1/feed?after=0')).status).toBe(401)
    const code = word(await hub('expert', 'code', expertId), /^Code (\S+),/)
    expect((await desk.enrol({ code })).status).toBe(200)
    expect((await hub('restored')).out).toBe('The desks of 2 experts will read everything again.\n')
  })

  it('imports nothing of a file with bad lines, names each, and ends with 1', async () => {
    const bad = await file('bad.jsonl', `${JSON.stringify(taskContent())}\n{"kind":"answer"}\nnonsense\n`)
    const ran = await hub('batch', 'import', bad, '--programme', programmeId, '--title', 'Bad')
    expect(ran).toMatchObject({ code: 1, out: '' })
    expect(ran.err).toMatch(
      /^2 lines have errors; nothing was imported\.\n {2}line 2: title: is missing; .*\n {2}line 3: is not JSON; write one .*\n$/,
    )
    expect((await hub('batch', 'list')).out).not.toContain('Bad')
  })

  it('shows nothing of a hostile file that a terminal would obey', async () => {
    const trick = '\u001b]0;owned\u0007\u009b2J\u202e'
    const lines = await file('trick.jsonl', `${JSON.stringify({ ...taskContent(), [`${trick}\nmore`]: 1 })}\n`)
    const table = await file('trick.csv', `Question,Colour${trick}\nWhy?,red\n`)
    const to = ['--programme', programmeId, '--title', 'Trick']
    const ran = [
      await hub('batch', 'import', lines, ...to),
      await hub('batch', 'import', table, ...to, '--map', 'brief=Answer'),
    ]
    expect(ran.map(({ err }) => err)).toEqual([
      'One line has an error; nothing was imported.\n  line 1: has unknown parts: ]0;owned2J more\n',
      'One line has an error; nothing was imported.\n  line 1: has no column Answer; it has: Question, Colour]0;owned2J\n',
    ])
  })

  it('writes as JSON nothing that a terminal would obey, and for a program the same text', async () => {
    const brief = 'Why?\u009b2J\u007f\u0085\u202e'
    const path = await file('brief.jsonl', `${JSON.stringify({ ...taskContent(), title: 'With a trick', brief })}\n`)
    await hub('batch', 'import', path, '--programme', programmeId, '--title', 'Brief')
    const { id } = z
      .array(z.object({ id: z.string(), title: z.string() }))
      .parse(JSON.parse((await hub('task', 'list', '--json')).out))
      .find(({ title }) => title === 'With a trick') ?? { id: '' }
    const { out } = await hub('task', 'show', id, '--json')
    expect(out).not.toMatch(/[\u007f-\u009f]/)
    expect(JSON.parse(out)).toMatchObject({ task: { brief } })
  })

  it('says what is missing or wrong all at once, opens nothing, and ends with 2', async () => {
    const ran = await runHub(['batch', 'import', '--copies', 'two', '--due', 'soon', '--data', join(folder, 'never')])
    expect(ran.code).toBe(2)
    expect(ran.err.split('\n')).toEqual([
      'The file is missing.',
      '--programme is missing.',
      '--title is missing.',
      '--due must be a day such as 2026-12-31.',
      '--copies must be a whole number from 1 to 1000.',
      'See: hub batch import --help',
      '',
    ])
    expect(await runHub(['dance'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no command "dance"'),
    })
    expect(await runHub(['task', 'list', '--colour'])).toMatchObject({
      code: 2,
      err: expect.stringContaining("'--colour'"),
    })
    expect(await runHub(['batch', 'import', '--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('--files-dir DIR'),
    })
    expect(await runHub(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('submission review ID') })
  })

  it('says plainly why a database cannot be used', async () => {
    const refused = await runHub(['programme', 'list', '--database-url', 'postgres://a:b@127.0.0.1:1/none'])
    expect(refused).toMatchObject({
      code: 1,
      err: 'Nothing answers at the address of the database. Nothing was changed.\n',
    })
    expect(await runHub(['programme', 'list', '--database-url', 'nonsense'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('--database-url must be'),
    })
  })

  it('carries by hand: writes what an expert waits for, and says in words why it takes a file not in', async () => {
    const out = join(folder, 'ada.understudy')
    expect(await hub('carry', 'export', '--expert', expertId, '--out', out)).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/ tasks? and \d+ files? for Ada Field, up to number \d+ of the feed, \d+ bytes\.\n$/),
    })
    const nowhere = await hub('carry', 'export', '--expert', expertId, '--out', join(folder, 'no', 'x.understudy'))
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('is not there or may not be written in') })
    expect(await hub('carry', 'import', out)).toMatchObject({ code: 1, err: expect.stringContaining('is for a desk') })
    const letter = await hub('carry', 'import', await file('letter.understudy', 'Dear hub,'))
    expect(letter).toMatchObject({ code: 1, out: '', err: expect.stringContaining('not a sealed file of Understudy') })
  })
})

describe('large batches by the command line', { timeout: 300_000 }, () => {
  it('takes 765 responses to grade and 5,000 tasks to author, and they all reach the desk', async (context) => {
    if (batchesMissing !== undefined) return skipAloud(context, batchesMissing)
    const { biggen, onet } = await writeBatches(folder)
    const { out } = await hub(
      'occupations',
      'import',
      join(import.meta.dirname, '../../../shared/data/onet/occupation-data.tsv.gz'),
    )
    expect(out).toMatch(/^1016 occupations\. The list goes to the desks of (one expert|\d+ experts)\.\n$/)
    expect((await hub('occupations', 'list', 'veterinary', 'technologists')).out).toContain('29-2056.00')
    const enrolled = await hub(
      'expert',
      'enrol',
      '--name',
      'Sam',
      '--email',
      'sam@example.org',
      '--occupation',
      '53-2012.00',
    )
    const [sam, code] = [word(enrolled, new RegExp(`^Expert ${id}`)), word(enrolled, /^Code (\S+),/m)]
    for (const [path, title, count] of [
      [biggen, 'BiGGen', 765],
      [onet, 'O*NET', 5000],
    ] as const) {
      const imported = await hub('batch', 'import', path, '--programme', programmeId, '--title', title, '--to', sam)
      expect(imported).toMatchObject({
        code: 0,
        err: '',
        out: expect.stringContaining(`: ${count} tasks, ${count} offers made`),
      })
    }
    const tasks = [...bodiesOf(await (await enrolledDesk(fetch, code, serving.address)).pull(), 'task').values()].map(
      ({ task }) => task,
    )
    const expected = [...biggenTasks(), ...onetTasks(5000)]
    const key = (task: { title: string; brief: string }) => `${task.title}\n${task.brief}`
    expect(tasks.map(key).toSorted()).toEqual(expected.map(key).toSorted())
    const source = gunzipSync(
      await readFile(join(import.meta.dirname, '../../../shared/data/prompts/biggen/sample_responses.json.gz')),
    ).toString()
    expect(tasks.filter((task) => task.kind === 'grade')).toHaveLength(Object.keys(JSON.parse(source) as object).length)
  })
})

import { access, mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { submissionCommands } from '../../src/hub/cli/commands/submission.ts'
import { createContext } from '../../src/hub/context.ts'
import { exportSubmissions, type ExportOptions } from '../../src/hub/operator/export-submissions.ts'
import { reviewSubmission } from '../../src/hub/operator/reviews.ts'
import { sha256 } from '../../src/hub/receipts/receipt.ts'
import type { Json } from '../../src/shared/domain/primitives.ts'
import { newId, submission, submitOperation, taskContent } from '../support/hub/fixtures.ts'
import { desk, expertForFile, expertId, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { runCommand } from '../support/hub/run-command.ts'
import { createTestClock } from '../support/hub/test-clock.ts'
import { bodiesOf, enrolledDesk, offerTask } from '../support/hub/test-desk.ts'

const clock = createTestClock()
hubForFile({ clock })
expertForFile()

async function handedIn(overrides: Parameters<typeof taskContent>[0] = {}, values?: Record<string, unknown>) {
  const { id: taskId, programmeId } = await offerTask(hub, desk, taskContent(overrides), { onlyExpert: expertId })
  const work = { ...submission(taskId), ...(values === undefined ? {} : { values: values as Record<string, string> }) }
  const [result] = await desk.push([submitOperation(work)])
  if (result?.outcome !== 'done') throw new Error(JSON.stringify(result))
  return { work, taskId, programmeId }
}
async function exported(options: Partial<ExportOptions> = {}): Promise<Record<string, Json>[]> {
  const rows: Record<string, Json>[] = []
  for await (const row of exportSubmissions(hub.hub.context, { format: 'jsonl', ...options })) rows.push(row)
  return rows
}

describe('reviews', () => {
  it('are added and never changed; the newest decides', async () => {
    const { work } = await handedIn()
    await hub.operator.review({
      submissionId: work.id,
      decision: 'returned',
      comments: [{ field: 'answer', text: 'Say more.' }],
    })
    clock.advance(1000)
    await hub.operator.review({ submissionId: work.id, decision: 'accepted', reviewer: 'Rosa' })
    const row = (await exported()).find((one) => one['id'] === work.id)
    expect(row).toMatchObject({
      state: 'accepted',
      review: { decision: 'accepted', reviewer: 'Rosa' },
      reviews: [{ decision: 'returned', comments: [{ field: 'answer', text: 'Say more.' }] }, { decision: 'accepted' }],
    })
  })

  it('count in the order in which the hub took them, whatever the clocks of two operators say', async () => {
    const { work } = await handedIn()
    await hub.operator.review({ submissionId: work.id, decision: 'returned', reason: 'Say more.' })
    const behind = createContext({ ...hub.hub.context, clock: { now: () => clock.now() - 60_000 } })
    expect(await reviewSubmission(behind, { submissionId: work.id, decision: 'accepted' })).toMatchObject({ ok: true })
    const row = (await exported()).find((one) => one['id'] === work.id)
    expect(row).toMatchObject({ state: 'accepted', review: { decision: 'accepted' } })
    const told = bodiesOf(await desk.pull(), 'submission').get(work.id)
    expect(told).toMatchObject({ state: 'accepted', review: { decision: 'accepted' } })
  })

  it('need a reason to reject, something to say to return, and fields that there are', async () => {
    const { work } = await handedIn()
    const review = (input: Omit<Parameters<typeof hub.operator.review>[0], 'submissionId'>) =>
      hub.operator.review({ submissionId: work.id, ...input })
    await expect(review({ decision: 'rejected' })).rejects.toThrow('says why')
    await expect(review({ decision: 'returned' })).rejects.toThrow('Say what should be changed')
    await expect(review({ decision: 'rejected', reason: ' ' })).rejects.toThrow('reason: is empty')
    await expect(review({ decision: 'returned', reason: '' })).rejects.toThrow('reason: is empty')
    await expect(review({ decision: 'returned', lines: ['answer= '] })).rejects.toThrow('comments[0].text: is empty')
    await expect(review({ decision: 'returned', comments: [{ text: '\n' }] })).rejects.toThrow('text: is empty')
    await expect(review({ decision: 'returned', comments: [{ field: 'answr', text: 'x' }] })).rejects.toThrow(
      'This task has no field answr. Its fields are: answer, trust.',
    )
    await expect(hub.operator.review({ submissionId: newId(), decision: 'accepted' })).rejects.toThrow(
      'no submission with this id',
    )
  })

  it('stand at a passage or a part of what was handed in, and nowhere else', async () => {
    const { work } = await handedIn()
    const review = async (comment: NonNullable<Parameters<typeof hub.operator.review>[0]['comments']>[number]) =>
      hub.operator.review({ submissionId: work.id, decision: 'returned', comments: [comment] })
    await review({ field: 'answer', passage: { quote: 'Clover' }, text: 'Which?' })
    const row = (await exported()).find((one) => one['id'] === work.id)
    expect(row).toMatchObject({
      review: { comments: [{ field: 'answer', passage: { from: 0, to: 6, quote: 'Clover' }, text: 'Which?' }] },
    })
    await expect(review({ field: 'answer', passage: { quote: 'barley' }, text: 'x' })).rejects.toThrow('do not stand')
    await expect(review({ field: 'answer', passage: { quote: 't' }, text: 'x' })).rejects.toThrow('more than once')
    await expect(review({ field: 'answer', passage: { quote: 'wheat', from: 3 }, text: 'x' })).rejects.toThrow(
      'do not stand',
    )
    await expect(review({ field: 'answer', part: 'c1', text: 'x' })).rejects.toThrow('there is no part c1')
    await expect(review({ passage: { quote: 'Clover' }, text: 'x' })).rejects.toThrow('names its field')
  })

  it('stand at a criterion, which its id names', async () => {
    const items = [{ id: 'c1', text: 'Names the clover', points: 5 }]
    const fields = [{ kind: 'rubric' as const, key: 'rubric', label: 'Rubric' }]
    const { work } = await handedIn({ fields }, { rubric: { kind: 'rubric', items } })
    const review = (part: string) =>
      hub.operator.review({
        submissionId: work.id,
        decision: 'returned',
        comments: [{ field: 'rubric', part, text: 'x' }],
      })
    await review('c1')
    const told = bodiesOf(await desk.pull(), 'submission').get(work.id)
    expect(told).toMatchObject({ review: { comments: [{ field: 'rubric', part: 'c1' }] } })
    await expect(review('c2')).rejects.toThrow('In rubric there is no part c2.')
  })

  it('are shown with what the expert answered, each answer below its comment, and with what is claimed', async () => {
    const { work, taskId } = await handedIn()
    const comments = [{ field: 'answer', text: 'Which clover?' }, { text: 'Too short.' }]
    await hub.operator.review({ submissionId: work.id, decision: 'returned', comments })
    const answers = [
      { submissionId: work.id, comment: 1, text: '', resolved: false },
      { submissionId: work.id, comment: 0, text: 'Red clover.', resolved: true },
    ]
    const second = submission(taskId, { supersedes: work.id, answers })
    await desk.push([submitOperation(second)])
    const { out } = await runCommand(hub.hub, submissionCommands, 'submission show', [second.id])
    expect(out).toContain(
      'Comment    Too short.\nAnswer     open\nComment    answer: Which clover?\nAnswer     done: Red clover.\n',
    )
    expect(out).toContain('Claim      60 minutes paid, 120.00 EUR\n')
  })

  it('say one thing: of two decisions, and of none, no one is taken', async () => {
    const { work } = await handedIn()
    const review = (...flags: string[]) =>
      runCommand(hub.hub, submissionCommands, 'submission review', [work.id, '--reason', 'x', ...flags])
    for (const flags of [[], ['--accept', '--reject'], ['--return', '--reject']])
      await expect(review(...flags)).rejects.toThrow('Give one of --accept, --return and --reject.')
    expect(await review('--reject')).toMatchObject({ code: 0, out: `Submission ${work.id} is rejected.\n` })
  })

  it('refuse a submission that a later one took the place of, and name the later one', async () => {
    const { work, taskId } = await handedIn()
    clock.advance(1000)
    const later = submission(taskId, { supersedes: work.id })
    await desk.push([submitOperation(later)])
    await expect(hub.operator.review({ submissionId: work.id, decision: 'accepted' })).rejects.toThrow(later.id)
  })
})

describe('the export', () => {
  it('gives one row a submission with task, values, expert, receipt and review, oldest first', async () => {
    const { work, programmeId, taskId } = await handedIn({ title: 'Exported', external: { id: 'X-1' } })
    const rows = await exported({ programmeId })
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      id: work.id,
      taskId,
      expertId,
      programmeId,
      state: 'received',
      late: false,
      submission: work,
      task: { title: 'Exported', external: { id: 'X-1' } },
      review: null,
      receipt: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    })
    const received = (await exported()).map((row) => Number(row['receivedAt']))
    expect(received).toEqual(received.toSorted((a, b) => a - b))
  })

  it('leaves out what was superseded unless it is asked for, and filters by state', async () => {
    const { work, taskId, programmeId } = await handedIn()
    clock.advance(1000)
    const later = submission(taskId, { supersedes: work.id })
    await desk.push([submitOperation(later)])
    await hub.operator.review({ submissionId: later.id, decision: 'accepted' })
    expect((await exported({ programmeId })).map((row) => row['id'])).toEqual([later.id])
    expect((await exported({ programmeId, all: true })).map((row) => row['id'])).toEqual([work.id, later.id])
    expect((await exported({ programmeId, state: 'accepted' })).map((row) => row['id'])).toEqual([later.id])
    expect(await exported({ programmeId, state: 'rejected' })).toEqual([])
  })

  it('has what was accepted where a version that came later is not, and not before that is known', async () => {
    const { work, taskId, programmeId } = await handedIn()
    await hub.operator.review({ submissionId: work.id, decision: 'accepted' })
    const later = submission(taskId, { supersedes: work.id })
    await desk.push([submitOperation(later)])
    const accepted = async () => (await exported({ programmeId, state: 'accepted' })).map((row) => row['id'])
    expect(await accepted()).toEqual([])
    await hub.operator.review({ submissionId: later.id, decision: 'rejected', reason: 'We have the first one.' })
    expect(await accepted()).toEqual([work.id])
    expect((await exported({ programmeId })).map((row) => row['id'])).toEqual([work.id, later.id])
    await hub.operator.review({ submissionId: later.id, decision: 'accepted' })
    expect(await accepted()).toEqual([later.id])
  })

  it('has the work of each expert who did a task, and of each only the newest version', async () => {
    const other = await hub.operator.enrolExpert()
    const { programmeId } = await hub.operator.importTasks([taskContent()], { copies: 2 })
    const otherDesk = await enrolledDesk(hub.fetch, other.code)
    const [taskId = ''] = [...bodiesOf(await otherDesk.pull(), 'task').keys()]
    const mine = [submission(taskId), submission(taskId), submission(taskId)]
    for (const work of mine) await desk.push([submitOperation(work)])
    clock.advance(1000)
    const theirs = submission(taskId)
    await otherDesk.push([submitOperation(theirs)])
    expect((await exported({ programmeId })).map((row) => row['id'])).toEqual([mine[2]?.id, theirs.id])
    await expect(hub.operator.review({ submissionId: mine[0]?.id ?? '', decision: 'accepted' })).rejects.toThrow(
      mine[2]?.id,
    )
  })

  it('is as of one moment: no work beside the newer one that came while it was written', async () => {
    const { work, taskId } = await handedIn()
    const rows = exportSubmissions(hub.hub.context, { format: 'jsonl' })
    const seen = [await rows.next()]
    clock.advance(1000)
    await desk.push([submitOperation(submission(taskId, { supersedes: work.id }))])
    for await (const row of rows) seen.push({ done: false, value: row })
    const ofTask = seen.filter(({ value }) => value?.['taskId'] === taskId)
    expect(ofTask.map(({ value }) => value?.['id'])).toEqual([work.id])
    expect(await exported()).not.toContainEqual(expect.objectContaining({ id: work.id }))
  })

  it('reads more than a page of submissions', async () => {
    const known = new Set(bodiesOf(await desk.pull(), 'task').keys())
    const { programmeId } = await hub.operator.importTasks(
      Array.from({ length: 205 }, () => taskContent()),
      { onlyExpert: expertId },
    )
    const ids = [...bodiesOf(await desk.pull(), 'task').keys()].filter((id) => !known.has(id))
    await desk.push(ids.map((id) => submitOperation(submission(id))))
    const rows = await exported({ programmeId })
    expect(new Set(rows.map((row) => row['taskId'])).size).toBe(205)
  })

  it('gives GDPval rows back with the answer and the files, whose names stay in their folder', async () => {
    const target = await mkdtemp(join(tmpdir(), 'understudy-export-'))
    const row = {
      task_id: 'g1',
      occupation: 'x',
      prompt: 'y',
      deliverable_files: ['plan.xlsx'],
      rubric_json: [{ score: 1 }],
    }
    const bytes = Buffer.from(`plan ${Math.random()}`)
    const ref = { sha256: sha256(bytes), size: bytes.length, mediaType: 'text/plain' }
    await desk.putFile(ref.sha256, bytes)
    const { work, programmeId } = await handedIn(
      {
        external: { gdpval: row },
        fields: [
          { kind: 'files', key: 'deliverables', label: 'Files' },
          { kind: 'markdown', key: 'answer', label: 'Answer' },
        ],
      },
      {
        answer: 'See the plan.',
        deliverables: [
          { ...ref, name: '../../../plan.txt' },
          { ...ref, name: 'Plan.txt' },
        ],
      },
    )
    await handedIn()
    const rows = await exported({ format: 'gdpval', programmeId, filesFolder: target })
    expect(rows).toEqual([
      {
        ...row,
        deliverable_text: 'See the plan.',
        deliverable_files: [`deliverable_files/${work.id}/plan.txt`, `deliverable_files/${work.id}/2-Plan.txt`],
        understudy: { submissionId: work.id, expertId, state: 'received', receipt: expect.any(String) },
      },
    ])
    expect(await readFile(join(target, 'deliverable_files', work.id, 'plan.txt'))).toEqual(bytes)
    await rm(target, { recursive: true })
  })

  it('never gives the answer that a row had before for the expert’s, and leaves it where it was only marked', async () => {
    const row = {
      task_id: 'g2',
      occupation: 'x',
      prompt: 'y',
      deliverable_text: 'Gold.',
      deliverable_files: ['gold.pdf'],
    }
    const external = { gdpval: row }
    const files = { kind: 'files' as const, key: 'deliverables', label: 'Files', required: false }
    const answer = { kind: 'markdown' as const, key: 'answer', label: 'Answer', required: false }
    const reasons = { kind: 'markdown' as const, key: 'reasons', label: 'Reasons' }
    const texts = async (fields: Parameters<typeof handedIn>[0], values: object) => {
      const { programmeId } = await handedIn({ ...fields, external }, values as Parameters<typeof handedIn>[1])
      const [given] = await exported({ format: 'gdpval', programmeId })
      return [given?.['deliverable_text'], given?.['deliverable_files']]
    }
    expect(await texts({ fields: [files, answer] }, { answer: 'Mine.' })).toEqual(['Mine.', []])
    expect(await texts({ fields: [files, answer] }, {})).toEqual([null, []])
    expect(await texts({ kind: 'grade', fields: [reasons] }, { reasons: 'Well made.' })).toEqual([
      'Gold.',
      ['gold.pdf'],
    ])
  })

  it('keeps every delivered file where the name that one would be given is the name of another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'understudy-names-'))
    const fields = [{ kind: 'files' as const, key: 'scans', label: 'Scans' }]
    const files = ['SCAN.txt', '3-scan.txt', 'scan.txt', 'scan.txt'].map((name, n) => {
      const bytes = Buffer.from(`scan ${n}`)
      return { name, bytes, ref: { name, sha256: sha256(bytes), size: bytes.length, mediaType: 'text/plain' } }
    })
    for (const { ref, bytes } of files) await desk.putFile(ref.sha256, bytes)
    const { work } = await handedIn({ fields }, { scans: files.map(({ ref }) => ref) })
    await exported({ filesFolder: folder })
    const names = await readdir(join(folder, 'deliverable_files', work.id))
    const texts = names.map((name) => readFile(join(folder, 'deliverable_files', work.id, name), 'utf8'))
    expect((await Promise.all(texts)).toSorted()).toEqual(['scan 0', 'scan 1', 'scan 2', 'scan 3'])
    // On the disks of Macs and of Windows a capital is no other letter.
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(4)
    await rm(folder, { recursive: true, force: true })
  })

  it('goes on where the folder of the hub lacks a file, names it and copies the others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'understudy-lost-'))
    const fields = [{ kind: 'files' as const, key: 'scans', label: 'Scans' }]
    const refs = ['lost.txt', 'cut.txt', 'kept.txt'].map((name) => {
      const bytes = Buffer.from(`${name} ${Math.random()}`)
      return { bytes, ref: { name, sha256: sha256(bytes), size: bytes.length, mediaType: 'text/plain' } }
    })
    for (const { ref, bytes } of refs) await desk.putFile(ref.sha256, bytes)
    const { work, programmeId } = await handedIn({ fields }, { scans: refs.map(({ ref }) => ref) })
    const lost = refs[0]?.ref.sha256 ?? ''
    await rm(join(hub.filesFolder, lost.slice(0, 2), lost))
    // As where the copying of a backup was broken off.
    const cut = refs[1]?.ref.sha256 ?? ''
    await truncate(join(hub.filesFolder, cut.slice(0, 2), cut), 3)
    const missing: unknown[] = []
    const rows = await exported({ programmeId, filesFolder: folder, onMissing: (file) => void missing.push(file) })
    expect(rows.map((row) => row['id'])).toEqual([work.id])
    expect(missing).toEqual([
      { submissionId: work.id, name: 'lost.txt', sha256: lost },
      { submissionId: work.id, name: 'cut.txt', sha256: cut },
    ])
    await access(join(folder, 'deliverable_files', work.id, 'kept.txt'))

    const argv = ['--programme', programmeId, '--files-dir', folder]
    const said = await runCommand(hub.hub, submissionCommands, 'submission export', argv)
    expect(said.code).toBe(1)
    expect(said.out.trim().split('\n')).toHaveLength(1)
    expect(said.err).toMatch(
      /its file lost\.txt .* is not in the hub's folder, or not whole[^]*2 files could not be copied/,
    )
    await rm(folder, { recursive: true, force: true })
  })
})

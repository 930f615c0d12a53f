import type { ReceiptPayload, SentSubmission } from '../../shared/domain/work.ts'
import { filesIn } from '../../shared/rules/named-files.ts'
import { compiled } from '../../shared/rules/compiled.ts'
import type { Rate } from '../../shared/domain/money.ts'
import { readOwnReceipt, sha256, signReceipt } from '../receipts/receipt.ts'
import type { HubIdentity } from '../store/hub-identity.ts'
import { setTaken, setWithdrawnFrom } from '../store/assignments.ts'
import { filesOf } from '../store/files.ts'
import { hasNewerOf, isSubmissionOf } from '../store/submissions.ts'
import { checkValues, TaskFields } from './check-submission.ts'
import { type Outcome, refused, tell, type Work } from './outcome.ts'
import { leaseEnd } from './take.ts'

/**
 * Takes the expert's work and signs for it. Whoever ever had the task may hand in: late, declined or withdrawn work is
 * kept and marked.
 * @param canonical the submission as it came, in its canonical form; the receipt names the hash of this, so members that a
 *   newer desk added are kept
 * @param before the receipt of an earlier time, where the hub had this and has lost it
 */
export async function applySubmit(
  work: Work,
  submission: SentSubmission,
  canonical: string,
  before: string | undefined,
): Promise<Outcome> {
  const { context, identity, tx, actor, facts } = work
  const { taskId, id } = submission
  const assignment = await facts.assignment(taskId)
  const task = facts.terms(taskId)
  if (assignment === undefined || task === undefined)
    return refused('unknown-task', 'The hub has no such task for you.')
  if (submission.supersedes !== undefined && !(await isEarlier(work, submission.supersedes, taskId))) {
    return refused('bad-content', 'supersedes: names no earlier submission of this task')
  }
  if (before === undefined && assignment.hasSubmission && (await hasNewerOf(tx, { id, taskId, ...actor }))) {
    return refused('not-possible', 'This was taken back, and a newer version of it is here already.')
  }
  const content = JSON.parse(task.content) as { rate?: Rate }
  // Whoever had given the task back was not told when it was withdrawn, and may hand in from another device all the same.
  const withdrawn = assignment.state === 'withdrawn' || task.withdrawnFor !== null
  const problems = checkValues(compiled(TaskFields).parse(content).fields, submission.values, withdrawn)
  const [first] = problems
  if (first !== undefined) {
    const texts = problems.slice(0, 5).map(({ text }) => text)
    return refused('bad-content', texts.join(' '), first.field)
  }
  const files = filesIn(submission.values)
  const there = await filesOf(
    tx,
    actor.expertId,
    files.map((file) => file.sha256),
  )
  const missing = [...new Set(files.map((file) => file.sha256))].filter((hash) => !there.has(hash))
  if (missing.length > 0) return { outcome: 'later', code: 'files-missing', missing }
  const wrongSize = files.find((file) => there.get(file.sha256) !== file.size)
  if (wrongSize !== undefined) return refused('bad-content', `The size given for the file ${wrongSize.name} is wrong.`)

  const now = context.clock.now()
  if (assignment.state === 'offered' || assignment.state === 'declined') {
    if (task.withdrawnFor !== null) await setWithdrawnFrom(tx, taskId, actor.expertId, task.withdrawnFor)
    else await setTaken(tx, taskId, actor, now, leaseEnd(now, assignment, undefined), null)
    facts.changed(taskId)
    tell(work, 'task', taskId, assignment.bytes + 200)
  }
  const contentSha256 = sha256(canonical)
  const said: ReceiptPayload = {
    receipt: 1,
    hubId: identity.hubId,
    expertId: actor.expertId,
    taskId,
    submissionId: id,
    contentSha256,
    receivedAt: now,
    guidelineVersion: submission.guidelineVersion,
    taskRevision: submission.taskRevision,
    rate: content.rate ?? task.programmeRate,
    claimedMs: submission.time.workMs,
    late: assignment.dueAt !== null && now > assignment.dueAt,
  }
  const earlier = before === undefined ? undefined : readReceiptOfBefore(before, said, identity)
  const { receivedAt, late } = earlier ?? said
  const receipt = before !== undefined && earlier !== undefined ? before : signReceipt(said, identity.key)
  work.submissions.push({
    id,
    taskId,
    expertId: actor.expertId,
    supersedes: submission.supersedes ?? null,
    content: canonical,
    contentSha256,
    receivedAt,
    late,
    withdrawn,
    receipt,
  })
  tell(work, 'submission', id, 1500)
  return { outcome: 'done', receipt }
}

/** Whether the id names work that the expert handed in to this task before, in this request or earlier. */
async function isEarlier({ tx, actor, submissions }: Work, id: string, taskId: string): Promise<boolean> {
  return (
    submissions.some((row) => row.id === id && row.taskId === taskId) ||
    (await isSubmissionOf(tx, id, taskId, actor.expertId))
  )
}

/** What a receipt says, where it is this hub's and for the very same work; then that is as good as never lost. */
function readReceiptOfBefore(jws: string, said: ReceiptPayload, { key }: HubIdentity): ReceiptPayload | undefined {
  const payload = readOwnReceipt(jws, key)
  const names = ['hubId', 'expertId', 'taskId', 'submissionId', 'contentSha256'] as const
  return payload !== undefined && names.every((name) => payload[name] === said[name]) ? payload : undefined
}

import type { DeskClient } from '../support/core/test-core.ts'
import { type Click, filesOfDraft, type Model, written } from './model.ts'
import { editText, type SimDesk } from './sim-desk.ts'
import type { World } from './world.ts'

/** What the expert does, and what a window may be answered. */
const EXPECTED = new Set(['WRONG_STATE', 'NOT_FOUND', 'INCOMPLETE', 'DISK_FULL', 'STORE_FAILED'])

/**
 * @param refusals what else the desk may refuse it for
 * @returns what the desk answered, or undefined when it refused, failed or died
 */
export async function attempt<T>(
  world: World,
  desk: SimDesk,
  what: string,
  run: () => Promise<T>,
  refusals: readonly string[] = [],
): Promise<T | undefined> {
  try {
    return await run()
  } catch (error) {
    const code = codeOf(error)
    if (!desk.hasDied() && !EXPECTED.has(code) && !refusals.includes(code))
      world.problems.push(`${what} on desk ${desk.name} failed: ${code} ${String(error)}`)
    return undefined
  }
}

/** The reason that a refusal names, else what kind of error it is. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { data } = error as { data?: { code?: unknown } }
  if (typeof data?.code === 'string') return data.code
  return 'code' in error ? String(error.code) : String(error)
}

type Row = { readonly id: string; readonly state: string }

/** A task is shown once its batch and programme are there too. */
const shown = `SELECT t.id, t.state FROM tasks t JOIN batches b ON b.id = t.batch_id JOIN programmes p ON p.id = b.programme_id
  ORDER BY t.id`

function tasksOf(desk: SimDesk): Row[] {
  return desk.look((db) => db.prepare<[], Row>(shown).all())
}

/** @returns whether there was anything to do */
export type ExpertAction = (world: World, model: Model, desk: SimDesk) => Promise<boolean>

/** A task in one of these states, if there is any. */
export function choose(world: World, desk: SimDesk, ...states: string[]): Row | undefined {
  const rows = tasksOf(desk).filter(({ state }) => states.includes(state))
  return rows.length === 0 ? undefined : world.random.pick(rows)
}

/** Something that is asked of one task in one of these states. */
function onTask(
  states: readonly string[],
  what: string,
  ask: (client: DeskClient, taskId: string) => Promise<unknown>,
): ExpertAction {
  return async (world, _, desk) => {
    const task = choose(world, desk, ...states)
    if (task !== undefined) await attempt(world, desk, what, () => ask(desk.client(), task.id))
    return task !== undefined
  }
}

const edit: ExpertAction = async (world, model, desk) => {
  const task = choose(world, desk, 'taken', 'drafting', 'returned')
  if (task !== undefined) await append(world, model, desk, task.id, `w${++model.edits}`)
  return task !== undefined
}

/** Adds a word to the text. @returns whether the desk acknowledged it */
async function append(world: World, model: Model, desk: SimDesk, taskId: string, word: string): Promise<boolean> {
  const before = written(model, desk, taskId)
  const text = before.text === '' ? `Clover ${word}` : `${before.text} ${word}`
  before.maybe = text
  before.earlier.push(text)
  const version = await attempt(world, desk, 'edit', () => editText(desk, taskId, before, text))
  if (version === undefined) return false
  model.acknowledged += 1
  model.texts.set(`${desk.name} ${taskId}`, { ...before, version, text, maybe: undefined })
  return true
}

const send: ExpertAction = async (world, model, desk) => {
  const task = choose(world, desk, 'drafting', 'returned', 'taken')
  if (task === undefined) return false
  const marker = `#${desk.name}${model.clicks.length + 1}#`
  const poison = world.random.chance(0.1) ? ' POISON' : ''
  if (!(await append(world, model, desk, task.id, `${marker}${poison}`))) return true
  const { text } = written(model, desk, task.id)
  const files = world.files && (await attempt(world, desk, 'open', () => filesOfDraft(desk, task.id)))?.files
  if (world.files !== undefined && files === undefined) return true
  const hashes = files?.map(({ sha256 }) => sha256) ?? []
  const click: Click = {
    desk: desk.name,
    taskId: task.id,
    marker,
    text,
    files: hashes,
    id: undefined,
    fate: 'maybe',
    mayHaveLeft: false,
  }
  model.clicks.push(click)
  const sent = await attempt(world, desk, 'send', () => desk.client().work.send({ taskId: task.id }))
  if (sent === undefined) return true
  click.id = sent.submissionId
  click.fate = 'sent'
  return true
}

const undoSend: ExpertAction = async (world, model, desk) => {
  const task = choose(world, desk, 'ready', 'sent')
  if (task === undefined) return false
  const text = desk.look((db) =>
    db
      .prepare<[string], { answer: string }>(
        `SELECT json_extract(c.content, '$.values.answer') AS answer FROM outbox o JOIN tasks t ON t.no = o.task_no
         JOIN submissions s ON s.id = o.id JOIN submission_contents c ON c.no = s.content_no WHERE t.id = ? AND o.state IN ('waiting', 'sent', 'quarantined') ORDER BY o.seq DESC`,
      )
      .get(task.id),
  )?.answer
  const click = model.clicks.find((one) => one.text === text)
  const before = click?.fate
  if (click?.fate === 'sent') click.fate = 'maybe-taken-back'
  let isRefused = false
  const undone = await attempt(world, desk, 'undoSend', async () => {
    try {
      return await desk.client().work.undoSend({ taskId: task.id })
    } catch (error) {
      isRefused = error instanceof Error && 'code' in error && error.code === 'WRONG_STATE'
      throw error
    }
  })
  if (click === undefined) return true
  if (undone !== undefined) click.fate = click.mayHaveLeft ? 'maybe' : 'taken-back'
  // After another failure it may have been taken back all the same: the disk was full only for the answer.
  else if (isRefused && before === 'sent') click.fate = 'sent'
  return true
}

const offline: ExpertAction = async (world, _, desk) => {
  const wish = world.random.chance(0.4)
  await attempt(world, desk, 'setOffline', () => desk.client().sync.setOffline({ offline: wish }))
  return true
}

const syncNow: ExpertAction = async (world, _, desk) => {
  await attempt(world, desk, 'sync.now', () => desk.client().sync.now({}))
  return true
}

const any = ['offered', 'taken', 'drafting', 'ready', 'sent', 'received', 'declined', 'elsewhere']

export const expertActions = {
  edit,
  send,
  undoSend,
  offline,
  syncNow,
  take: onTask(['offered', 'declined'], 'take', (client, taskId) => client.tasks.take({ taskId })),
  takeOver: onTask(['elsewhere', 'received'], 'take', (client, taskId) => client.tasks.take({ taskId })),
  revise: onTask(['received'], 'revise', (client, taskId) => client.work.revise({ taskId })),
  decline: onTask(['offered', 'taken', 'drafting'], 'decline', (client, taskId) => client.tasks.decline({ taskId })),
  undo: onTask(['taken', 'drafting', 'declined'], 'undo', (client, taskId) => client.tasks.undo({ taskId })),
  retry: onTask(any, 'retry', (client, taskId) => client.sync.retry({ taskId })),
  acceptGuideline: onTask(['drafting', 'returned'], 'acceptGuideline', (client, taskId) =>
    client.tasks.acceptGuideline({ taskId }),
  ),
} as const satisfies Record<string, ExpertAction>
export const expertWeights: Readonly<Record<keyof typeof expertActions, number>> = {
  take: 14,
  takeOver: 4,
  acceptGuideline: 1,
  edit: 30,
  send: 16,
  undoSend: 5,
  revise: 5,
  decline: 3,
  undo: 2,
  offline: 3,
  syncNow: 3,
  retry: 2,
}

export type OperatorAction = (world: World) => Promise<void>

async function ofExpert(world: World, sql: string): Promise<string | undefined> {
  const rows = await world.hub.test.db.query<{ id: string }>(sql, [world.expertId])
  return rows.length === 0 ? undefined : world.random.pick(rows).id
}

const review: OperatorAction = async (world) => {
  const newest = `select distinct on (task_id) id from submissions where expert_id = $1 order by task_id, no desc`
  const submissionId = await ofExpert(world, newest)
  if (submissionId === undefined) return
  const decision = world.random.pick(['accepted', 'returned', 'returned', 'rejected'] as const)
  await world.hub.test.operator.review({ submissionId, decision, reason: `because ${world.random.below(1000)}` })
}

const withdraw: OperatorAction = async (world) => {
  const taskId = await ofExpert(world, 'select task_id as id from assignments where expert_id = $1 order by task_id')
  if (taskId !== undefined) await world.hub.test.operator.withdrawTask(taskId, `reason ${world.random.below(1000)}`)
}

const changeGuideline: OperatorAction = async (world) => {
  await world.hub.test.operator.changeGuideline(world.programmeId, `Guideline ${world.random.below(1_000_000)}`)
}

export const operatorActions = { review, withdraw, changeGuideline } as const
export const operatorWeights: Readonly<Record<keyof typeof operatorActions, number>> = {
  review: 6,
  withdraw: 1,
  changeGuideline: 2,
}

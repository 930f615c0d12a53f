import { type Click, type Model, written } from './model.ts'
import { editText, type SimDesk } from './sim-desk.ts'
import type { World } from './world.ts'

/** What the expert does, and what a window may be answered. */
const EXPECTED = new Set(['WRONG_STATE', 'NOT_FOUND', 'INCOMPLETE', 'DISK_FULL', 'STORE_FAILED'])

/** @returns what the desk answered, or undefined when it refused, failed or died */
async function attempt<T>(world: World, desk: SimDesk, what: string, run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    if (!desk.hasDied() && !EXPECTED.has(code)) world.problems.push(`${what} on desk ${desk.name} failed: ${code} ${String(error)}`)
    return undefined
  }
}

type Row = { readonly id: string; readonly state: string }

function tasksOf(desk: SimDesk): Row[] {
  return desk.look((db) => db.prepare<[], Row>('SELECT id, state FROM tasks ORDER BY id').all())
}

export type ExpertAction = (world: World, model: Model, desk: SimDesk) => Promise<void>

/** A task in one of these states, if there is any. */
function choose(world: World, desk: SimDesk, ...states: string[]): Row | undefined {
  const rows = tasksOf(desk).filter(({ state }) => states.includes(state))
  return rows.length === 0 ? undefined : world.random.pick(rows)
}

const take: ExpertAction = async (world, _, desk) => {
  const task = choose(world, desk, 'offered', 'offered', 'declined')
  if (task !== undefined) await attempt(world, desk, 'take', () => desk.client().tasks.take({ taskId: task.id }))
}

const edit: ExpertAction = async (world, model, desk) => {
  const task = choose(world, desk, 'taken', 'drafting', 'returned')
  if (task !== undefined) await append(world, model, desk, task.id, `w${++model.edits}`)
}

/** Adds a word to the text. @returns whether the desk acknowledged it */
async function append(world: World, model: Model, desk: SimDesk, taskId: string, word: string): Promise<boolean> {
  const before = written(model, desk, taskId)
  const text = before.text === '' ? `Clover ${word}` : `${before.text} ${word}`
  before.maybe = text
  const version = await attempt(world, desk, 'edit', () => editText(desk, taskId, before, text))
  if (version === undefined) return false
  model.texts.set(`${desk.name} ${taskId}`, { version, text, maybe: undefined })
  return true
}

const send: ExpertAction = async (world, model, desk) => {
  const task = choose(world, desk, 'drafting', 'returned', 'taken')
  if (task === undefined) return
  const marker = `#${desk.name}${model.clicks.length + 1}#`
  const poison = world.random.chance(0.1) ? ' POISON' : ''
  if (!(await append(world, model, desk, task.id, `${marker}${poison}`))) return
  const { text } = written(model, desk, task.id)
  const click: Click = { desk: desk.name, taskId: task.id, marker, text, id: undefined, fate: 'maybe' }
  model.clicks.push(click)
  const sent = await attempt(world, desk, 'send', () => desk.client().work.send({ taskId: task.id }))
  if (sent === undefined) return
  click.id = sent.submissionId
  click.fate = 'sent'
}

const undoSend: ExpertAction = async (world, model, desk) => {
  const task = choose(world, desk, 'ready', 'sent')
  if (task === undefined) return
  const click = model.clicks.findLast(({ taskId, desk: name }) => taskId === task.id && name === desk.name)
  const before = click?.fate
  if (click?.fate === 'sent') click.fate = 'maybe-taken-back'
  const undone = await attempt(world, desk, 'undoSend', () => desk.client().work.undoSend({ taskId: task.id }))
  if (click === undefined || before === undefined || desk.hasDied()) return
  if (undone !== undefined) click.fate = 'taken-back'
  else if (before === 'sent') click.fate = 'sent'
}

const revise: ExpertAction = async (world, _, desk) => {
  const task = choose(world, desk, 'received')
  if (task !== undefined) await attempt(world, desk, 'revise', () => desk.client().work.revise({ taskId: task.id }))
}

const decline: ExpertAction = async (world, _, desk) => {
  const task = choose(world, desk, 'offered', 'taken', 'drafting')
  if (task !== undefined) await attempt(world, desk, 'decline', () => desk.client().tasks.decline({ taskId: task.id }))
}

const undo: ExpertAction = async (world, _, desk) => {
  const task = choose(world, desk, 'taken', 'drafting', 'declined')
  if (task !== undefined) await attempt(world, desk, 'undo', () => desk.client().tasks.undo({ taskId: task.id }))
}

const offline: ExpertAction = async (world, _, desk) => {
  const wish = world.random.chance(0.4)
  await attempt(world, desk, 'setOffline', () => desk.client().sync.setOffline({ offline: wish }))
}

const syncNow: ExpertAction = async (world, _, desk) => {
  await attempt(world, desk, 'sync.now', () => desk.client().sync.now({}))
}

const retry: ExpertAction = async (world, _, desk) => {
  const rows = tasksOf(desk)
  if (rows.length === 0) return
  await attempt(world, desk, 'retry', () => desk.client().sync.retry({ taskId: world.random.pick(rows).id }))
}

export const expertActions = { take, edit, send, undoSend, revise, decline, undo, offline, syncNow, retry } as const
export const expertWeights: Readonly<Record<keyof typeof expertActions, number>> = {
  take: 14,
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
  const newest = `select distinct on (task_id) id from submissions where expert_id = $1 order by task_id, received_at desc, id desc`
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

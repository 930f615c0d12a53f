import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { attempt, choose, type ExpertAction } from './actions.ts'
import { attachedTo, filesOfDraft, fileToLabel, type Model } from './model.ts'
import type { SimDesk } from './sim-desk.ts'
import { FILES_FIELD, MOST_FILES, type SimFile } from './sim-files.ts'
import type { World } from './world.ts'

/** What the expert does with files, where a seed has any. */

const attach: ExpertAction = async (world, model, desk) => {
  const task = choose(world, desk, 'taken', 'drafting', 'returned')
  if (world.files === undefined || task === undefined) return false
  const before = await attempt(world, desk, 'open', () => filesOfDraft(desk, task.id))
  if (before === undefined) return true
  if (before.files.length >= MOST_FILES) return false
  const { small, large } = world.files.deliverables
  const file = world.random.pick(large.length > 0 && world.random.chance(0.6) ? large : small)
  const name = `file-${++model.edits}.bin`
  const isGivenUp = world.random.chance(0.1)
  const attached = attachedTo(model, desk, task.id)
  const labels = before.files.map(fileToLabel)
  attached.maybe = isGivenUp ? labels : [...labels, `${name} ${file.sha256}`]
  attached.earlier.push(attached.maybe)
  const value = await attempt(world, desk, 'attach', () => addFile(desk, task.id, name, file, isGivenUp))
  if (value === undefined) return true
  model.acknowledged += 1
  attached.sure = value.map(fileToLabel)
  attached.maybe = undefined
  return true
}

/** Part by part, as a window does. @param isGivenUp the window is closed before the end */
async function addFile(desk: SimDesk, taskId: string, name: string, { bytes }: SimFile, isGivenUp: boolean) {
  const { files } = desk.client()
  const about = { taskId, field: FILES_FIELD, name, size: bytes.length, mediaType: '' }
  const { uploadId, partBytes } = await files.begin(about)
  for (let offset = 0; offset < bytes.length; offset += partBytes) {
    await files.part({ uploadId, offset, bytes: bytes.subarray(offset, offset + partBytes).toString('base64') })
  }
  if (isGivenUp) return undefined
  return (await files.finish({ uploadId, session: desk.session })).value
}

const detach: ExpertAction = async (world, model, desk) => {
  const task = choose(world, desk, 'taken', 'drafting', 'returned')
  if (task === undefined) return false
  const before = await attempt(world, desk, 'open', () => filesOfDraft(desk, task.id))
  if (before === undefined) return true
  if (before.files.length === 0) return false
  const rest = before.files.toSpliced(world.random.below(before.files.length), 1)
  const attached = attachedTo(model, desk, task.id)
  attached.maybe = rest.map(fileToLabel)
  attached.earlier.push(attached.maybe)
  const { session } = desk
  const edits = [{ change: { value: rest }, origin: 'set' as const }]
  const burst = { taskId: task.id, field: FILES_FIELD, version: before.version, session, edits }
  const edited = await attempt(world, desk, 'detach', () => desk.client().drafts.edit(burst))
  if (edited === undefined) return true
  attached.sure = attached.maybe
  attached.maybe = undefined
  return true
}

const makeRoom: ExpertAction = async (world, _, desk) => {
  await attempt(world, desk, 'makeRoom', () => desk.client().carry.makeRoom({}))
  return true
}

/** A file that an expert has brought and no work at the hub names is gone there. */
export async function loseAtHub(world: World, model: Model): Promise<void> {
  const { hub, expertId, random, steps } = world
  const rows = await hub.test.db.query<{ sha256: string }>(
    `select sha256 from uploads u where expert_id = $1 and not exists (select 1 from task_files t where t.sha256 = u.sha256)
       and not exists (select 1 from submissions s where s.expert_id = $1 and position(u.sha256 in s.content::text) > 0)
     order by sha256`,
    [expertId],
  )
  if (rows.length === 0) return
  const { sha256 } = random.pick(rows)
  model.lostAtHub.add(sha256)
  await hub.test.db.query('delete from uploads where sha256 = $1 and expert_id = $2', [sha256, expertId])
  steps.aside(() => rmSync(join(hub.filesFolder, sha256.slice(0, 2), sha256), { force: true }))
}

export const fileActions = { attach, detach, makeRoom } as const satisfies Record<string, ExpertAction>
export const fileWeights: Readonly<Record<keyof typeof fileActions, number>> = { attach: 22, detach: 3, makeRoom: 2 }

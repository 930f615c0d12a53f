import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { filePathOf } from '../../src/core/store/file-store.ts'
import { fileToLabel, filesOfDraft, type Model } from './model.ts'
import type { SimDesk } from './sim-desk.ts'
import type { World } from './world.ts'

/** The rules about files, each by its id in docs/sync-spec.md. They read past whatever can fail. */

/** Whether the bytes under this path are those of the hash. */
export function isWhole({ steps }: World, path: string, sha256: string): boolean {
  return steps.aside(() => {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return false
    return createHash('sha256').update(readFileSync(path)).digest('hex') === sha256
  })
}

type Here = { sha256: string; size: number }

/** F1: what a desk calls here is there and has its size. Cheap, for each step. */
export function checkSizesHere({ steps }: World, desk: SimDesk): string[] {
  return filesHere(desk)
    .filter(({ sha256, size }) => {
      const path = filePathOf(desk.folder, sha256)
      return steps.aside(() => statSync(path, { throwIfNoEntry: false }))?.size !== size
    })
    .map(({ sha256 }) => `[F1] desk ${desk.name} calls ${sha256} here, and it is not`)
}

/** F1: the same, to the byte. */
export function checkFilesHere(world: World, desk: SimDesk): string[] {
  return filesHere(desk)
    .filter(({ sha256 }) => !isWhole(world, filePathOf(desk.folder, sha256), sha256))
    .map(({ sha256 }) => `[F1] desk ${desk.name} calls ${sha256} here, and has other bytes`)
}

function filesHere(desk: SimDesk): Here[] {
  return desk.look((db) => db.prepare<[], Here>('SELECT sha256, size FROM files WHERE here = 1').all())
}

/** D1: files whose adding was acknowledged are in the draft, and their bytes on the disk. */
export async function checkAttached(world: World, model: Model, desk: SimDesk): Promise<string[]> {
  const problems: string[] = []
  for (const [key, attached] of model.attached) {
    const [name, taskId = ''] = key.split(' ')
    if (name !== desk.name) continue
    const { files } = await filesOfDraft(desk, taskId)
    const labels = files.map(fileToLabel)
    if (![attached.sure, attached.maybe].some((one) => one !== undefined && String(one) === String(labels))) {
      problems.push(`[D1] desk ${name} has ${labels.join(', ')} in ${taskId} instead of ${attached.sure.join(', ')}`)
    }
    for (const { sha256 } of files) {
      if (isWhole(world, filePathOf(desk.folder, sha256), sha256)) continue
      problems.push(`[D1] desk ${name} has lost the bytes of ${sha256}, which is in the draft of ${taskId}`)
    }
    attached.sure = labels
    attached.maybe = undefined
  }
  return problems
}

/** F3: whoever's work the hub has taken, it has all the files of. @param hashes files that submissions name */
export function checkFilesAtHub(world: World, hashes: Iterable<string>): string[] {
  return [...new Set(hashes)]
    .filter((sha256) => !isWhole(world, join(world.hub.filesFolder, sha256.slice(0, 2), sha256), sha256))
    .map((sha256) => `[F3] the hub has taken work without its file ${sha256}`)
}

/** F1: what the hub says it has of the expert, it has to the byte. */
export async function checkUploads(world: World): Promise<string[]> {
  const rows = await world.hub.test.db.query<{ sha256: string }>('select sha256 from uploads where expert_id = $1', [
    world.expertId,
  ])
  return rows
    .filter(({ sha256 }) => !isWhole(world, join(world.hub.filesFolder, sha256.slice(0, 2), sha256), sha256))
    .map(({ sha256 }) => `[F1] the hub counts ${sha256} as brought, and does not have it`)
}

/** F4: what the hub has of an upload stays, until it is whole or its bytes turn out to be others. */
export async function checkGrowth(world: World, grown: Map<string, number>): Promise<string[]> {
  const { hub, steps, expertId } = world
  const rows = await hub.test.db.query<{ id: string; sha256: string }>(
    'select id, sha256 from open_uploads where expert_id = $1 and finished_at is null',
    [expertId],
  )
  const problems: string[] = []
  for (const { id, sha256 } of rows) {
    // The hub died after it had put the file into its place, and before it said so. There it may be lost on purpose.
    if (isWhole(world, join(hub.filesFolder, sha256.slice(0, 2), sha256), sha256)) {
      grown.delete(id)
      continue
    }
    const size = steps.aside(() => statSync(join(hub.filesFolder, 'uploads', id), { throwIfNoEntry: false }))?.size ?? 0
    const before = grown.get(id) ?? 0
    if (size < before) problems.push(`[F4] of upload ${id} the hub had ${before} bytes and has ${size}`)
    grown.set(id, size)
  }
  return problems
}

const MISSING = `SELECT DISTINCT f.sha256 FROM files f JOIN task_files tf ON tf.sha256 = f.sha256
  JOIN tasks t ON t.no = tf.task_no WHERE f.here = 0 AND t.state NOT IN ('accepted', 'rejected', 'declined', 'withdrawn')`

/** Reference files of open tasks that are not on the desk. */
export function missingFiles(desk: SimDesk): string[] {
  return desk.look((db) => db.prepare<[], { sha256: string }>(MISSING).all()).map(({ sha256 }) => sha256)
}

type Waiting = { id: string; kind: string; state: string }

/** What waits for a file of its own, or behind one that does, or behind work that was refused. */
const FREE_OF_FILES = `SELECT o.id, o.kind, o.state FROM outbox o
  WHERE o.state IN ('waiting', 'sent') AND NOT EXISTS (
    SELECT 1 FROM outbox b LEFT JOIN submissions bs ON bs.id = b.id LEFT JOIN submission_contents bc ON bc.no = bs.content_no
      WHERE b.task_no = o.task_no AND b.seq <= o.seq AND b.state IN ('waiting', 'sent', 'quarantined') AND (
        (b.state = 'quarantined' AND b.kind = 'submit') OR instr(coalesce(bc.content, ''), ?) > 0 OR EXISTS (
          SELECT 1 FROM submission_files sf WHERE sf.submission_id = b.id AND NOT EXISTS (
            SELECT 1 FROM files_at_hubs a WHERE a.hub_id = b.hub_id AND a.sha256 = sf.sha256))))`

/** O5, F5: while no file gets through, every lane that needs none is empty. @param poison what the hub fails on */
export function checkNotHeldUp(desk: SimDesk, poison: string): string[] {
  return desk.look((db) =>
    db
      .prepare<[string], Waiting>(FREE_OF_FILES)
      .all(poison)
      .map(({ id, kind, state }) => `[O5] desk ${desk.name}: ${kind} ${id} is ${state} while files are under way`),
  )
}

import { ok, type Result } from '../../shared/domain/result.ts'
import { canonicalJson } from '../../shared/rules/canonical-json.ts'
import { distribute } from '../assign/distribute.ts'
import type { HubContext, OperatorError } from '../context.ts'
import { batchBySource, insertBatch, updateBatch } from '../store/batches.ts'
import { dropUnusedCodes } from '../store/codes.ts'
import type { Tx } from '../store/db.ts'
import { expertByEmail } from '../store/experts.ts'
import { expertsWith, type FeedKind, publish } from '../store/feed.ts'
import { insertTaskFiles } from '../store/files.ts'
import { lockDistribution, lockExperts } from '../store/locks.ts'
import {
  addGuideline,
  type ProgrammeRow,
  programmeBySource,
  readGuideline,
  updateProgramme,
} from '../store/programmes.ts'
import { insertTasks, tasksOfBatch, updateTask } from '../store/tasks.ts'
import { wholeContent } from '../store/withheld.ts'
import { addExpertOccupation, enrolExpert, makeExpertCode } from './experts.ts'
import { bringOccupations } from './occupations.ts'
import { toTask } from './import-batch.ts'
import { createProgramme } from './programmes.ts'
import type { Sample, SampleBatch } from './read-sample.ts'

/** Advisory lock under which the sample comes in: several processes may be started at once on one new database. */
const BRINGING = 7_310_021
const sourceKey = 'sample'
const sampleEmail = 'sample.expert@example.org'

/** The sample and its expert, as `serve --sample` has them; one process at a time, or both would make them. */
export async function bringSample(
  context: HubContext,
  sample: Sample,
): Promise<Result<{ expertId: string; code: string }, OperatorError>> {
  const client = await context.db.connect()
  try {
    await client.query(`select pg_advisory_lock(${BRINGING})`)
    const loaded = await loadSample(context, sample)
    return loaded.ok ? await sampleExpert(context, sample) : loaded
  } finally {
    await client.end()
  }
}

/**
 * Brings the sample programme into the hub, or up to date with its folder; nothing changes when nothing did. Tasks are
 * known again by `external.sampleId`; one that left the folder stays.
 */
export async function loadSample(
  context: HubContext,
  sample: Sample,
): Promise<Result<{ programmeId: string; added: number; changed: number }, OperatorError>> {
  const { programme, terms, guideline, batches } = sample
  const occupations = batches.flatMap((batch) => [...batch.tasks.values()].map((task) => task.occupation))
  const byCode = new Map(occupations.map((one) => [one.code, { ...one, description: '' }]))
  await bringOccupations(context, [...byCode.values()])
  const known = await programmeBySource(context.db, sourceKey)
  const made =
    known === undefined ? await createProgramme(context, { ...programme, terms, guideline }, sourceKey) : undefined
  if (made?.ok === false) return made
  const programmeId = made?.value.programmeId ?? known?.id ?? ''
  return context.db.transaction(async (tx) => {
    await lockDistribution(tx)
    if (known !== undefined) await renewProgramme(context, tx, known, sample)
    let [added, changed] = [0, 0]
    for (const batch of batches) {
      const count = await applyBatch(context, tx, programmeId, batch)
      added += count.added
      changed += count.changed
    }
    return ok({ programmeId, added, changed })
  })
}

/** An expert of every occupation in the sample, with a fresh one-time code; codes not used before are void. */
export async function sampleExpert(
  context: HubContext,
  sample: Sample,
): Promise<Result<{ expertId: string; code: string }, OperatorError>> {
  const codes = [
    ...new Set(sample.batches.flatMap((batch) => [...batch.tasks.values()].map((task) => task.occupation.code))),
  ]
  const expertId = await expertByEmail(context.db, sampleEmail)
  if (expertId === undefined) {
    return enrolExpert(context, { name: 'Sample Expert', email: sampleEmail, occupations: codes, validDays: 1 })
  }
  await dropUnusedCodes(context.db, expertId)
  for (const code of codes) {
    const added = await addExpertOccupation(context, expertId, code)
    if (!added.ok) return added
  }
  const fresh = await makeExpertCode(context, expertId, 1)
  return fresh.ok ? ok({ expertId, code: fresh.value.code }) : fresh
}

async function renewProgramme(
  context: HubContext,
  tx: Tx,
  known: ProgrammeRow,
  { programme, terms, guideline }: Sample,
): Promise<void> {
  const { name, operator, summary, rate, rounding, leaseDays, idleMs, readingWordsPerMinute } = known
  const differs = !same(
    { ...programme, terms },
    { name, operator, summary, rate, rounding, leaseDays, idleMs, readingWordsPerMinute, terms: known.terms },
  )
  if (differs) await updateProgramme(tx, { ...programme, terms, id: known.id })
  const newest = await readGuideline(tx, known.id)
  const newGuideline = newest !== undefined && newest.text !== guideline
  if (newGuideline) await addGuideline(tx, known.id, newest.version + 1, guideline, context.clock.now())
  if (differs || newGuideline) await announce(tx, 'programme', known.id, terms.length + guideline.length)
}

async function applyBatch(
  context: HubContext,
  tx: Tx,
  programmeId: string,
  { key, title, note, tasks }: SampleBatch,
): Promise<{ added: number; changed: number }> {
  const known = await batchBySource(tx, programmeId, key)
  const batchId = known?.id ?? context.newId()
  const at = context.clock.now()
  if (known === undefined) {
    const batch = {
      id: batchId,
      programmeId,
      title,
      note,
      dueAt: null,
      copies: 1,
      onlyExpert: null,
      rate: null,
      at,
      sourceKey: key,
    }
    await insertBatch(tx, batch)
  } else if (known.title !== title || known.note !== note) {
    await updateBatch(tx, batchId, title, note)
    await announce(tx, 'batch', batchId, 500)
  }
  const before = new Map((await tasksOfBatch(tx, batchId)).map((task) => [task.externalId, task]))
  let [added, changed] = [0, 0]
  for (const [index, [sampleId, content]] of [...tasks].entries()) {
    const old = before.get(sampleId)
    const revision = (old?.revision ?? 0) + 1
    const { task, files } = toTask(old?.id ?? context.newId(), batchId, index + 1, content, sampleId, revision)
    if (old === undefined) {
      await insertTasks(tx, batchId, [task])
      added += 1
    } else if (!same(withoutPlace(old.content), withoutPlace(wholeContent(task.content, task.withheld)))) {
      await updateTask(tx, { ...task, revision })
      await announce(tx, 'task', task.id, Buffer.byteLength(task.content) + 200)
      changed += 1
    } else continue
    await insertTaskFiles(
      tx,
      files.map((sha256) => ({ taskId: task.id, sha256 })),
    )
  }
  await distribute(tx, { batchId }, at)
  return { added, changed }
}

/** Puts a changed thing into the feed of everyone who has it. */
async function announce(tx: Tx, kind: FeedKind, entityId: string, bytes: number): Promise<void> {
  const experts = await expertsWith(tx, kind, entityId)
  await lockExperts(tx, experts)
  await publish(
    tx,
    experts.map((expertId) => ({ expertId, kind, entityId, bytes })),
  )
}

function withoutPlace(task: string): unknown {
  const { id: _id, batchId: _batchId, revision: _revision, ...content } = JSON.parse(task) as Record<string, unknown>
  return content
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b)
}

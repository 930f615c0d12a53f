import { join } from 'node:path'
import { ChangeSet } from '@codemirror/state'
import Database from 'better-sqlite3'
import { applyPragmas } from '../../src/core/store/open-database.ts'
import { testId } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { type Bench, median, ms, round } from './measure.ts'

/** Before anything is measured: code is warm, and each write-ahead log has grown to the size at which it is used again. */
const WARM_UP = 1_200
const BLOCK = 40
const BLOCKS = 9

type Typist = { type(): Promise<void> | void }

/**
 * One edit burst until it is on the disk, through the whole contract, in a document of 1 KB and of 1 MB; beside it a
 * bare commit of the same bytes with the same pragmas. The three take turns in blocks whose order changes, so that a slow disk
 * slows all and none always comes first after another's file.
 * `commit` = 1 KB over bare; `size` = 1 MB over 1 KB.
 */
export const keystroke: Bench = async ({ rounds = 8, say }) => {
  const commits: number[] = []
  const sizes: number[] = []
  for (let i = 0; i < rounds; i++) {
    const bare = openBare()
    const core = await openTestCore()
    await core.desk.setup.openSample({})
    // Which of them lies first in the store changes from round to round.
    const lengths = i % 2 === 0 ? [1_000, 1_000_000] : [1_000_000, 1_000]
    const documents = [
      await openDocument(core.desk, 0, lengths[0] ?? 0),
      await openDocument(core.desk, 1, lengths[1] ?? 0),
    ]
    const [small, large] = i % 2 === 0 ? documents : documents.reverse()
    if (small === undefined || large === undefined) throw new Error('two documents are needed')
    const typists = [
      { typist: bare, times: [] as number[] },
      { typist: small, times: [] as number[] },
      { typist: large, times: [] as number[] },
    ] as const
    for (const { typist } of typists) for (let n = 0; n < WARM_UP; n++) await typist.type()
    for (let block = 0; block < BLOCKS; block++) {
      for (let turn = 0; turn < typists.length; turn++) {
        const next = typists[(block + turn) % typists.length]
        for (let n = 0; n < BLOCK; n++) next?.times.push(await timeOf(next.typist))
      }
    }
    const [b = 0, s = 0, l = 0] = typists.map(({ times }) => median(times))
    commits.push(s / b)
    sizes.push(l / s)
    say(`round ${i + 1}: bare commit ${ms(b)}, edit at 1 KB ${ms(s)}, edit at 1 MB ${ms(l)}`)
    bare.close()
    await core.stop()
    removeTempFolders()
  }
  return { ratios: { commit: round(median(commits)), size: round(median(sizes)) }, rounds }
}

async function timeOf(typist: Typist): Promise<number> {
  const start = performance.now()
  await typist.type()
  return performance.now() - start
}

/** A document of the sample with a text in it, and a way to type one letter more. */
async function openDocument(
  desk: Awaited<ReturnType<typeof openTestCore>>['desk'],
  nth: number,
  length: number,
): Promise<Typist> {
  const { rows } = await desk.tasks.list({ sort: 'title' })
  for (const { id: taskId } of rows.slice(nth * 5)) {
    const { task, row } = await desk.tasks.get({ taskId })
    const field = task.fields.find(({ kind }) => kind === 'markdown')?.key
    if (field === undefined || row.state !== 'offered') continue
    await desk.tasks.take({ taskId })
    const session = testId('session')
    const text = 'A line of a plan that somebody writes, with a few words in it.\n'
      .repeat(length / 64 + 1)
      .slice(0, length)
    const first = ChangeSet.of({ from: 0, insert: text }, 0).toJSON()
    await desk.drafts.edit({
      taskId,
      field,
      version: 0,
      session,
      edits: [{ change: { changes: first }, origin: 'pasted' }],
    })
    let version = 1
    let size = text.length
    const at = length >> 1
    return {
      type: async () => {
        const changes = ChangeSet.of({ from: at, insert: 'x' }, size).toJSON()
        const selection = { anchor: at + 1, head: at + 1 }
        await desk.drafts.edit({
          taskId,
          field,
          version,
          session,
          edits: [{ change: { changes }, origin: 'typed', selection }],
        })
        version += 1
        size += 1
      },
    }
  }
  throw new Error('the sample has no text to write')
}

/** A table of its own, the bytes of an edit, one commit each. */
function openBare(): Typist & { close(): void } {
  const db = new Database(join(makeTempFolder('bare'), 'bare.db'))
  applyPragmas(db)
  db.exec(`CREATE TABLE edits (field_no INTEGER, version INTEGER, session_no INTEGER, origin INTEGER, wall INTEGER, mono INTEGER,
    anchor INTEGER, head INTEGER, change TEXT, PRIMARY KEY (field_no, version)) STRICT, WITHOUT ROWID`)
  const insert = db.prepare('INSERT INTO edits VALUES (1, ?, 1, 0, 1795420800000, 1000000, 501, 501, ?)')
  let version = 0
  return {
    type: () => void insert.run(version++, '[500,[0,"x"],500]'),
    close: () => db.close(),
  }
}

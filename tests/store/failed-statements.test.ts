import { join } from 'node:path'
import { ChangeSet } from '@codemirror/state'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { createVerifier } from '../../src/core/time/ledger.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { type DeskClient, makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { type Failure, failStatements } from '../support/store/failing-statements.ts'
import { openAt } from '../support/store/open-at.ts'

afterAll(removeTempFolders)
const taskId = testId('task')
const session = testId('session')

/** What the person sees of the task, and what waits for the hub. */
async function look(desk: DeskClient): Promise<string> {
  const { row, submissions } = await desk.tasks.get({ taskId })
  const draft = (await desk.drafts.open({ taskId })).fields['plan']
  const text = draft !== undefined && 'text' in draft ? `“${draft.text}” ${draft.version}` : 'nothing'
  const { branches, marks } = await desk.versions
    .timeline({ taskId, field: 'plan' })
    .catch(() => ({ branches: [], marks: [] }))
  const ways = branches.map(({ name, isCurrent }) => (isCurrent ? `*${name}` : name)).join(',')
  const names = marks.flatMap((mark) => (mark.kind === 'name' ? [mark.label] : [])).join(',')
  const lanes = (await desk.sync.overview({})).lanes.length
  return `${row.state} ${text} [${ways}] (${names}) lanes ${lanes} sent ${submissions.length}`
}

function rowsOf(db: Database.Database): string {
  const tables = ['tasks', 'outbox', 'submissions', 'submission_contents', 'draft_fields', 'draft_branches', 'edits']
  const more = ['version_names', 'draft_choices', 'edit_sessions', 'checkpoints']
  return JSON.stringify([...tables, ...more].map((table) => db.prepare(`SELECT * FROM "${table}"`).all()))
}

async function burst(desk: DeskClient, text: string, origin: 'typed' | 'restored' = 'typed') {
  const draft = (await desk.drafts.open({ taskId })).fields['plan']
  const before = draft !== undefined && 'text' in draft ? draft : { version: 0, text: '', branch: undefined }
  const { length } = before.text
  const changes = ChangeSet.of({ from: 0, to: length, insert: text }, length).toJSON()
  const way = before.branch === undefined ? {} : { branch: before.branch }
  const edits = [{ change: { changes }, origin }]
  return { taskId, field: 'plan', ...way, version: before.version, session, edits }
}

type Action = {
  readonly name: string
  readonly make: (desk: DeskClient) => Promise<() => Promise<unknown>>
  /** What is seen when it is done. */
  readonly sees: string
}

const actions: readonly Action[] = [
  {
    name: 'give back',
    make: async (desk) => () => desk.tasks.decline({ taskId }),
    sees: 'declined nothing [] () lanes 1 sent 0',
  },
  {
    name: 'take',
    make: async (desk) => () => desk.tasks.take({ taskId }),
    sees: 'taken nothing [] () lanes 1 sent 0',
  },
  {
    name: 'the first words',
    make: async (desk) => {
      const edit = await burst(desk, 'Rye.')
      return () => desk.drafts.edit(edit)
    },
    sees: 'drafting “Rye.” 1 [*First way] () lanes 1 sent 0',
  },
  {
    name: 'name a version',
    make: async (desk) => () => desk.versions.name({ taskId, name: 'One', id: testId('session', 2) }),
    sees: 'drafting “Rye.” 1 [*First way] (One) lanes 1 sent 0',
  },
  {
    name: 'another way',
    make: async (desk) => () => desk.versions.startBranch({ taskId, field: 'plan', version: 1, name: 'Short' }),
    sees: 'drafting “Rye.” 1 [First way,*Short] () lanes 1 sent 0',
  },
  {
    name: 'words in it',
    make: async (desk) => {
      const edit = await burst(desk, 'Rye and oats.')
      return () => desk.drafts.edit(edit)
    },
    sees: 'drafting “Rye and oats.” 2 [First way,*Short] () lanes 1 sent 0',
  },
  {
    name: 'put back a version',
    make: async (desk) => {
      const edit = await burst(desk, 'Rye, say.', 'restored')
      return () => desk.drafts.edit(edit)
    },
    sees: 'drafting “Rye, say.” 3 [First way,*Short] () lanes 1 sent 0',
  },
  {
    name: 'send',
    make: async (desk) => () => desk.work.send({ taskId }),
    sees: 'ready “Rye, say.” 3 [First way,*Short] () lanes 2 sent 1',
  },
  {
    name: 'undo it',
    make: async (desk) => () => desk.work.undoSend({ taskId }),
    sees: 'drafting “Rye, say.” 3 [First way,*Short] () lanes 1 sent 0',
  },
  {
    name: 'go on in the first way',
    make: async (desk) => {
      const [first] = (await desk.versions.timeline({ taskId, field: 'plan' })).branches
      return () => desk.versions.switchBranch({ taskId, field: 'plan', branch: first?.branch ?? 0 })
    },
    sees: 'drafting “Rye.” 1 [*First way,Short] (One) lanes 1 sent 0',
  },
]

describe('what a person does while one statement fails', () => {
  it.each<Failure>(['refused', 'rolled-back', 'thrown'])(
    'is done or not, never half, and can be done again: %s',
    async (failure) => {
      const folder = makeTempFolder('failed')
      const store = openTestStore(folder, [testTask()])
      store.close()
      const { desk, stop } = await openTestCore({ folder })
      const db = new Database(join(folder, 'desk.db'), { readonly: true })
      const faults = failStatements()
      const statements: Record<string, number> = {}
      try {
        for (const { name, make, sees } of actions) {
          const before = await look(desk)
          const rows = rowsOf(db)
          const act = await make(desk)
          for (let k = 1; ; k++) {
            faults.arm(k, failure)
            const isDone = await act().then(
              () => true,
              () => false,
            )
            const failed = faults.disarm()
            const seen = await look(desk)
            const what = `${name}, statement ${k}: ${failed}`
            const isOver = isDone || seen !== before
            expect({ what, seen }).toEqual({ what, seen: isOver ? sees : before })
            expect({ what, rows: isOver ? rows : rowsOf(db) }).toEqual({ what, rows })
            if (!isOver) continue
            statements[name] = k
            break
          }
          expect({ name, broken: db.pragma('foreign_key_check') }).toEqual({ name, broken: [] })
        }
      } finally {
        faults.restore()
        db.close()
      }
      await stop()
      const after = openAt(folder)
      expect(await createVerifier(after.ledger, async () => {}).check(true)).not.toHaveProperty('broken')
      after.close()
      // That statements fail at all.
      expect(Math.min(...Object.values(statements))).toBeGreaterThan(2)
    },
  )
})

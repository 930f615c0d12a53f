import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { createFilesTable } from '../../src/core/store/files-table.ts'
import { createReadinessTable } from '../../src/core/store/readiness-table.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { askedStatements } from '../support/store/asked-statements.ts'

afterEach(removeTempFolders)

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

describe('files that are to come', () => {
  it('of 120 that wait, the one that was refused is shown first and by its name, though it is the largest', async () => {
    const folder = makeTempFolder('store')
    const file = (n: number) => ({
      key: `file${n}`,
      title: `File ${n}`,
      kind: 'file' as const,
      file: { name: `file-${n}.pdf`, sha256: hashOf(`file ${n}`), size: 1_000 + n, mediaType: 'application/pdf' },
    })
    const tasks = [1, 2].map((n) =>
      testTask(n, { title: `Task ${n}`, materials: Array.from({ length: 60 }, (_, i) => file(n * 100 + i)) }),
    )
    const store = openTestStore(folder, tasks)
    store.files.setRefused(hashOf('file 259'), 1, AT + 3_600_000, 'It was not the file.')
    store.close()
    const core = await openTestCore({ folder })
    const { down, files } = await core.desk.carry.overview({})
    expect(down).toMatchObject({ files: 120, bytes: 120 * 1_000 + 60 * (100 + 200) + 59 * 60 })
    expect(files).toHaveLength(100)
    expect(files[0]).toMatchObject({ state: 'refused', name: 'file-259.pdf', taskId: testId('task', 2), size: 1_259 })
    expect(files[1]).toMatchObject({ state: 'waiting', name: 'file-100.pdf', taskTitle: 'Task 1' })
    await core.stop()
  })

  it('are looked for from the open tasks on: those of the closed ones of years are not gone through', () => {
    const plans = askedStatements((db) => {
      createFilesTable(db)
      createReadinessTable(db)
    }).flatMap(({ sql, plan }) => (sql.includes('INDEXED BY tasks_open') ? [plan.join('; ')] : []))
    expect(plans).toHaveLength(3)
    for (const plan of plans) {
      expect(plan).toMatch(/(SCAN|SEARCH) t USING COVERING INDEX tasks_open/)
      expect(plan).toMatch(/SEARCH tf USING PRIMARY KEY \(task_no=\?\);.* SEARCH f USING .*\(sha256=\?\)/)
    }
  })
})

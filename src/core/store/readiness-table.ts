import type { Database } from 'better-sqlite3'
import type { TaskState } from '../../shared/domain/work.ts'
import { CLOSED, LEAVING, WRITABLE } from '../../shared/rules/task-states.ts'
import { filesOfOpen } from './files-table.ts'
import { withProgramme } from './task-list-table.ts'
import { statesToSql } from './tasks-table.ts'

export type BatchReadinessRow = {
  batchId: string
  title: string
  programme: string
  tasks: number
  textBytes: number
  fileBytes: number
  missingFiles: number
  missingBytes: number
}
export type OpenTaskRow = { no: number; taskId: string; title: string; state: TaskState; dueAt: number | null }
export type TaskFileRow = { taskNo: number; sha256: string; size: number; here: number }

export type ReadinessTable = {
  /** Batches that have open tasks, by title. */
  batches(): BatchReadinessRow[]
  /** Tasks of hubs that are on offer or in work. */
  openTasks(): OpenTaskRow[]
  /** Reference files of those tasks. */
  openTaskFiles(): TaskFileRow[]
  filesOfTask(taskNo: number): TaskFileRow[]
  /** A task that needs the file, for its name. */
  taskOfFile(sha256: string): { no: number; taskId: string; title: string } | undefined
}

const toDo = statesToSql(['offered', ...WRITABLE])
/** Those, and what the hub has not decided on yet. */
const open = statesToSql(['offered', ...WRITABLE, ...LEAVING, 'received'])

/** What of the tasks is on this computer. */
export function createReadinessTable(db: Database): ReadinessTable {
  const batches = db.prepare<[], BatchReadinessRow>(
    `SELECT b.id AS batchId, b.title, p.name AS programme, x.tasks, x.textBytes, coalesce(y.fileBytes, 0) AS fileBytes,
       coalesce(y.missingFiles, 0) AS missingFiles, coalesce(y.missingBytes, 0) AS missingBytes
     FROM (SELECT t.batch_id, count(*) AS tasks, sum(octet_length(c.content)) AS textBytes
           FROM tasks t JOIN task_contents c ON c.task_no = t.no WHERE t.state IN ${open} GROUP BY t.batch_id) x
       JOIN batches b ON b.id = x.batch_id JOIN programmes p ON p.id = b.programme_id
       LEFT JOIN (SELECT batch_id, sum(size) AS fileBytes, sum(here = 0) AS missingFiles, sum((here = 0) * size) AS missingBytes
           FROM (SELECT DISTINCT t.batch_id, f.sha256, f.size, f.here FROM task_files tf JOIN tasks t ON t.no = tf.task_no
                 JOIN files f ON f.sha256 = tf.sha256 WHERE t.state IN ${open}) GROUP BY batch_id) y ON y.batch_id = x.batch_id
     ORDER BY b.title, b.id`,
  )
  const openTasks = db.prepare<[], OpenTaskRow>(
    `SELECT t.no, t.id AS taskId, t.title, t.state, COALESCE(t.due_at, b.due_at) AS dueAt
     FROM tasks t ${withProgramme} WHERE h.kind = 'hub' AND t.state IN ${toDo} ORDER BY t.no`,
  )
  const fileColumns = 'tf.task_no AS taskNo, f.sha256, f.size, f.here'
  const openTaskFiles = db.prepare<[], TaskFileRow>(
    `SELECT ${fileColumns} FROM ${filesOfOpen} WHERE t.state IN ${toDo} AND t.state NOT IN ${statesToSql(CLOSED)}`,
  )
  const filesOfTask = db.prepare<[number], TaskFileRow>(
    `SELECT ${fileColumns} FROM task_files tf JOIN files f ON f.sha256 = tf.sha256 WHERE tf.task_no = ? ORDER BY f.sha256`,
  )
  const taskOfFile = db.prepare<[string], { no: number; taskId: string; title: string }>(
    `SELECT t.no, t.id AS taskId, t.title FROM task_files tf JOIN tasks t ON t.no = tf.task_no WHERE tf.sha256 = ?
     ORDER BY t.state IN ${open} DESC, t.no LIMIT 1`,
  )
  return {
    batches: () => batches.all(),
    openTasks: () => openTasks.all(),
    openTaskFiles: () => openTaskFiles.all(),
    filesOfTask: (taskNo) => filesOfTask.all(taskNo),
    taskOfFile: (sha256) => taskOfFile.get(sha256),
  }
}

import type { Database } from 'better-sqlite3'

export type CitedFieldRow = { readonly no: number; readonly taskNo: number; readonly field: string }

export type CitedFieldsTable = {
  /** Fields of the kind `citations` in which something was written, of those added after the field `after`. */
  added(after: number): CitedFieldRow[]
  /** The newest field of any kind; 0 where there is none. */
  newest(): number
}

/** Where in the drafts sources are given. */
export function createCitedFieldsTable(db: Database): CitedFieldsTable {
  const added = db.prepare<[number], CitedFieldRow>(
    `SELECT f.no, f.task_no AS taskNo, f.field FROM draft_fields f JOIN task_contents c ON c.task_no = f.task_no
     WHERE f.no > ? AND f.kind = 'text' AND EXISTS (SELECT 1 FROM json_each(c.content, '$.fields') j
       WHERE j.value ->> '$.key' = f.field AND j.value ->> '$.kind' = 'citations')
     ORDER BY f.no`,
  )
  const newest = db.prepare<[], { no: number | null }>('SELECT max(no) AS no FROM draft_fields')
  return { added: (after) => added.all(after), newest: () => newest.get()?.no ?? 0 }
}

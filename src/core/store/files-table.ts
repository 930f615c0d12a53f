import type { Database } from 'better-sqlite3'

export type FileRow = { sha256: string; size: number; here: boolean; atHub: boolean }

export type FilesTable = {
  get(sha256: string): FileRow | undefined
  /** Makes the file known; what is known already stays. */
  want(sha256: string, size: number, taskNo: number): void
  setHere(sha256: string, size: number): void
  setAtHub(sha256: string, atHub: boolean): void
  /** Files of tasks of a hub that are not on this computer. */
  missing(hubId: string, limit: number): { sha256: string; size: number }[]
  missingTotal(): { missing: number; bytes: number }
}

/** Which files there are, by their SHA-256; the bytes lie in the folder `files`. */
export function createFilesTable(db: Database): FilesTable {
  const get = db.prepare<[string], { sha256: string; size: number; here: number; atHub: number }>(
    'SELECT sha256, size, here, at_hub AS atHub FROM files WHERE sha256 = ?',
  )
  const add = db.prepare<[string, number]>('INSERT OR IGNORE INTO files (sha256, size) VALUES (?, ?)')
  const link = db.prepare<[number, string]>('INSERT OR IGNORE INTO task_files (task_no, sha256) VALUES (?, ?)')
  const setHere = db.prepare<[string, number]>(
    'INSERT INTO files (sha256, size, here) VALUES (?, ?, 1) ON CONFLICT (sha256) DO UPDATE SET here = 1, size = excluded.size',
  )
  const setAtHub = db.prepare<[number, string]>('UPDATE files SET at_hub = ? WHERE sha256 = ?')
  const missing = db.prepare<[string, number], { sha256: string; size: number }>(
    `SELECT DISTINCT f.sha256, f.size FROM files f JOIN task_files tf ON tf.sha256 = f.sha256 JOIN tasks t ON t.no = tf.task_no
     WHERE f.here = 0 AND t.hub_id = ? AND t.state NOT IN ('declined', 'withdrawn') ORDER BY f.size LIMIT ?`,
  )
  const missingTotal = db.prepare<[], { missing: number; bytes: number }>(
    `SELECT count(*) AS missing, coalesce(sum(size), 0) AS bytes FROM files WHERE here = 0`,
  )
  return {
    get: (sha256) => {
      const row = get.get(sha256)
      return row === undefined ? undefined : { ...row, here: row.here === 1, atHub: row.atHub === 1 }
    },
    want: (sha256, size, taskNo) => {
      add.run(sha256, size)
      link.run(taskNo, sha256)
    },
    setHere: (sha256, size) => void setHere.run(sha256, size),
    setAtHub: (sha256, atHub) => void setAtHub.run(atHub ? 1 : 0, sha256),
    missing: (hubId, limit) => missing.all(hubId, limit),
    missingTotal: () => missingTotal.get() ?? { missing: 0, bytes: 0 },
  }
}

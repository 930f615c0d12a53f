import type { Database } from 'better-sqlite3'
import { CLOSED, LEAVING, WRITABLE } from '../../shared/rules/task-states.ts'
import { statesToSql } from './tasks-table.ts'

export type FileRow = {
  sha256: string
  size: number
  here: boolean
  /** Any hub has it. */
  atHub: boolean
  /** Made by the expert. */
  made: boolean
  /** May go over a metered link. */
  letGo: boolean
  /** How often something else came under this hash. */
  refusals: number
  nextAt: number
  problem: string | null
}
/** A file that finished work names. */
export type LaneFile = {
  /** The submission, and so its operation. */
  submissionId: string
  sha256: string
  size: number
  /** The hub that the work is for has it. */
  atHub: boolean
  letGo: boolean
  /** Bytes that the hub has of it, of an upload that is not at its end. */
  sent: number
}
export type WantedFile = { sha256: string; size: number; letGo: boolean; nextAt: number }

export type FilesTable = {
  get(sha256: string): FileRow | undefined
  /** Hashes of all files that the expert made. */
  made(): string[]
  /** Makes the file known; what is known already stays. */
  want(sha256: string, size: number, taskNo: number): void
  /** @param made whether the expert made it: such a file is never given up to make room */
  setHere(sha256: string, size: number, made?: boolean): void
  /** The expert makes it: from here on it is not given up, while it is yet to come into its place. */
  setMade(sha256: string, size: number): void
  /** Whether one hub has it: another may be without it. */
  setAtHub(hubId: string, sha256: string, atHub: boolean): void
  /** What came was not the file: it is asked for again at `nextAt`. */
  setRefused(sha256: string, refusals: number, nextAt: number, problem: string): void
  /** Everything that was refused may be asked for now. */
  setAllDue(): void
  setLetGo(hashes: readonly string[]): void
  /**
   * Files of open tasks of a hub that are not on this computer: those of tasks in work first, then small ones.
   * @param isMeant which of them count; it is asked while they are read, and must not ask the store for anything
   */
  wanted(hubId: string, limit: number, isMeant?: (file: WantedFile) => boolean): WantedFile[]
  /** The size that a hub says a file has, by which only it is measured: what another one says of it may be wrong. */
  sizeSaid(hubId: string, sha256: string): number | undefined
  /** All files of the work that is to go to a hub, in the order it goes; work in quarantine is left out. */
  ofLanes(hubId: string): LaneFile[]
  /** Those of them that the hub has not got, as far as this desk knows. */
  toBring(hubId: string): LaneFile[]
  missingTotal(): { missing: number; bytes: number }
  /** Files that no task and no writing needs any more, the oldest task's first. */
  spare(before: number): { sha256: string; size: number }[]
  /** The file is no longer on this computer. */
  setGone(sha256: string): void
  /** What lies under its name is not it any more: it is missing again. */
  setSpoilt(sha256: string): void
  upload(hubId: string, sha256: string): { url: string; sent: number } | undefined
  putUpload(hubId: string, sha256: string, url: string): void
  setSent(hubId: string, sha256: string, sent: number): void
  dropUpload(hubId: string, sha256: string): void
}

type Row = Omit<FileRow, 'here' | 'atHub' | 'made' | 'letGo'> & Record<'here' | 'atHub' | 'made' | 'letGo', number>

/** Materials of these tasks are not fetched any more. */
const closed = statesToSql(CLOSED)
/** Materials of these tasks are fetched first. */
const inWork = statesToSql([...WRITABLE, ...LEAVING])

/**
 * Tasks and their files, to be gone through in this order, from the open tasks on (index `tasks_open`): of the tasks of years the most are closed,
 * and files that were never fetched for those stay missing for good.
 */
export const filesOfOpen = `tasks t INDEXED BY tasks_open CROSS JOIN task_files tf ON tf.task_no = t.no
  CROSS JOIN files f ON f.sha256 = tf.sha256`

/** Which files there are, by their SHA-256; the bytes lie in the folder `files`. */
export function createFilesTable(db: Database): FilesTable {
  const get = db.prepare<[string], Row>(
    `SELECT sha256, size, here, at_hub AS atHub, made, let_go AS letGo, refusals, next_at AS nextAt, problem
     FROM files WHERE sha256 = ?`,
  )
  const made = db.prepare<[], string>('SELECT sha256 FROM files WHERE made = 1 ORDER BY size, sha256').pluck()
  const add = db.prepare<[string, number]>('INSERT OR IGNORE INTO files (sha256, size) VALUES (?, ?)')
  const link = db.prepare<[number, string]>('INSERT OR IGNORE INTO task_files (task_no, sha256) VALUES (?, ?)')
  const setHere = db.prepare<[string, number, number]>(
    `INSERT INTO files (sha256, size, here, made) VALUES (?, ?, 1, ?)
     ON CONFLICT (sha256) DO UPDATE SET here = 1, size = excluded.size, made = max(made, excluded.made), refusals = 0,
       next_at = 0, problem = NULL`,
  )
  const setMade = db.prepare<[string, number]>(
    'INSERT INTO files (sha256, size, made) VALUES (?, ?, 1) ON CONFLICT (sha256) DO UPDATE SET made = 1',
  )
  const addAtHub = db.prepare<[string, string]>(
    'INSERT OR IGNORE INTO files_at_hubs (hub_id, sha256) SELECT ?, sha256 FROM files WHERE sha256 = ?',
  )
  const dropAtHub = db.prepare<[string, string]>('DELETE FROM files_at_hubs WHERE hub_id = ? AND sha256 = ?')
  const noteAtHub = db.prepare<[string]>(
    `UPDATE files SET at_hub = EXISTS (SELECT 1 FROM files_at_hubs a WHERE a.sha256 = files.sha256) WHERE sha256 = ?`,
  )
  const setAtHub = db.transaction((hubId: string, sha256: string, atHub: boolean) => {
    if (atHub) addAtHub.run(hubId, sha256)
    else dropAtHub.run(hubId, sha256)
    noteAtHub.run(sha256)
  })
  const setRefused = db.prepare<[number, number, string, string]>(
    'UPDATE files SET refusals = ?, next_at = ?, problem = ? WHERE sha256 = ?',
  )
  const setAllDue = db.prepare('UPDATE files SET next_at = 0 WHERE here = 0 AND next_at > 0')
  const setLetGo = db.prepare<[string]>('UPDATE files SET let_go = 1 WHERE sha256 = ?')
  const wanted = db.prepare<[string], Omit<WantedFile, 'letGo'> & { letGo: number }>(
    `SELECT f.sha256, f.size, f.let_go AS letGo, f.next_at AS nextAt
     FROM ${filesOfOpen} WHERE f.here = 0 AND t.hub_id = ? AND t.state NOT IN ${closed}
     GROUP BY f.sha256 ORDER BY max(t.state IN ${inWork}) DESC, f.size, f.sha256`,
  )
  const sizeSaid = db
    .prepare<[string, string, string], number>(
      `SELECT m.value ->> '$.file.size' FROM task_files tf JOIN tasks t ON t.no = tf.task_no
         JOIN task_contents c ON c.task_no = t.no JOIN json_each(c.content, '$.materials') m
       WHERE tf.sha256 = ? AND t.hub_id = ? AND t.state NOT IN ${closed} AND m.value ->> '$.file.sha256' = ? LIMIT 1`,
    )
    .pluck()
  // The states are named as the index names them, so that it is used.
  const ofLanes = db.prepare<[string], Omit<LaneFile, 'atHub' | 'letGo'> & { atHub: number; letGo: number }>(
    `SELECT sf.submission_id AS submissionId, sf.sha256, sf.size, a.sha256 IS NOT NULL AS atHub,
       coalesce(f.let_go, 0) AS letGo, coalesce(u.sent, 0) AS sent
     FROM outbox o JOIN submission_files sf ON sf.submission_id = o.id LEFT JOIN files f ON f.sha256 = sf.sha256
       LEFT JOIN uploads u ON u.hub_id = o.hub_id AND u.sha256 = sf.sha256
       LEFT JOIN files_at_hubs a ON a.hub_id = o.hub_id AND a.sha256 = sf.sha256
     WHERE o.hub_id = ? AND o.state IN ('waiting', 'sent', 'quarantined') AND o.state <> 'quarantined'
     ORDER BY o.seq`,
  )
  const missingTotal = db.prepare<[], { missing: number; bytes: number }>(
    `SELECT count(*) AS missing, coalesce(sum(size), 0) AS bytes FROM (
       SELECT DISTINCT f.sha256, f.size FROM ${filesOfOpen} WHERE f.here = 0 AND t.state NOT IN ${closed})`,
  )
  const spare = db.prepare<[number], { sha256: string; size: number }>(
    `SELECT f.sha256, f.size FROM files f WHERE f.here = 1 AND f.made = 0 AND NOT EXISTS (
       SELECT 1 FROM task_files tf JOIN tasks t ON t.no = tf.task_no WHERE tf.sha256 = f.sha256 AND (
         t.state NOT IN ${closed}
         OR EXISTS (SELECT 1 FROM outbox o WHERE o.task_no = t.no AND o.state IN ('waiting', 'sent', 'quarantined'))
         OR (t.state IN ('declined', 'withdrawn') AND EXISTS (SELECT 1 FROM draft_fields d WHERE d.task_no = t.no))
         OR EXISTS (SELECT 1 FROM submissions s WHERE s.task_no = t.no AND s.finished_at >= ?)))
     ORDER BY (SELECT min(tf.task_no) FROM task_files tf WHERE tf.sha256 = f.sha256), f.sha256`,
  )
  const setGone = db.prepare<[string]>('UPDATE files SET here = 0 WHERE sha256 = ? AND made = 0')
  const setSpoilt = db.prepare<[string]>('UPDATE files SET here = 0, next_at = 0 WHERE sha256 = ?')
  const upload = db.prepare<[string, string], { url: string; sent: number }>(
    'SELECT url, sent FROM uploads WHERE hub_id = ? AND sha256 = ?',
  )
  const putUpload = db.prepare<[string, string, string]>(
    `INSERT INTO uploads (hub_id, sha256, url) VALUES (?, ?, ?)
     ON CONFLICT (hub_id, sha256) DO UPDATE SET url = excluded.url, sent = 0`,
  )
  const setSent = db.prepare<[number, string, string]>('UPDATE uploads SET sent = ? WHERE hub_id = ? AND sha256 = ?')
  const dropUpload = db.prepare<[string, string]>('DELETE FROM uploads WHERE hub_id = ? AND sha256 = ?')
  function readLanes(hubId: string): LaneFile[] {
    return ofLanes.all(hubId).map((row) => ({ ...row, atHub: row.atHub === 1, letGo: row.letGo === 1 }))
  }

  return {
    get: (sha256) => {
      const row = get.get(sha256)
      if (row === undefined) return undefined
      return { ...row, here: row.here === 1, atHub: row.atHub === 1, made: row.made === 1, letGo: row.letGo === 1 }
    },
    made: () => made.all(),
    want: (sha256, size, taskNo) => {
      add.run(sha256, size)
      link.run(taskNo, sha256)
    },
    setHere: (sha256, size, made = false) => void setHere.run(sha256, size, made ? 1 : 0),
    setMade: (sha256, size) => void setMade.run(sha256, size),
    setAtHub: (hubId, sha256, atHub) => setAtHub(hubId, sha256, atHub),
    setRefused: (sha256, refusals, nextAt, problem) => void setRefused.run(refusals, nextAt, problem, sha256),
    setAllDue: () => void setAllDue.run(),
    setLetGo: (hashes) => {
      for (const sha256 of hashes) setLetGo.run(sha256)
    },
    wanted: (hubId, limit, isMeant = () => true) => {
      const found: WantedFile[] = []
      for (const row of wanted.iterate(hubId)) {
        const file = { ...row, letGo: row.letGo === 1 }
        if (isMeant(file)) found.push(file)
        if (found.length === limit) break
      }
      return found
    },
    sizeSaid: (hubId, sha256) => sizeSaid.get(sha256, hubId, sha256),
    ofLanes: readLanes,
    toBring: (hubId) => readLanes(hubId).filter(({ atHub }) => !atHub),
    missingTotal: () => missingTotal.get() ?? { missing: 0, bytes: 0 },
    spare: (before) => spare.all(before),
    setGone: (sha256) => void setGone.run(sha256),
    setSpoilt: (sha256) => void setSpoilt.run(sha256),
    upload: (hubId, sha256) => upload.get(hubId, sha256),
    putUpload: (hubId, sha256, url) => void putUpload.run(hubId, sha256, url),
    setSent: (hubId, sha256, sent) => void setSent.run(sent, hubId, sha256),
    dropUpload: (hubId, sha256) => void dropUpload.run(hubId, sha256),
  }
}

/**
 * Which hub has which file: one that a hub has is not at another (sync-spec, F3). `files.at_hub` says that any has it. Of
 * what was known before, the file is at the hub that has signed for work with it; else it is brought once more.
 */
export const sql = `
CREATE TABLE files_at_hubs (
  hub_id TEXT NOT NULL REFERENCES hubs (id),
  sha256 TEXT NOT NULL REFERENCES files (sha256),
  PRIMARY KEY (hub_id, sha256)
) STRICT, WITHOUT ROWID;
INSERT INTO files_at_hubs (hub_id, sha256)
SELECT DISTINCT t.hub_id, f.sha256 FROM files f JOIN submission_files sf ON sf.sha256 = f.sha256
  JOIN submissions s ON s.id = sf.submission_id JOIN tasks t ON t.no = s.task_no
WHERE f.at_hub = 1 AND s.receipt IS NOT NULL;
UPDATE files SET at_hub = 0 WHERE at_hub = 1 AND sha256 NOT IN (SELECT sha256 FROM files_at_hubs);
`

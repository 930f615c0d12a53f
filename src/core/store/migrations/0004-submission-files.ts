/** Which files a submission names, so that a full outbox is planned without reading what was written. */
export const sql = `
CREATE TABLE submission_files (
  submission_id TEXT NOT NULL REFERENCES submissions (id),
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (submission_id, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX submission_files_by_file ON submission_files (sha256);
INSERT OR IGNORE INTO submission_files (submission_id, sha256, size)
  SELECT s.id, json_extract(file.value, '$.sha256'), json_extract(file.value, '$.size')
  FROM submissions s, json_each(s.content, '$.values') field,
    json_each(CASE field.type WHEN 'array' THEN field.value ELSE '[]' END) file
  WHERE file.type = 'object' AND json_extract(file.value, '$.sha256') IS NOT NULL
    AND json_extract(file.value, '$.size') IS NOT NULL;
`

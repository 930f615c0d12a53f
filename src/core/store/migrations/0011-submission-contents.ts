/**
 * What was handed in stands apart from how it stands with its hub: a state changes several times on its way, and each
 * change wrote all the words anew. `bytes` is the length of the content, so that a request is planned without reading it.
 */
export const sql = `
CREATE TABLE submission_contents (
  no INTEGER PRIMARY KEY,
  content TEXT NOT NULL
) STRICT;
ALTER TABLE submissions ADD COLUMN content_no INTEGER REFERENCES submission_contents (no);
ALTER TABLE submissions ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
INSERT INTO submission_contents (content) SELECT content FROM submissions ORDER BY id;
UPDATE submissions SET bytes = octet_length(content), content_no = numbered.no
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS no FROM submissions) numbered WHERE numbered.id = submissions.id;
ALTER TABLE submissions DROP COLUMN content;
`

/** The occupations that a hub knows, as its feed brings them: one list a hub, replaced as a whole. */
export const sql = `
CREATE TABLE occupations (
  hub_id TEXT NOT NULL REFERENCES hubs (id),
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  PRIMARY KEY (hub_id, code)
) STRICT, WITHOUT ROWID;
`

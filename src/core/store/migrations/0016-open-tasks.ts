/** Tasks that are not closed: what is yet to be fetched for them is asked with each file that has come. */
export const sql = `
CREATE INDEX tasks_open ON tasks (hub_id, state) WHERE state NOT IN ('accepted', 'rejected', 'declined', 'withdrawn');
`

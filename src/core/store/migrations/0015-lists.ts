/**
 * What lists show of batches and programmes, apart from their notes, terms and guidelines: where a table has no row numbers,
 * finding one of its rows reads the rows on the way whole, and a list did so for each of its tasks.
 */
export const sql = `
CREATE INDEX programmes_to_list ON programmes (id, name, rate, hourly_minor);
CREATE INDEX batches_to_list ON batches (id, programme_id, title, due_at);
`

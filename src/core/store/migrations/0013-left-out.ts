/**
 * What a hub may leave out of its feed (sync-spec, P11).
 * `whole_to`: the number at which this desk last was at the end of the feed; up to there it has everything.
 * `told_seq`: the number by which the feed said that the hub has the work, without its receipt, which the answer brings.
 */
export const sql = `
ALTER TABLE hubs ADD COLUMN whole_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN told_seq INTEGER;
`

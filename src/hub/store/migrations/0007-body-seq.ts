/**
 * The number at which the body of a thing last changed in this feed. `seq` counts on also when only the assignment of a
 * task has changed, and a desk that has the body needs no more than that.
 */
export const bodySeq = `
alter table feed add column body_seq bigint;
update feed set body_seq = seq;
alter table feed alter column body_seq set not null;
`

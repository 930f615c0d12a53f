/** Reviews are numbered as they are taken, as submissions are: which one is the newest must not hang on a clock. */
export const reviewOrder = `
alter table reviews add column no bigint generated always as identity;
drop index reviews_by_submission;
create index reviews_by_submission on reviews (submission_id, no);
`

/**
 * Which of an expert's devices writes on a task, and a count of changes that tells the newer word from the older.
 * Submissions are numbered as they are taken: which one is the newest must not hang on a clock that can be set back.
 */
export const holdingDevice = `
alter table assignments add column device_id uuid references devices;
alter table assignments add column revision integer not null default 1;
alter table submissions add column no bigint generated always as identity;
`

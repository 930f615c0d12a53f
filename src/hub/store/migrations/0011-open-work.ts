/**
 * How much open work an expert has is counted for everyone of an occupation whenever a task goes on to the next, under the one
 * lock of who gets what. All of it is answered out of these; by the rows, each of which holds a whole text, it took a second.
 * In the order in which requests come to the tables, or a hub that serves meanwhile and this could wait in a ring.
 */
export const openWorkIndexes = `
drop index assignments_by_expert;
create index assignments_by_expert on assignments (expert_id, state, task_id);
drop index submissions_by_expert;
create index submissions_by_expert on submissions (expert_id, task_id);
`

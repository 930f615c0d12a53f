/** How a programme rounds working time before it is paid, and what a batch pays otherwise than its programme. */
export const money = `
alter table programmes add column rounding text not null default '{"minutes":0,"mode":"nearest","per":"task"}';
alter table batches add column rate text;
`

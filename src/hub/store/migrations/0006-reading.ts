/** How fast a programme expects its texts to be read: as long as that takes, reading counts as work. */
export const reading = `
alter table programmes add column reading_words_per_minute integer not null default 200;
`

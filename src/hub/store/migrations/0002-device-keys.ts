/** The key by which a desk signs the files it seals; desks that enrolled before have none. */
export const deviceKeys = `
alter table devices add column public_key text;
`

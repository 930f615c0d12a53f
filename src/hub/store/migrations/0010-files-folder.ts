/** The folder of the files where it is not the usual one, so that every command finds it. */
export const filesFolder = `
alter table hub add column files_folder text;
`

/** Files on their way up by tus; their bytes lie in the folder of the files, under `uploads`. */
export const openUploads = `
create table open_uploads (
  id uuid primary key,
  expert_id uuid not null references experts,
  sha256 text not null,
  size bigint not null,
  created_at bigint not null,
  -- Kept for a while after the file is in its place, so that a desk whose last answer was lost hears that it is there.
  finished_at bigint
);
create index open_uploads_by_expert on open_uploads (expert_id, sha256);
create index open_uploads_by_time on open_uploads (created_at);
`

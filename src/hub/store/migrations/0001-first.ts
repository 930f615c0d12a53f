export const first = `
create table hub (
  one boolean primary key default true check (one),
  hub_id uuid not null,
  name text not null,
  private_key bytea not null,
  public_key text not null,
  created_at bigint not null
);

create table occupations (
  code text primary key,
  title text not null,
  description text not null default ''
);
create index occupations_by_title on occupations (lower(title));

create table programmes (
  id uuid primary key,
  name text not null,
  operator text not null,
  summary text not null,
  terms text not null,
  rate text not null,
  lease_days integer not null,
  idle_ms integer not null,
  revision integer not null,
  created_at bigint not null,
  source_key text unique
);
create table guidelines (
  programme_id uuid not null references programmes,
  version integer not null,
  text text not null,
  changed_at bigint not null,
  primary key (programme_id, version)
);

create table experts (
  id uuid primary key,
  name text not null,
  email text not null,
  created_at bigint not null,
  revoked_at bigint,
  -- The newest number given out in this expert's feed, and the history it belongs to.
  feed_seq bigint not null default 0,
  feed_epoch uuid not null
);
create table expert_occupations (
  expert_id uuid not null references experts,
  code text not null,
  title text not null,
  primary key (expert_id, code)
);
create index expert_occupations_by_soc on expert_occupations (left(code, 7));

create table codes (
  code_sha256 bytea primary key,
  expert_id uuid not null references experts,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint,
  device_id uuid
);
create table devices (
  id uuid primary key,
  expert_id uuid not null references experts,
  name text not null,
  token_sha256 bytea not null unique,
  enrolled_at bigint not null,
  seen_at bigint not null,
  revoked_at bigint
);
create index devices_by_expert on devices (expert_id);
create table wrong_codes (
  address text primary key,
  since bigint not null,
  count integer not null
);

create table batches (
  id uuid primary key,
  programme_id uuid not null references programmes,
  title text not null,
  note text not null,
  due_at bigint,
  copies integer not null,
  -- The only expert who may have the tasks, where the operator named one.
  only_expert uuid references experts,
  revision integer not null,
  created_at bigint not null,
  source_key text,
  unique (programme_id, source_key)
);
create table tasks (
  id uuid primary key,
  batch_id uuid not null references batches,
  position integer not null,
  revision integer not null,
  title text not null,
  occupation_code text not null,
  -- JSON in exactly the shape of Task: it goes into the feed as it is.
  content text not null,
  external_id text,
  withdrawn_at bigint,
  withdrawn_reason text
);
-- The feed reads thousands of contents at once. Up to 8 KB they lie in the row itself, not packed: half the time for
-- twice the disk.
alter table tasks alter column content set storage external;
alter table tasks set (toast_tuple_target = 8160);
create index tasks_by_batch on tasks (batch_id, position);
create index tasks_by_soc on tasks (left(occupation_code, 7));
create index tasks_by_external_id on tasks (external_id) where external_id is not null;

create table assignments (
  task_id uuid not null references tasks,
  expert_id uuid not null references experts,
  state text not null check (state in ('offered', 'taken', 'declined', 'withdrawn')),
  offered_at bigint not null,
  taken_at bigint,
  due_at bigint,
  back_by bigint,
  reason text,
  primary key (task_id, expert_id)
);
create index assignments_by_expert on assignments (expert_id, state);

create table files (
  sha256 text primary key,
  size bigint not null,
  created_at bigint not null
);
create table task_files (
  task_id uuid not null references tasks,
  sha256 text not null,
  primary key (sha256, task_id)
);
create table uploads (
  sha256 text not null references files,
  expert_id uuid not null references experts,
  at bigint not null,
  primary key (sha256, expert_id)
);

create table submissions (
  id uuid primary key,
  task_id uuid not null references tasks,
  expert_id uuid not null references experts,
  supersedes uuid,
  -- JSON as the desk sent it, in the form whose hash the receipt names (RFC 8785).
  content text not null,
  content_sha256 text not null,
  received_at bigint not null,
  late boolean not null,
  withdrawn boolean not null,
  receipt text not null,
  -- The decision of the newest review, or 'received'.
  state text not null check (state in ('received', 'accepted', 'returned', 'rejected'))
);
create index submissions_by_task on submissions (task_id, expert_id, received_at);
create index submissions_by_expert on submissions (expert_id);
create index submissions_by_time on submissions (received_at, id);

create table reviews (
  id uuid primary key,
  submission_id uuid not null references submissions,
  -- JSON in exactly the shape of Review.
  body text not null,
  reviewed_at bigint not null
);
create index reviews_by_submission on reviews (submission_id, id);

create table operations (
  id uuid primary key,
  expert_id uuid not null references experts,
  device_id uuid not null references devices,
  kind text not null,
  task_id uuid not null,
  body_sha256 bytea not null,
  result text not null,
  received_at bigint not null
);

-- The newest state of each thing that concerns an expert, in the order of its last change.
create table feed (
  expert_id uuid not null references experts,
  seq bigint not null,
  kind text not null,
  entity_id uuid not null,
  bytes integer not null,
  primary key (expert_id, kind, entity_id),
  unique (expert_id, seq)
);
create index feed_by_entity on feed (entity_id, kind);
`

import type { Migration } from '../migrate.ts'

/** Runners on other machines, and the runs they carry out. The runner's journal is the original; what is here is its copy. */
export const remoteRuns: Migration = {
  name: '0030-remote-runs',
  up: [
    `create table runners (
      id text primary key,
      name text not null unique,
      token_hash bytea not null unique,
      version text not null,
      host text not null,
      enrolled_at timestamptz not null default now(),
      enrolled_by text not null,
      last_seen_at timestamptz,
      draining boolean not null default false,
      disabled_at timestamptz
    )`,
    `create table runner_enrolments (
      token_hash bytea primary key,
      name text not null,
      created_by text not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz
    )`,
    `create table runs (
      id text primary key,
      page text not null,
      procedure text not null,
      title text not null,
      plan_hash text not null,
      request jsonb not null,
      runner_name text,
      incident_id text,
      requested_by text not null,
      requested_by_name text not null,
      requested_at timestamptz not null default now(),
      state text not null default 'queued',
      runner_id text references runners (id),
      claimed_at timestamptz,
      lease_until timestamptz,
      event_count int not null default 0,
      output_count int not null default 0,
      output_bytes bigint not null default 0,
      order_count int not null default 0,
      result text,
      waits_for text,
      finished_at timestamptz
    )`,
    `create index runs_open on runs (state, requested_at) where finished_at is null`,
    'create index runs_incident on runs (incident_id) where incident_id is not null',
    `create table run_events (
      run_id text not null references runs (id),
      seq int not null,
      line text not null,
      received_at timestamptz not null default now(),
      primary key (run_id, seq)
    )`,
    `create table run_output (
      run_id text not null references runs (id),
      seq int not null,
      piece jsonb not null,
      primary key (run_id, seq)
    )`,
    `create table run_questions (
      run_id text not null references runs (id),
      key text not null,
      question jsonb not null,
      asked_at timestamptz not null default now(),
      answer text,
      note text,
      answered_by text,
      answered_at timestamptz,
      withdrawn_at timestamptz,
      primary key (run_id, key)
    )`,
    `create table run_orders (
      run_id text not null references runs (id),
      seq int not null,
      order_for_runner jsonb not null,
      given_by text not null,
      given_at timestamptz not null default now(),
      primary key (run_id, seq)
    )`,
  ],
}

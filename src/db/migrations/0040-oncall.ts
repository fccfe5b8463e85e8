import type { Migration } from '../migrate.ts'

/** What changes schedules at run time, what was offered, who really was on, and the addresses of calendars. Schedules themselves are settings. */
export const oncall: Migration = {
  name: '0040-oncall',
  up: [
    `create table oncall_swaps (
      id text primary key,
      schedule text not null,
      state text not null default 'open',
      offered_by text not null,
      offered_to text,
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      return_starts_at timestamptz,
      return_ends_at timestamptz,
      note text not null,
      created_at timestamptz not null,
      decided_at timestamptz,
      decided_by text
    )`,
    `create index oncall_swaps_open on oncall_swaps (ends_at) where state = 'open'`,
    `create table oncall_changes (
      seq bigint generated always as identity primary key,
      id text not null unique,
      schedule text not null,
      kind text not null,
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      content jsonb not null,
      swap_id text references oncall_swaps (id),
      note text not null,
      created_at timestamptz not null,
      created_by text not null,
      withdrawn_at timestamptz,
      withdrawn_by text
    )`,
    'create index oncall_changes_in_force on oncall_changes (schedule, ends_at) where withdrawn_at is null',
    `create table oncall_history (
      seq bigint generated always as identity primary key,
      schedule text not null,
      login text not null,
      began_at timestamptz not null,
      ended_at timestamptz not null
    )`,
    'create index oncall_history_schedule on oncall_history (schedule, ended_at)',
    'create index oncall_history_login on oncall_history (login, ended_at)',
    `create table oncall_recorded (
      schedule text primary key,
      recorded_until timestamptz not null,
      logins text[]
    )`,
    `create table oncall_feeds (
      id text primary key,
      secret_hash bytea not null unique,
      owner_id text not null,
      kind text not null,
      subject text not null,
      created_at timestamptz not null,
      last_used_at timestamptz,
      unique (owner_id, kind, subject)
    )`,
  ],
}

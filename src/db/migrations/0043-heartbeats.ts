import type { Migration } from '../migrate.ts'

/**
 * What has to be heard of again and again. Every time in `heartbeats` is this database's; `told` is what the alert engine was told last, so that
 * whatever differs from the state is still to be told. `heartbeat_watch` says until when somebody listened.
 */
export const heartbeats: Migration = {
  name: '0043-heartbeats',
  up: [
    `create table heartbeats (
      id text primary key,
      name text not null unique,
      origin text not null,
      written jsonb not null,
      secret_turn int not null default 1,
      secret_hash bytea unique,
      state text not null default 'new',
      why text,
      since timestamptz not null default clock_timestamp(),
      last_ping_at timestamptz,
      last_ok_at timestamptz,
      last_duration_ms bigint,
      started_at timestamptz,
      expected_at timestamptz not null,
      due_at timestamptz,
      told text not null default 'quiet',
      untold boolean generated always as ((state = 'down') <> (told = 'firing')) stored,
      lease bigint not null default 0,
      leased_until timestamptz,
      created_at timestamptz not null default clock_timestamp(),
      created_by text not null,
      retired_at timestamptz
    )`,
    'create index heartbeats_due on heartbeats (due_at) where due_at is not null',
    'create index heartbeats_untold on heartbeats (since) where untold',
    `create table heartbeat_pings (
      id bigint generated always as identity primary key,
      heartbeat_id text not null references heartbeats (id) on delete cascade,
      at timestamptz not null,
      kind text not null,
      exit_code int,
      duration_ms bigint,
      via text not null,
      body text
    )`,
    'create index heartbeat_pings_of on heartbeat_pings (heartbeat_id, id)',
    `create table heartbeat_watch (
      one boolean primary key default true check (one),
      watched_until timestamptz not null
    )`,
  ],
}

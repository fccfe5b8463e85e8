import type { Migration } from '../migrate.ts'

/**
 * Who is paged for what. `escalations` has one row an incident: how far its policy has come, and when it has to be looked at next, judged by this
 * database's clock. `pages` are calls on a person; links and buttons that act on one are known by their hashes alone.
 */
export const escalation: Migration = {
  name: '0041-escalation',
  up: [
    `create table escalations (
      incident_id text primary key,
      rank smallint not null,
      policy text,
      phase text,
      state jsonb,
      step_at timestamptz,
      wake_at timestamptz,
      look_at timestamptz,
      due_at timestamptz generated always as (least(step_at, wake_at, look_at)) stored,
      lease bigint not null default 0,
      leased_until timestamptz,
      started_at timestamptz not null default clock_timestamp()
    )`,
    'create index escalations_due on escalations (rank, due_at) where due_at is not null',
    `create table page_turns (
      policy text not null,
      step int not null,
      turn bigint not null,
      primary key (policy, step)
    )`,
    `create table pages (
      id text primary key,
      incident_id text not null,
      user_id text not null,
      by text not null,
      step int,
      round int not null,
      until text not null,
      severity text not null,
      code text not null,
      group_code text,
      text text,
      due_at timestamptz not null,
      started_at timestamptz not null default clock_timestamp(),
      ended_at timestamptz,
      ended text
    )`,
    'create unique index pages_open on pages (incident_id, user_id) where ended_at is null',
    'create index pages_user on pages (user_id, started_at desc)',
    'create index pages_incident on pages (incident_id, started_at)',
    `create table page_tokens (
      hash bytea not null,
      page_id text not null references pages (id) on delete cascade,
      act text not null,
      expires_at timestamptz not null,
      primary key (hash, page_id)
    )`,
    'create index page_tokens_page on page_tokens (page_id)',
    `create table page_token_uses (
      hash bytea not null,
      page_id text not null,
      act text not null,
      at timestamptz not null default clock_timestamp(),
      primary key (hash, page_id, act),
      foreign key (hash, page_id) references page_tokens (hash, page_id) on delete cascade
    )`,
    `create table page_code_misses (
      user_id text primary key,
      misses int not null,
      since timestamptz not null
    )`,
  ],
}

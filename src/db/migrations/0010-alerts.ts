import type { Migration } from '../migrate.ts'

/**
 * Alerts, what made them, the groups they are told in, what each receiver was told, and silences. Times in these tables are compared with the
 * database's own clock where they say when something is due.
 */
export const alerts: Migration = {
  name: '0010-alerts',
  up: [
    // What was sent, as it came. A row is one request; it outlives every mistake in reading it.
    `create table alert_requests (
      id text primary key,
      integration_id text not null,
      received_at timestamptz not null,
      raw bytea storage external not null,
      problems jsonb not null default '[]',
      warnings jsonb not null default '[]'
    )`,
    'create index alert_requests_time on alert_requests (received_at)',

    // One row an episode. "open" is what the last signal or the sweep made of it; whether it is over at an instant is ends_at's business.
    `create table alerts (
      id text primary key,
      number bigint generated always as identity unique,
      integration_id text not null,
      key text not null,
      episode int not null,
      is_latest boolean not null default true,
      open boolean not null default true,
      fingerprint text not null,
      told_name text not null,
      words_hash text not null,
      summary text not null,
      severity text not null,
      labels jsonb not null,
      annotations jsonb not null,
      links jsonb not null,
      details jsonb not null,
      generator_url text,
      starts_at timestamptz not null,
      ends_at timestamptz,
      end_is_timeout boolean not null,
      acknowledged_at timestamptz,
      acknowledged_by text,
      count int not null,
      opened_at timestamptz not null,
      last_seen_at timestamptz not null,
      unique (integration_id, key, episode)
    ) with (fillfactor = 80)`,
    'create unique index alerts_latest on alerts (integration_id, key) where is_latest',
    'create index alerts_open on alerts (fingerprint, id) where open',
    // Alerts that look for their groups. A queue of its own: a mark on the alert would be written into all of its indexes.
    'create table alert_unrouted (alert_id text primary key)',
    'create index alerts_labels on alerts using gin (labels jsonb_path_ops) where open',

    // What signals and people did, except for the plain repetitions, which only count.
    `create table alert_events (
      seq bigint generated always as identity primary key,
      alert_id text,
      integration_id text not null,
      request_id text,
      key text not null,
      at timestamptz not null,
      action text not null,
      outcome text not null,
      why text,
      actor text,
      note text,
      data jsonb
    )`,
    'create index alert_events_alert on alert_events (alert_id, seq) where alert_id is not null',
    'create index alert_events_key on alert_events (integration_id, key, seq)',

    // Which settings the groups below were made with: the first replica with others moves the alerts over.
    `create table alert_routing (
      id boolean primary key default true check (id),
      config_id text not null,
      since timestamptz not null default now(),
      quiet_before timestamptz not null default '-infinity'
    )`,
    `create table alert_groups (
      id text primary key,
      route_id text not null,
      group_key text not null,
      labels jsonb not null,
      created_at timestamptz not null default now(),
      flushed_at timestamptz,
      next_flush_at timestamptz not null
    )`,
    'create index alert_groups_due on alert_groups (next_flush_at)',
    `create table alert_group_members (
      group_id text not null references alert_groups on delete cascade,
      alert_id text not null,
      primary key (group_id, alert_id)
    )`,
    'create index alert_group_members_alert on alert_group_members (alert_id)',
    `create table alert_told (
      group_id text not null references alert_groups on delete cascade,
      receiver text not null,
      delivery text not null,
      firing text[] not null,
      owed jsonb not null,
      at timestamptz not null,
      primary key (group_id, receiver, delivery)
    )`,

    // The outbox: what is to be sent, written in the transaction that decided it.
    `create table alert_deliveries (
      id text primary key,
      seq bigint generated always as identity unique,
      group_id text not null,
      group_key text not null,
      receiver text not null,
      delivery text not null,
      body jsonb not null,
      state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
      attempts int not null default 0,
      due_at timestamptz not null default now(),
      lease bigint not null default 0,
      leased_until timestamptz,
      created_at timestamptz not null default now(),
      done_at timestamptz,
      last_error text
    )`,
    "create index alert_deliveries_pending on alert_deliveries (group_id, receiver, delivery, seq) where state = 'pending'",
    "create index alert_deliveries_due on alert_deliveries (due_at) where state = 'pending'",
    'create index alert_deliveries_done on alert_deliveries (done_at) where done_at is not null',

    `create table silences (
      id text primary key,
      matchers jsonb not null,
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      created_by text not null,
      comment text not null,
      updated_at timestamptz not null
    )`,
    'create index silences_end on silences (ends_at)',
    `create table silence_history (
      seq bigint generated always as identity primary key,
      silence_id text not null,
      at timestamptz not null,
      action text not null check (action in ('created', 'updated', 'expired', 'replaced')),
      actor text not null,
      silence jsonb not null
    )`,
    'create index silence_history_silence on silence_history (silence_id, seq)',
  ],
}

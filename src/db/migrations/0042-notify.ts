import type { Migration } from '../migrate.ts'

/**
 * How people are reached. `messages` are what somebody is to be told, by which contact method, from when on; a `message_deliveries` row is one
 * handing-over of one or, in a storm, of many of them, and its id is the same at every attempt.
 */
export const notify: Migration = {
  name: '0042-notify',
  up: [
    `create table notify_channels (
      channel text primary key,
      rank int not null,
      is_configured boolean not null,
      seen_at timestamptz not null default now()
    )`,
    `create table notify_circuits (
      provider text primary key,
      channel text not null,
      failures int not null default 0,
      opened_at timestamptz,
      closed_until timestamptz,
      pause_ms bigint not null default 0,
      why text
    )`,
    `create table contact_methods (
      id text primary key,
      user_id text not null references users on delete cascade,
      channel text not null,
      address text not null,
      provider text not null,
      created_at timestamptz not null default now(),
      verified_at timestamptz,
      code_salt bytea,
      code_digest bytea,
      code_expires_at timestamptz,
      code_tries int not null default 0,
      gone_at timestamptz,
      gone_why text,
      last_accepted_at timestamptz,
      last_proven_at timestamptz,
      last_failed_at timestamptz,
      last_error text,
      unique (user_id, channel, address)
    )`,
    `create table contact_codes_sent (
      id bigint generated always as identity primary key,
      user_id text not null,
      channel text not null,
      address_digest bytea not null,
      at timestamptz not null default clock_timestamp()
    )`,
    'create index contact_codes_sent_user on contact_codes_sent (user_id, at)',
    'create index contact_codes_sent_address on contact_codes_sent (channel, address_digest, at)',
    `create table notification_settings (
      user_id text primary key references users on delete cascade,
      rules jsonb,
      quiet jsonb,
      version int not null default 1
    )`,
    `create table messages (
      id text primary key,
      user_id text not null,
      method_id text not null,
      channel text not null,
      lane smallint not null,
      kind text not null,
      page_id text,
      subject_kind text,
      subject_id text,
      thread text not null,
      severity text,
      content jsonb,
      state text not null default 'pending',
      due_at timestamptz not null,
      delivery_id text,
      why text,
      said_unreachable boolean not null default false,
      created_at timestamptz not null default clock_timestamp(),
      done_at timestamptz
    )`,
    `create index messages_waiting on messages (lane, due_at) where state = 'pending' and delivery_id is null`,
    'create index messages_page on messages (page_id) where page_id is not null',
    'create index messages_subject on messages (subject_id) where subject_id is not null',
    'create index messages_delivery on messages (delivery_id) where delivery_id is not null',
    'create index messages_user on messages (user_id, id)',
    'create index messages_done on messages (done_at) where done_at is not null',
    `create table message_deliveries (
      id text primary key,
      user_id text not null,
      method_id text not null,
      channel text not null,
      lane smallint not null,
      kind text not null,
      provider text not null,
      thread text,
      state text not null default 'pending',
      slot_at timestamptz not null,
      due_at timestamptz not null,
      is_diverted boolean not null default false,
      lease bigint not null default 0,
      leased_until timestamptz,
      attempts int not null default 0,
      created_at timestamptz not null default clock_timestamp(),
      accepted_at timestamptz,
      proven_at timestamptz,
      proof_due_at timestamptz,
      unproven_at timestamptz,
      done_at timestamptz,
      provider_ref text,
      last_error text
    )`,
    `create index message_deliveries_due on message_deliveries (lane, due_at) where state = 'pending'`,
    `create index message_deliveries_sending on message_deliveries (leased_until) where state = 'sending'`,
    `create unique index message_deliveries_one_at_a_time on message_deliveries (user_id, method_id, lane)
      where state = 'sending'`,
    'create index message_deliveries_queue on message_deliveries (user_id, method_id, lane, kind, slot_at)',
    'create index message_deliveries_thread on message_deliveries (method_id, thread, id) where provider_ref is not null',
    'create index message_deliveries_ref on message_deliveries (channel, provider_ref) where provider_ref is not null',
    'create index message_deliveries_proof on message_deliveries (proof_due_at) where proof_due_at is not null',
    'create index message_deliveries_done on message_deliveries (done_at) where done_at is not null',
    `create table proof_links (
      digest bytea primary key,
      delivery_id text not null,
      expires_at timestamptz not null,
      used_at timestamptz
    )`,
  ],
}

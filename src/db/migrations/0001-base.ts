import type { Migration } from '../migrate.ts'

/** What all features stand on: the installation's own facts and the events that flow between features and to browsers. */
export const base: Migration = {
  name: '0001-base',
  up: [
    `create table installation (
      id boolean primary key default true check (id),
      installation_id text not null,
      created_at timestamptz not null default now(),
      restored_at timestamptz
    )`,
    `create table events (
      seq bigint generated always as identity primary key,
      at timestamptz not null default now(),
      xid xid8 not null default pg_current_xact_id(),
      type text not null,
      subject text not null,
      data jsonb not null
    )`,
    `create table subscriptions (
      name text primary key,
      cursor text not null,
      tries int not null default 0
    )`,
    'create index events_order on events (xid, seq)',
    'create index events_at on events (at)',
  ],
}

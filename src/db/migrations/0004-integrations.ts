import type { Migration } from '../migrate.ts'

/** Who may send us signals, and how. The key itself is not kept, only its hash. */
export const integrations: Migration = {
  name: '0004-integrations',
  up: [
    `create table integrations (
      id text primary key,
      name text not null unique,
      dialect text not null,
      key_hash bytea not null unique,
      settings jsonb not null default '{}',
      signing_secret text,
      requests_per_minute int not null default 6000,
      created_at timestamptz not null default now(),
      created_by text not null,
      disabled_at timestamptz,
      last_seen_at timestamptz,
      version int not null default 1
    )`,
  ],
}

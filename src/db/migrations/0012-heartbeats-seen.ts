import type { Migration } from '../migrate.ts'

/** Heartbeats that came in, whether somebody expects them or not: whoever sets up a monitor sees what is there already. */
export const heartbeatsSeen: Migration = {
  name: '0012-heartbeats-seen',
  up: [
    `create table heartbeats_seen (
      integration_id text not null,
      name text not null,
      first_seen_at timestamptz not null,
      last_seen_at timestamptz not null,
      primary key (integration_id, name)
    )`,
  ],
}

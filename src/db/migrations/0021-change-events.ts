import type { Migration } from '../migrate.ts'

/** What was deployed or changed, as other systems told it: context of incidents, and nothing that alerts. */
export const changeEvents: Migration = {
  name: '0021-change-events',
  up: [
    `create table change_events (
      id text primary key,
      integration_id text not null,
      request_id text not null,
      happened_at timestamptz not null,
      received_at timestamptz not null,
      summary text not null,
      service text,
      source text,
      links jsonb not null
    )`,
    'create index change_events_time on change_events (happened_at, id)',
  ],
}

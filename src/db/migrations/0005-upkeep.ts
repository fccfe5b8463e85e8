import type { Migration } from '../migrate.ts'

/** What a server does for itself now and then: when it last went well, and what was wrong since. */
export const upkeep: Migration = {
  name: '0005-upkeep',
  up: [
    `create table upkeep (
      task text primary key,
      done_at timestamptz,
      failed_at timestamptz,
      trouble text
    )`,
  ],
}

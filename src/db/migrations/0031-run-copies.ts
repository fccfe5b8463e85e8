import type { Migration } from '../migrate.ts'

/** How far the copy of each journal was checked, so that its next lines are checked alone; and what a list of runs shows of it. */
export const runCopies: Migration = {
  name: '0031-run-copies',
  up: [
    `alter table runs
      add column checked_events int not null default 0,
      add column checked_hash text,
      add column started_at timestamptz,
      add column duration_ms double precision,
      add column reason text`,
  ],
}

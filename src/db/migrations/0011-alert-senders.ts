import type { Migration } from '../migrate.ts'

/** What senders with an alert API of their own ask for: put an alert off, find out what became of a request. */
export const alertSenders: Migration = {
  name: '0011-alert-senders',
  up: [
    'alter table alerts add column snoozed_until timestamptz',
    'create index alert_events_request on alert_events (request_id) where request_id is not null',
  ],
}

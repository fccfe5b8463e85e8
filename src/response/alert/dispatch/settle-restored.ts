/**
 * Statements to run on a database that was restored from a backup, before anything else works on it. What was on its way then is history: the
 * original has sent it, or people have seen to it since. What fires goes on firing, and its end will be told; nobody is paged for
 * it again until its repeat interval has passed from now.
 */
export const SETTLE_RESTORED_ALERTS: readonly string[] = [
  `update alert_deliveries set state = 'failed', done_at = now(), leased_until = null, last_error = 'restored from a backup'
    where state = 'pending'`,
  'update alert_told set at = now()',
  // A group that had not spoken yet has by now; its alerts are found in the lists.
  'delete from alert_groups where flushed_at is null',
  'delete from alert_unrouted',
  // Nor do they look for groups by themselves, until their senders say them again.
  `insert into alert_routing (config_id, quiet_before) values ('', now())
    on conflict (id) do update set quiet_before = excluded.quiet_before`,
  // The ends that senders announced while nobody listened have passed unsaid: each sender gets the time to say that its alert still fires.
  "update alerts set ends_at = now() + interval '5 minutes' where open and ends_at < now() + interval '5 minutes'",
  "update alert_groups set next_flush_at = now() + greatest(next_flush_at - flushed_at, interval '1 second')",
]

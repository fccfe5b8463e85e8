/**
 * After a restore: what was on its way when the backup was written was handed over, or given up, long ago. Nobody is to hear of it again;
 * escalations that are still wanted begin anew by themselves.
 */
export const SETTLE_RESTORED_MESSAGES: readonly string[] = [
  `update messages set state = 'withdrawn', done_at = now(), why = 'restored from a backup' where state in ('pending', 'sending')`,
  `update message_deliveries set state = 'withdrawn', done_at = now(), leased_until = null, proof_due_at = null
   where state in ('pending', 'sending')`,
  'update message_deliveries set proof_due_at = null where proof_due_at is not null',
  'delete from notify_circuits',
  'update contact_methods set code_salt = null, code_digest = null, code_expires_at = null where code_digest is not null',
  'update proof_links set expires_at = now() where expires_at > now()',
]

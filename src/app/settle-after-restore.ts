/** What becomes of unfinished business when a backup is restored: the world has gone on since it was written. */
import type pg from 'pg'
import { SETTLE_RESTORED_ALERTS } from '../response/alert/dispatch/settle-restored.ts'
import { SETTLE_RESTORED_INCIDENTS } from '../response/incident/clock/settle-restored.ts'
import { SETTLE_RESTORED_MESSAGES } from '../response/page/notify/outbox/settle-restored.ts'

const STATEMENTS: readonly string[] = [
  `insert into installation (installation_id, restored_at) values (gen_random_uuid()::text, now())
   on conflict (id) do update set restored_at = now()`,
  ...SETTLE_RESTORED_ALERTS,
  ...SETTLE_RESTORED_INCIDENTS,
  ...SETTLE_RESTORED_MESSAGES,
  // Whoever was signed in signs in again: sessions that were ended since the backup must not come back to life.
  'update sessions set ended_at = now() where ended_at is null',
  'update setup_links set expires_at = now() where used_at is null and expires_at > now()',
  // The runner of a run that was going may have ended it long ago. If it is still at it, it says so and the run is found again; without a time at
  // which it was claimed it is given to nobody anew.
  "update runs set state = 'lost', lease_until = now(), claimed_at = null where state in ('running', 'waiting')",
  // What nobody had begun was asked for by people who have seen to it since; a changing step must not begin by itself.
  `update runs set state = 'finished', result = 'cancelled', finished_at = now() where state = 'queued'`,
  'update runner_enrolments set expires_at = now() where used_at is null and expires_at > now()',
]

/** What was on its way when the backup was written is history by now: nobody is to hear of it again. */
export async function settleAfterRestore(client: pg.ClientBase): Promise<void> {
  for (const statement of STATEMENTS) await client.query(statement)
}

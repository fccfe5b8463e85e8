import type pg from 'pg'
import { SETTLE_RESTORED_ALERTS } from '../response/alert/dispatch/settle-restored.ts'
import { SETTLE_RESTORED_INCIDENTS } from '../response/incident/clock/settle-restored.ts'

/** What was on its way when the backup was written is history by now: nobody is to hear of it again. */
export async function settleAfterRestore(client: pg.ClientBase): Promise<void> {
  await client.query(
    `insert into installation (installation_id, restored_at) values (gen_random_uuid()::text, now())
     on conflict (id) do update set restored_at = now()`,
  )
  for (const statement of [...SETTLE_RESTORED_ALERTS, ...SETTLE_RESTORED_INCIDENTS]) await client.query(statement)
}

import type pg from 'pg'

/** What was on its way when the backup was written is history by now: nobody is to hear of it again. */
export async function settleAfterRestore(client: pg.ClientBase): Promise<void> {
  await client.query(
    `insert into installation (installation_id, restored_at) values (gen_random_uuid()::text, now())
     on conflict (id) do update set restored_at = now()`,
  )
}

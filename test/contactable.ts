import { sql } from 'kysely'
import type { Database } from '../src/db/database.ts'
import { newId } from '../src/kit/new-id.ts'

/** Makes somebody who can be reached: a user with a verified contact method of each of these channels. Answers with the methods' ids. */
export async function contactable(db: Database, userId: string, channels: readonly string[]): Promise<string[]> {
  await sql`
    insert into users (id, login, name, role, created_by) values (${userId}, ${userId}, ${userId}, 'responder', 'test')
    on conflict do nothing`.execute(db)
  const ids: string[] = []
  for (const [rank, channel] of channels.entries()) {
    const id = newId('contact')
    ids.push(id)
    await sql`
      insert into notify_channels (channel, rank, is_configured) values (${channel}, ${rank}, true) on conflict do nothing`.execute(
      db,
    )
    await sql`
      insert into contact_methods (id, user_id, channel, address, provider, verified_at)
      values (${id}, ${userId}, ${channel}, ${`${userId}@${channel}`}, ${channel}, now())`.execute(db)
  }
  return ids
}

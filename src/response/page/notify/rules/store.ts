/** What people have said about how to be reached, as rows. */
import { sql } from 'kysely'
import type { Database } from '../../../../db/database.ts'
import type { NotificationRule, QuietHours } from './notification-rules.ts'

export interface StoredSettings {
  readonly rules: readonly NotificationRule[] | null
  readonly quiet: QuietHours | null
  readonly version: number
}

export async function settingsOf(db: Database, userId: string): Promise<StoredSettings> {
  const { rows } = await sql<StoredSettings>`
    select rules, quiet, version from notification_settings where user_id = ${userId}`.execute(db)
  return rows[0] ?? { rules: null, quiet: null, version: 0 }
}

/** Keeps them; undefined when they were changed since `version` was read. */
export async function keepSettings(
  tx: Database,
  userId: string,
  { rules, quiet }: Pick<StoredSettings, 'rules' | 'quiet'>,
  version: number | undefined,
): Promise<StoredSettings | undefined> {
  const { rows } = await sql<StoredSettings>`
    insert into notification_settings as kept (user_id, rules, quiet)
    select ${userId}, ${rules && JSON.stringify(rules)}::jsonb, ${quiet && JSON.stringify(quiet)}::jsonb
    where coalesce(${version ?? null}::int, 0) = 0 or exists (select 1 from notification_settings where user_id = ${userId})
    on conflict (user_id) do update set rules = excluded.rules, quiet = excluded.quiet, version = kept.version + 1
      where ${version ?? null}::int is null or kept.version = ${version ?? null}
    returning rules, quiet, version`.execute(tx)
  return rows[0]
}

/** The table of what a server does for itself: when it last went well, and what was wrong since. */
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'

export interface UpkeepState {
  readonly task: string
  readonly doneAt: Date | null
  readonly failedAt: Date | null
  /** What was wrong the last time; null when that went well. */
  readonly trouble: string | null
}

export async function upkeepStates(db: Database): Promise<UpkeepState[]> {
  const { rows } = await sql<UpkeepState>`
    select task, done_at as "doneAt", failed_at as "failedAt", trouble from upkeep order by task`.execute(db)
  return rows
}

export async function noteDone(db: Database, task: string): Promise<void> {
  await sql`insert into upkeep (task, done_at) values (${task}, now())
    on conflict (task) do update set done_at = now(), trouble = null`.execute(db)
}

export async function noteFailed(db: Database, task: string, trouble: string): Promise<void> {
  await sql`insert into upkeep (task, failed_at, trouble) values (${task}, now(), ${trouble})
    on conflict (task) do update set failed_at = now(), trouble = ${trouble}`.execute(db)
}

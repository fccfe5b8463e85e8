import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'

const MOST = 200

/** What people said beside a run, oldest first. */
export async function runNotes(db: Database, run: string) {
  const { rows } = await sql<{ by: string; text: string; at: Date; step: string | null; byHand: boolean }>`
    select given_by as by, order_for_runner->>'text' as text, given_at as at, order_for_runner->>'step' as step,
      coalesce((order_for_runner->>'byHand')::boolean, false) as "byHand"
    from run_orders where run_id = ${run} and order_for_runner->>'kind' = 'note' order by seq limit ${MOST}`.execute(db)
  return rows.map(({ at, ...note }) => ({ ...note, at: at.toISOString() }))
}

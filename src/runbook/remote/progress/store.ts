import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { RemoteRequest } from '../remote-run.ts'
import type { ApprovedBefore } from './approval-view.ts'

/** The latest other run of the same procedure that somebody approved. */
export async function approvedBefore(
  db: Database,
  { id, page, procedure }: { id: string; page: string; procedure: string },
): Promise<ApprovedBefore | undefined> {
  const { rows } = await sql<{ run: string; request: RemoteRequest; by: string; at: Date }>`
    select r.id as run, r.request, o.given_by as by, o.given_at as at
    from runs r join run_orders o on o.run_id = r.id
    where r.page = ${page} and r.procedure = ${procedure} and r.id < ${id}
      and o.order_for_runner->>'kind' = 'approval' and o.order_for_runner->'approval'->>'verdict' = 'approved'
    order by r.id desc, o.seq desc limit 1`.execute(db)
  const found = rows[0]
  return found && { run: found.run, plan: found.request.plan, approvedBy: found.by, at: found.at }
}

/** How runs of each page went. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { RunsOfPage } from '../../report/runbooks/runs-of-pages.ts'

export async function runsByPage(db: Database): Promise<ReadonlyMap<string, RunsOfPage>> {
  const { rows } = await sql<{
    page: string
    total: number
    succeeded: number
    run: string
    state: string
    result: string | null
    at: Date
  }>`
    select counted.page, counted.total, counted.succeeded, last.id as run, last.state, last.result,
      coalesce(last.finished_at, last.requested_at) as at
    from (
      select page, count(*) filter (where state = 'finished')::int as total,
        count(*) filter (where state = 'finished' and result = 'succeeded')::int as succeeded, max(id) as last
      from runs group by page
    ) counted join runs last on last.id = counted.last`.execute(db)
  return new Map(
    rows.map(({ page, total, succeeded, run, state, result, at }) => [
      page,
      { total, succeeded, last: { run, state, result, at } },
    ]),
  )
}

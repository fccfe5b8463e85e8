/** Counts alerts by a label, without reading each of them. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { LabelSet } from '../../../kit/label-set.ts'
import { type AlertQuery, stateCondition } from '../show/store.ts'
import { SIGNAL_SEVERITIES } from '../signal.ts'
import type { AlertCount } from './tally.ts'

/** More different ones than anybody reads; a filter makes them fewer. */
const MOST = 5_000

/** How many alerts there are of each value of `by`, and of each combination of the labels in `names`. */
export async function countAlerts(
  db: Database,
  { by, names, ...query }: Omit<AlertQuery, 'after' | 'limit'> & { by: string; names: readonly string[] },
): Promise<readonly AlertCount[]> {
  const { rows } = await sql<{
    value: string
    labels: LabelSet | null
    count: number
    open: number
    worst: number
    newest_id: string
    newest_summary: string
    newest_at: Date
  }>`
    with counted as (
      select coalesce(labels->>${by}, '') as value, id, summary, opened_at, acknowledged_at,
        array_position(${[...SIGNAL_SEVERITIES]}::text[], severity) as rank,
        (select jsonb_object_agg(name, labels->>name) from unnest(${[...names]}::text[]) name where labels ? name) as labels
      from alerts where ${stateCondition(query.state)}
        and (${query.severity ?? null}::text is null or severity = ${query.severity ?? null})
        and (${query.integrationId ?? null}::text is null or integration_id = ${query.integrationId ?? null})
        and labels @> ${JSON.stringify(query.equal)}::jsonb),
    grouped as (
      select value, labels, count(*)::int as count, count(*) filter (where acknowledged_at is null)::int as open,
        min(rank) as worst, max(id) as newest_id
      from counted group by value, labels order by count(*) desc limit ${MOST})
    select grouped.*, newest.summary as newest_summary, newest.opened_at as newest_at
    from grouped join alerts newest on newest.id = grouped.newest_id`.execute(db)
  return rows.map(({ value, labels, count, open, worst, newest_id, newest_summary, newest_at }) => ({
    ...{ value, labels: labels ?? {}, count, open, severity: SIGNAL_SEVERITIES[worst - 1] ?? 'info' },
    newest: { id: newest_id, summary: newest_summary, openedAt: newest_at },
  }))
}

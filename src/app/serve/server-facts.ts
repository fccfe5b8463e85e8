/** How the server is, in numbers: for `server status` and for metrics, from one statement that reads indexes only. */
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'

export interface ServerFacts {
  /** Notifications still to be delivered, and for how many seconds the oldest has waited. */
  readonly deliveries: { readonly pending: number; readonly oldestSeconds: number }
  /** Groups that should have spoken and have not. */
  readonly overdueGroups: number
  /** For how many seconds the oldest event a subscription has not come to has waited. */
  readonly subscriptions: Readonly<Record<string, number>>
  /** Names of runners that ought to be there and are not heard of. */
  readonly silentRunners: readonly string[]
  readonly runners: number
  /** Open ones by severity. */
  readonly alerts: Readonly<Record<string, number>>
  readonly incidents: Readonly<Record<string, number>>
  /** Runs nobody knows the outcome of. */
  readonly lostRuns: number
}

/** Seconds a group may be late before it counts. */
export const LATE_SECONDS = 15
/** A runner speaks every three seconds. */
const SILENT_SECONDS = 10

interface Row {
  pending: number
  oldest: number
  overdue: number
  subscriptions: Record<string, number> | null
  runners: number
  silent: string[]
  alerts: Record<string, number> | null
  incidents: Record<string, number> | null
  lost: number
}

export async function serverFacts(db: Database): Promise<ServerFacts> {
  const { rows } = await sql<Row>`
    select
      (select count(*)::int from alert_deliveries where state = 'pending') as pending,
      (select coalesce(extract(epoch from now() - min(created_at)), 0)::float8 from alert_deliveries where state = 'pending') as oldest,
      (select count(*)::int from alert_groups where next_flush_at < now() - make_interval(secs => ${LATE_SECONDS})) as overdue,
      (select json_object_agg(name, coalesce(extract(epoch from now() - waiting.at), 0)::float8) from subscriptions left join lateral (
        select at from events
        where (xid, seq) > (split_part(cursor, '-', 1)::xid8, split_part(cursor, '-', 2)::bigint)
        order by xid, seq limit 1) waiting on true) as subscriptions,
      (select count(*)::int from runners where disabled_at is null) as runners,
      array(select name from runners where disabled_at is null and not draining
        and (last_seen_at is null or last_seen_at < now() - make_interval(secs => ${SILENT_SECONDS})) order by name) as silent,
      (select json_object_agg(severity, number) from (
        select severity, count(*)::int as number from alerts where open group by severity) a) as alerts,
      (select json_object_agg(severity, number) from (
        select severity, count(*)::int as number from incidents where status not in ('resolved', 'merged') group by severity) i) as incidents,
      (select count(*)::int from runs where state = 'lost' and finished_at is null) as lost`.execute(db)
  const row = rows[0]!
  return {
    deliveries: { pending: row.pending, oldestSeconds: row.oldest },
    overdueGroups: row.overdue,
    subscriptions: row.subscriptions ?? {},
    ...{ silentRunners: row.silent, runners: row.runners, lostRuns: row.lost },
    ...{ alerts: row.alerts ?? {}, incidents: row.incidents ?? {} },
  }
}

/** Reads alerts for people and tools. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { LabelSet } from '../../../kit/label-set.ts'
import { type AlertRow, alertOf, type StoredAlert } from '../alert-row.ts'
import type { AlertEvent } from './shown-event.ts'

const AT_A_TIME = 1000

/** All alerts that fire, in the order of Alertmanager's list, a piece at a time: there may be hundreds of thousands. */
export async function* firingAlerts(db: Database): AsyncGenerator<readonly StoredAlert[]> {
  for (let after: { fingerprint: string; id: string } | undefined = { fingerprint: '', id: '' }; after; ) {
    const { rows }: { rows: AlertRow[] } = await sql<AlertRow>`
      select * from alerts where open and (ends_at is null or ends_at > clock_timestamp())
        and (fingerprint, id) > (${after.fingerprint}, ${after.id})
      order by fingerprint, id limit ${AT_A_TIME}`.execute(db)
    yield rows.map(alertOf)
    after = rows.length < AT_A_TIME ? undefined : rows.at(-1)
  }
}

export interface ListedGroup {
  readonly routeId: string
  readonly groupKey: string
  readonly labels: LabelSet
  readonly nextFlushAt: Date
  readonly alerts: readonly StoredAlert[]
}

/** The groups alerts are told in now. */
export async function listGroups(db: Database): Promise<readonly ListedGroup[]> {
  const groups = await sql<{ id: string; route_id: string; group_key: string; labels: LabelSet; next_flush_at: Date }>`
    select id, route_id, group_key, labels, next_flush_at from alert_groups order by group_key`.execute(db)
  const members = await sql<AlertRow & { group_id: string }>`
    select group_id, alerts.* from alert_group_members join alerts on alerts.id = alert_id
    where open and (ends_at is null or ends_at > clock_timestamp()) order by fingerprint, alerts.id`.execute(db)
  const alerts = new Map<string, StoredAlert[]>()
  for (const row of members.rows) {
    const known = alerts.get(row.group_id)
    if (known) known.push(alertOf(row))
    else alerts.set(row.group_id, [alertOf(row)])
  }
  return groups.rows.map((group) => ({
    ...{ routeId: group.route_id, groupKey: group.group_key, labels: group.labels, nextFlushAt: group.next_flush_at },
    alerts: alerts.get(group.id) ?? [],
  }))
}

export interface AlertQuery {
  readonly state: 'open' | 'acknowledged' | 'resolved' | 'firing' | 'all'
  readonly severity: string | undefined
  readonly integrationId: string | undefined
  /** Labels that must have these values. */
  readonly equal: LabelSet
  readonly after: string | undefined
  readonly limit: number
}

/** Alerts, the newest first. */
export async function listAlerts(db: Database, query: AlertQuery): Promise<readonly StoredAlert[]> {
  const firing = sql`open and (ends_at is null or ends_at > clock_timestamp())`
  const state = {
    firing,
    open: sql`${firing} and acknowledged_at is null`,
    acknowledged: sql`${firing} and acknowledged_at is not null`,
    resolved: sql`not (${firing})`,
    all: sql`true`,
  }[query.state]
  const { rows } = await sql<AlertRow>`
    select * from alerts where ${state}
      and (${query.severity ?? null}::text is null or severity = ${query.severity ?? null})
      and (${query.integrationId ?? null}::text is null or integration_id = ${query.integrationId ?? null})
      and labels @> ${JSON.stringify(query.equal)}::jsonb
      and (${query.after ?? null}::text is null or id < ${query.after ?? null})
    order by id desc limit ${query.limit}`.execute(db)
  return rows.map(alertOf)
}

/** An alert by its id, or by its number. */
export async function findAlert(db: Database, name: string): Promise<StoredAlert | undefined> {
  const number = /^\d{1,15}$/.test(name) ? Number(name) : null
  const { rows } = await sql<AlertRow>`select * from alerts where id = ${name} or number = ${number}`.execute(db)
  return rows[0] && alertOf(rows[0])
}

/** What happened to an alert, oldest first. */
export async function alertEvents(
  db: Database,
  id: string,
  after: number,
  limit: number,
): Promise<readonly AlertEvent[]> {
  const { rows } = await sql<AlertEvent>`
    select seq, at, action, outcome, why, actor, note, data->>'until' as until from alert_events
    where alert_id = ${id} and seq > ${after} order by seq limit ${limit}`.execute(db)
  return rows
}

/** All episodes of what an alert is one of, the newest first; `before` is the number of an episode. */
export async function alertEpisodes(
  db: Database,
  { integrationId, key }: Pick<StoredAlert, 'integrationId' | 'key'>,
  page: { before: number | undefined; limit: number },
): Promise<readonly StoredAlert[]> {
  const { rows } = await sql<AlertRow>`
    select * from alerts where integration_id = ${integrationId} and key = ${key}
      and (${page.before ?? null}::int is null or episode < ${page.before ?? null})
    order by episode desc limit ${page.limit}`.execute(db)
  return rows.map(alertOf)
}

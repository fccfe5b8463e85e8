/** Tables to look things up by: alerts, links, who had which role, what was posted. All of them follow from events. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { IncidentEvent } from '../incident-event.ts'

/** Brings the tables up to an event. */
export async function noteLookups(tx: Database, id: string, event: IncidentEvent): Promise<void> {
  const { data, seq, happenedAt, actor } = event
  switch (data.type) {
    case 'alerts-attached':
      await sql`
        insert into incident_alerts (incident_id, alert_id, summary, attached_at)
        select ${id}, a->>'id', a->>'summary', ${happenedAt} from jsonb_array_elements(${JSON.stringify(data.alerts)}::jsonb) a
        on conflict (incident_id, alert_id) do update set attached_at = excluded.attached_at, resolved_at = null, detached_at = null`.execute(
        tx,
      )
      return
    case 'alerts-refired':
      await sql`update incident_alerts set resolved_at = null
        where incident_id = ${id} and alert_id = any(${data.alerts.map((alert) => alert.id)}::text[])`.execute(tx)
      return
    case 'alerts-resolved':
      await sql`update incident_alerts set resolved_at = ${happenedAt}
        where incident_id = ${id} and alert_id = any(${data.alerts.map((alert) => alert.id)}::text[])`.execute(tx)
      return
    case 'alert-detached':
      await sql`update incident_alerts set detached_at = ${happenedAt}
        where incident_id = ${id} and alert_id = ${data.alert.id}`.execute(tx)
      return
    case 'linked':
      await sql`insert into incident_links (incident_id, other_id, relation)
        values (${id}, ${data.incident}, ${data.relation}) on conflict do nothing`.execute(tx)
      return
    case 'unlinked':
      await sql`delete from incident_links
        where incident_id = ${id} and other_id = ${data.incident} and relation = ${data.relation}`.execute(tx)
      return
    case 'role-taken':
    case 'role-accepted':
      await endRole(tx, id, data.role, happenedAt)
      await sql`insert into role_assignments (incident_id, role, seq, user_id, user_name, assumed_at)
        values (${id}, ${data.role}, ${seq}, ${actor.id}, ${actor.name}, ${happenedAt})`.execute(tx)
      return
    case 'role-released':
      return endRole(tx, id, data.role, happenedAt)
    case 'status-posted':
      await sql`insert into comms (incident_id, seq, audience, template, subject, text, posted_at, posted_by)
        values (${id}, ${seq}, ${data.audience}, ${data.template ?? null}, ${data.subject ?? null}, ${data.text}, ${happenedAt}, ${actor.name})`.execute(
        tx,
      )
  }
}

async function endRole(tx: Database, id: string, role: string, at: Date): Promise<void> {
  await sql`update role_assignments set renounced_at = ${at}
    where incident_id = ${id} and role = ${role} and renounced_at is null`.execute(tx)
}

/** An alert in an incident. */
export interface IncidentAlert {
  readonly alertId: string
  readonly incidentId: string
  readonly summary: string
  readonly attachedAt: Date
  readonly resolvedAt: Date | null
  readonly detachedAt: Date | null
}

const ALERT = sql.raw(
  `alert_id as "alertId", incident_id as "incidentId", summary, attached_at as "attachedAt", resolved_at as "resolvedAt", detached_at as "detachedAt"`,
)

/** Alerts of an incident and of those it took in, unless they were taken out, by their id. */
export async function alertsOfIncident(
  db: Database,
  incidents: readonly string[],
  { after = null, limit }: { after?: string | null; limit: number },
): Promise<IncidentAlert[]> {
  const { rows } = await sql<IncidentAlert>`
    select distinct on (alert_id) ${ALERT} from incident_alerts
    where incident_id = any(${[...incidents]}::text[]) and detached_at is null and (${after}::text is null or alert_id > ${after})
    order by alert_id, resolved_at nulls first limit ${limit}`.execute(db)
  return rows
}

/** The incidents of one alert, the newest first, those it was taken out of by hand among them. */
export async function incidentsOfAlert(
  db: Database,
  alert: string,
  { after = null, limit }: { after?: string | null; limit: number },
): Promise<IncidentAlert[]> {
  const { rows } = await sql<IncidentAlert>`
    select ${ALERT} from incident_alerts where alert_id = ${alert} and (${after}::text is null or incident_id < ${after})
    order by incident_id desc limit ${limit}`.execute(db)
  return rows
}

/** Where alerts belong, those taken out by hand among them. */
export async function placesOfAlerts(tx: Database, alerts: readonly string[]): Promise<IncidentAlert[]> {
  const { rows } = await sql<IncidentAlert>`
    select ${ALERT} from incident_alerts where alert_id = any(${[...alerts]}::text[]) order by incident_id`.execute(tx)
  return rows
}

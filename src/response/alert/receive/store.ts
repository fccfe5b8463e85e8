/** The statements of receiving: as many for a hundred signals as for one. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { Alert } from '../alert.ts'
import { type AlertRow, alertOf, toldName } from '../alert-row.ts'
import { type FoldedSignals, isOpen, keyName, type ReceivedSignal } from './fold-signals.ts'
import { storableJson } from './storable-json.ts'

/** A request to keep as it came. */
export interface KeptRequest {
  readonly id: string
  readonly integrationId: string
  readonly receivedAt: Date
  readonly raw: Uint8Array
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

/** First number of the two that make an advisory lock; nothing else of ours uses it. */
const LOCK = 1010

/**
 * Lets one transaction at a time change the alerts of an integration, on any replica. A lock a key would be finer, but the database holds
 * only some thousands of them; this way a batch needs one, and batches of one process are joined anyway. Sorted, so that two batches of
 * several integrations cannot wait for each other.
 */
export async function lockIntegrations(tx: Database, integrationIds: readonly string[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(${LOCK}, lock) from (
      select distinct hashtext(id) as lock from unnest(${[...integrationIds]}::text[]) id order by 1) locks`.execute(tx)
}

/** The latest alert of each key of a batch, by its name. Only true while the integrations are locked. */
export async function latestAlerts(tx: Database, batch: readonly ReceivedSignal[]): Promise<Map<string, Alert>> {
  const integrations = batch.map(({ integrationId }) => integrationId)
  const keys = batch.map(({ signal }) => signal.key)
  const { rows } = await sql<AlertRow>`
    select alerts.* from alerts
    join (select distinct * from unnest(${integrations}::text[], ${keys}::text[]) as asked (integration_id, key)) asked
      using (integration_id, key)
    where is_latest`.execute(tx)
  return new Map(rows.map((row) => [keyName(row.integration_id, row.key), alertOf(row)]))
}

/** Writes what a batch changed. */
export async function saveFolded(tx: Database, folded: FoldedSignals, now: Date): Promise<void> {
  if (folded.superseded.length > 0)
    await sql`update alerts set is_latest = false where id = any(${[...folded.superseded]}::text[])`.execute(tx)
  const gone = new Set(folded.superseded)
  if (folded.added.length > 0) {
    const rows = folded.added.map((alert) => ({ ...rowOf(alert, now), is_latest: !gone.has(alert.id) }))
    await sql`
      insert into alerts (id, integration_id, key, episode, is_latest, open, fingerprint, told_name, summary, severity, labels,
        annotations, links, details, generator_url, starts_at, ends_at, end_is_timeout, acknowledged_at, acknowledged_by, count,
        opened_at, last_seen_at)
      select id, integration_id, key, episode, is_latest, open, fingerprint, told_name, summary, severity, labels,
        annotations, links, details, generator_url, starts_at, ends_at, end_is_timeout, acknowledged_at, acknowledged_by, count,
        last_seen_at, last_seen_at
      from jsonb_to_recordset(${storableJson(rows)}::jsonb) as row (${COLUMNS}, is_latest boolean)`.execute(tx)
  }
  if (folded.changed.length === 0) return
  const rows = folded.changed.map((alert) => ({ ...rowOf(alert, now), route: folded.toRoute.has(alert.id) }))
  await sql`
    update alerts set open = row.open, summary = row.summary, severity = row.severity, labels = row.labels,
      annotations = row.annotations, links = row.links, details = row.details, generator_url = row.generator_url,
      starts_at = row.starts_at, ends_at = row.ends_at, end_is_timeout = row.end_is_timeout,
      acknowledged_at = row.acknowledged_at, acknowledged_by = row.acknowledged_by, count = row.count,
      last_seen_at = row.last_seen_at, needs_routing = alerts.needs_routing or row.route
    from jsonb_to_recordset(${storableJson(rows)}::jsonb) as row (${COLUMNS}, route boolean)
    where alerts.id = row.id`.execute(tx)
}

const COLUMNS =
  sql.raw(`id text, integration_id text, key text, episode int, open boolean, fingerprint text, told_name text, summary text,
  severity text, labels jsonb, annotations jsonb, links jsonb, details jsonb, generator_url text, starts_at timestamptz,
  ends_at timestamptz, end_is_timeout boolean, acknowledged_at timestamptz, acknowledged_by text, count int,
  last_seen_at timestamptz`)

const rowOf = (alert: Alert, now: Date) => ({
  id: alert.id,
  integration_id: alert.integrationId,
  key: alert.key,
  episode: alert.episode,
  open: isOpen(alert, now),
  fingerprint: alert.fingerprint,
  told_name: toldName(alert),
  summary: alert.summary,
  severity: alert.severity,
  labels: alert.labels,
  annotations: alert.annotations,
  links: alert.links,
  details: alert.details,
  generator_url: alert.generatorUrl,
  starts_at: alert.startsAt,
  ends_at: alert.endsAt,
  end_is_timeout: alert.endIsTimeout,
  acknowledged_at: alert.acknowledgedAt,
  acknowledged_by: alert.acknowledgedBy,
  count: alert.count,
  last_seen_at: alert.lastSeenAt,
})

/** Keeps the requests as they came. */
export async function keepRequests(tx: Database, requests: readonly KeptRequest[]): Promise<void> {
  const notes = requests.map(({ problems, warnings }) => ({ problems, warnings }))
  await sql`
    insert into alert_requests (id, integration_id, received_at, raw, problems, warnings)
    select id, integration_id, received_at, raw, note->'problems', note->'warnings' from unnest(
      ${requests.map(({ id }) => id)}::text[], ${requests.map(({ integrationId }) => integrationId)}::text[],
      ${requests.map(({ receivedAt }) => receivedAt)}::timestamptz[],
      ${requests.map(({ raw }) => Buffer.from(raw))}::bytea[],
      (select array_agg(note order by at) from jsonb_array_elements(${storableJson(notes)}::jsonb) with ordinality as notes (note, at)))
    as request (id, integration_id, received_at, raw, note)`.execute(tx)
}

/** Appends what happened to alerts; plain repetitions are left out. */
export async function appendSignalEvents(
  tx: Database,
  batch: readonly ReceivedSignal[],
  outcomes: FoldedSignals['outcomes'],
  now: Date,
): Promise<void> {
  const events = batch.flatMap(({ integrationId, requestId, signal }, index) => {
    const { repetition, alertId, outcome, why } = outcomes[index]!
    if (repetition) return []
    const { action, key, by, note } = signal
    return [
      {
        alert_id: alertId,
        integration_id: integrationId,
        request_id: requestId,
        key,
        action,
        outcome,
        why,
        actor: by,
        note,
        signal,
      },
    ]
  })
  if (events.length === 0) return
  await sql`
    insert into alert_events (alert_id, integration_id, request_id, key, at, action, outcome, why, actor, note, signal)
    select alert_id, integration_id, request_id, key, ${now}, action, outcome, why, actor, note, signal
    from jsonb_to_recordset(${storableJson(events)}::jsonb) as event (alert_id text, integration_id text, request_id text,
      key text, action text, outcome text, why text, actor text, note text, signal jsonb)`.execute(tx)
}

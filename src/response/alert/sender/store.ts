/** What an integration may see of its own alerts, and what it does to them. */
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import { snoozedUntilAt, stateAt } from '../alert.ts'
import { type AlertRow, alertOf, type StoredAlert } from '../alert-row.ts'
import type { AlertWords } from '../receive/alert-words.ts'
import { storableJson, storableText } from '../receive/storable-json.ts'
import { queued } from '../receive/store.ts'
import type { AlertTarget } from './alert-command.ts'
import type { AlertFacts, AlertFilter, AlertLogLine, AlertPage, RequestOutcome } from './alert-facts.ts'

type Row = AlertRow & { changed_at: Date | null; resolved_by: string | null }

/** An alert with what its log knows: when something last happened to it, and who ended it. */
const ROW = sql`alerts.*,
  (select at from alert_events where alert_id = alerts.id order by seq desc limit 1) as changed_at,
  (select actor from alert_events where alert_id = alerts.id and outcome = 'resolved' order by seq desc limit 1) as resolved_by`

/** The alert a sender means; never one of another integration. */
export async function findTarget(
  db: Database,
  integrationId: string,
  target: AlertTarget,
): Promise<StoredAlert | undefined> {
  return (await targetRow(db, integrationId, target).then((row) => row && alertOf(row))) ?? undefined
}

async function targetRow(db: Database, integrationId: string, { by, value }: AlertTarget): Promise<Row | undefined> {
  const column = { id: sql`id`, number: sql`number`, key: sql`key` }[by]
  const { rows } = await sql<Row>`
    select ${ROW} from alerts where integration_id = ${integrationId} and ${column} = ${value}
    order by episode desc limit 1`.execute(db)
  return rows[0]
}

export async function alertFacts(
  db: Database,
  integrationId: string,
  target: AlertTarget,
  now: Date,
): Promise<AlertFacts | undefined> {
  const row = await targetRow(db, integrationId, target)
  return row && factsOf(row, now)
}

function factsOf(row: Row, now: Date): AlertFacts {
  const alert = alertOf(row)
  const state = stateAt(alert, now)
  const snoozedUntil = snoozedUntilAt(alert, now)
  return {
    ...{ id: alert.id, number: alert.number, key: alert.key, summary: alert.summary, severity: alert.severity, state },
    ...{ labels: alert.labels, annotations: alert.annotations, details: alert.details, count: alert.count },
    ...{ startedAt: alert.startsAt, lastSeenAt: alert.lastSeenAt, updatedAt: later(alert.lastSeenAt, row.changed_at) },
    ...(snoozedUntil ? { snoozedUntil } : {}),
    ...(alert.acknowledgedAt === undefined ? {} : { acknowledgedAt: alert.acknowledgedAt }),
    ...(alert.acknowledgedBy === undefined ? {} : { acknowledgedBy: alert.acknowledgedBy }),
    ...(state === 'resolved' && alert.endsAt ? { resolvedAt: alert.endsAt } : {}),
    ...(state === 'resolved' && row.resolved_by !== null ? { resolvedBy: row.resolved_by } : {}),
  }
}

const later = (a: Date, b: Date | null): Date => (b !== null && b > a ? b : a)

const FIRING = sql`(open and (ends_at is null or ends_at > clock_timestamp()))`
const STATES = {
  open: sql<boolean>`${FIRING} and acknowledged_at is null`,
  acknowledged: sql<boolean>`${FIRING} and acknowledged_at is not null`,
  resolved: sql<boolean>`not ${FIRING}`,
}

function conditions(integrationId: string, filter: AlertFilter): RawBuilder<unknown> {
  const all = [sql<boolean>`integration_id = ${integrationId}`]
  if (filter.states)
    all.push(sql<boolean>`(${sql.join([sql`false`, ...filter.states.map((state) => STATES[state])], sql` or `)})`)
  if (filter.key !== undefined) all.push(sql<boolean>`key = ${filter.key}`)
  if (filter.severity !== undefined) all.push(sql<boolean>`severity = ${filter.severity}`)
  if (filter.tag !== undefined) all.push(sql<boolean>`details->'tags' @> ${storableJson([filter.tag])}::jsonb`)
  if (filter.text !== undefined) all.push(sql<boolean>`strpos(lower(summary), lower(${storableText(filter.text)})) > 0`)
  return sql.join(all, sql` and `)
}

export async function searchAlerts(
  db: Database,
  integrationId: string,
  { filter, page, now }: { filter: AlertFilter; page: AlertPage; now: Date },
): Promise<readonly AlertFacts[]> {
  const { rows } = await sql<Row>`
    select ${ROW} from alerts where ${conditions(integrationId, filter)}
    order by number ${sql.raw(page.newestFirst ? 'desc' : 'asc')} limit ${page.limit} offset ${page.offset}`.execute(db)
  return rows.map((row) => factsOf(row, now))
}

export async function countAlerts(db: Database, integrationId: string, filter: AlertFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from alerts where ${conditions(integrationId, filter)}`.execute(db)
  return rows[0]!.count
}

/** What happened to an alert, in words. */
export async function alertLog(
  db: Database,
  alertId: string,
  page: AlertPage & { notesOnly: boolean },
): Promise<readonly AlertLogLine[]> {
  const { rows } = await sql<{
    seq: number
    at: Date
    action: string
    outcome: string
    note: string | null
    actor: string | null
  }>`
    select seq, at, action, outcome, note, actor from alert_events
    where alert_id = ${alertId} and (not ${page.notesOnly} or note is not null)
    order by seq ${sql.raw(page.newestFirst ? 'desc' : 'asc')} limit ${page.limit} offset ${page.offset}`.execute(db)
  return rows.map(({ seq, at, action, outcome, note, actor }) => ({
    ...{ id: String(seq), at, kind: action, text: note ?? `${action}: ${outcome}` },
    ...(actor === null ? {} : { by: actor }),
  }))
}

/** What became of a request. One whose signals were all repetitions left no event, only itself. */
export async function requestOutcome(
  db: Database,
  integrationId: string,
  requestId: string,
): Promise<RequestOutcome | undefined> {
  const { rows } = await sql<{
    at: Date
    action: string | null
    outcome: string | null
    why: string | null
    alert_id: string | null
    key: string | null
  }>`
    select coalesce(event.at, request.received_at) as at, action, outcome, why, alert_id, event.key
    from alert_requests request left join alert_events event on event.request_id = request.id
    where request.id = ${requestId} and request.integration_id = ${integrationId} order by event.seq limit 1`.execute(
    db,
  )
  const row = rows[0]
  return (
    row && {
      ...{ action: row.action ?? 'trigger', processedAt: row.at, success: row.outcome !== 'ignored', integrationId },
      ...(row.why === null ? {} : { why: row.why }),
      ...(row.alert_id === null ? {} : { alertId: row.alert_id }),
      ...(row.key === null ? {} : { key: row.key }),
    }
  )
}

/** One line of an alert's log; without an alert it says that there was none. */
export interface CommandEvent {
  readonly alertId?: string
  readonly integrationId: string
  readonly requestId: string
  readonly key: string
  readonly at: Date
  readonly action: string
  readonly outcome: string
  readonly why?: string
  readonly actor?: string
  readonly note?: string
  readonly data: unknown
}

export async function appendCommand(tx: Database, event: CommandEvent): Promise<void> {
  await sql`
    insert into alert_events (alert_id, integration_id, request_id, key, at, action, outcome, why, actor, note, data)
    select "alertId", "integrationId", "requestId", key, at, action, outcome, why, actor, note, data
    from jsonb_to_record(${storableJson(event)}::jsonb) as event ("alertId" text, "integrationId" text, "requestId" text,
      key text, at timestamptz, action text, outcome text, why text, actor text, note text, data jsonb)`.execute(tx)
}

/**
 * New words of an alert; it looks for its group again where they include labels. The hash stays that of the sender's last words: saying them
 * again takes nothing back, only saying something else does.
 */
export async function saveWords(tx: Database, id: string, { generatorUrl: _, ...words }: AlertWords): Promise<void> {
  await sql`
    with row as (select * from jsonb_to_record(${storableJson(words)}::jsonb) as row (summary text, severity text, labels jsonb,
        annotations jsonb, details jsonb)),
      ${queued(sql`select id from alerts, row where id = ${id} and alerts.labels <> row.labels`)}
    update alerts set summary = row.summary, severity = row.severity, labels = row.labels, annotations = row.annotations,
      details = row.details from row where id = ${id}`.execute(tx)
}

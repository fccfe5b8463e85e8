/** The statements of receiving: as many for a hundred signals as for one. */
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import { toldName } from '../alert-row.ts'
import type { AlertWords } from './alert-words.ts'
import { type FoldedAlert, type FoldedSignals, type KnownAlert, keyName, type ReceivedSignal } from './fold-signals.ts'
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

interface KnownRow {
  id: string
  number: number
  integration_id: string
  key: string
  episode: number
  words_hash: string
  starts_at: Date
  ends_at: Date | null
  end_is_timeout: boolean
  acknowledged_at: Date | null
  acknowledged_by: string | null
}

/** The latest alert of each key of a batch, by its name. Only true while the integrations are locked. */
export async function latestAlerts(tx: Database, batch: readonly ReceivedSignal[]): Promise<Map<string, KnownAlert>> {
  const asked = batch.map(({ integrationId, signal }) => [integrationId, signal.key])
  const { rows } = await sql<KnownRow>`
    select id, number, integration_id, key, episode, words_hash, starts_at, ends_at, end_is_timeout, acknowledged_at, acknowledged_by
    from alerts
    join (select distinct pair->>0 as integration_id, pair->>1 as key
      from jsonb_array_elements(${storableJson(asked)}::jsonb) pair) asked using (integration_id, key)
    where is_latest`.execute(tx)
  return new Map(rows.map((row) => [keyName(row.integration_id, row.key), known(row)]))
}

const known = (row: KnownRow): KnownAlert => ({
  ...{ id: row.id, number: row.number, episode: row.episode, wordsHash: row.words_hash, startsAt: row.starts_at },
  ...(row.ends_at === null ? {} : { endsAt: row.ends_at }),
  endIsTimeout: row.end_is_timeout,
  ...(row.acknowledged_at === null ? {} : { acknowledgedAt: row.acknowledged_at }),
  ...(row.acknowledged_by === null ? {} : { acknowledgedBy: row.acknowledged_by }),
})

/** Writes what a batch changed. Answers with the numbers of new alerts, by their identifiers. */
export async function saveFolded(tx: Database, folded: FoldedSignals, now: Date): Promise<ReadonlyMap<string, number>> {
  const { added, touched, reworded, superseded } = folded
  if (superseded.length > 0)
    await sql`update alerts set is_latest = false where id = any(${[...superseded]}::text[])`.execute(tx)
  const numbers = added.length > 0 ? await addAlerts(tx, added, now) : new Map<string, number>()
  if (touched.length > 0) await touchAlerts(tx, touched, now)
  if (reworded.length > 0) await rewordAlerts(tx, reworded)
  return numbers
}

async function addAlerts(tx: Database, added: FoldedSignals['added'], now: Date): Promise<Map<string, number>> {
  const given = added.map((alert) => ({
    ...{ ...stateOf(alert), ...wordsRow(alert.words), words_hash: alert.wordsHash, fingerprint: alert.fingerprint },
    ...{ integration_id: alert.integrationId, key: alert.key, episode: alert.episode, is_latest: alert.isLatest },
    told_name: toldName(alert),
  }))
  const { rows } = await sql<{ id: string; number: number }>`
    with made as (insert into alerts (id, integration_id, key, episode, is_latest, fingerprint, told_name, words_hash, opened_at, last_seen_at,
      ${STATE}, ${WORDS})
    select id, integration_id, key, episode, is_latest, fingerprint, told_name, words_hash, ${now}, ${now}, ${STATE}, ${WORDS}
    from jsonb_to_recordset(${storableJson(given)}::jsonb) as row (integration_id text, key text, episode int,
      is_latest boolean, fingerprint text, told_name text, words_hash text, ${STATE_TYPES}, ${WORDS_TYPES})
      returning id, number),
    queued as (insert into alert_unrouted select id from made)
    select id, number from made`.execute(tx)
  return new Map(rows.map(({ id, number }) => [id, number]))
}

async function touchAlerts(tx: Database, touched: FoldedSignals['touched'], now: Date): Promise<void> {
  const given = touched.map((alert) => ({ ...stateOf(alert), reopened: alert.reopened }))
  await sql`
    with row as (select * from jsonb_to_recordset(${storableJson(given)}::jsonb) as row (${STATE_TYPES}, reopened boolean)),
      ${queued(sql`select id from row where reopened`)}
    update alerts set starts_at = row.starts_at, ends_at = row.ends_at, end_is_timeout = row.end_is_timeout, open = row.open,
      acknowledged_at = row.acknowledged_at, acknowledged_by = row.acknowledged_by, count = alerts.count + row.count,
      last_seen_at = ${now}, ${SNOOZE}
    from row where alerts.id = row.id`.execute(tx)
}

async function rewordAlerts(tx: Database, reworded: FoldedSignals['reworded']): Promise<void> {
  const given = reworded.map(({ id, words, wordsHash }) => ({ id, ...wordsRow(words), words_hash: wordsHash }))
  await sql`
    with row as (select * from jsonb_to_recordset(${storableJson(given)}::jsonb) as row (id text, words_hash text, ${WORDS_TYPES})),
      ${queued(sql`select row.id from row join alerts on alerts.id = row.id where alerts.labels <> row.labels`)}
    update alerts set summary = row.summary, severity = row.severity, labels = row.labels, annotations = row.annotations,
      links = row.links, details = row.details, generator_url = row.generator_url, words_hash = row.words_hash
    from row where alerts.id = row.id`.execute(tx)
}

/**
 * Puts alerts into the queue of those that look for their groups, as a part of another statement. It waits for a dispatcher that has such an
 * alert in its hands: that one has seen the old labels, and what it takes out of the queue must not be this.
 */
export const queued = (ids: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`queued as (insert into alert_unrouted ${ids} on conflict (alert_id) do update set alert_id = excluded.alert_id)`

/** A signal that ends an alert, begins it anew or takes it on ends its snooze; one that only says it again does not. */
const SNOOZE = sql.raw(`snoozed_until = case when row.open and not row.reopened
  and (row.acknowledged_at is null or alerts.acknowledged_at is not null) then alerts.snoozed_until end`)
const STATE = sql.raw('starts_at, ends_at, end_is_timeout, open, acknowledged_at, acknowledged_by, count')
const STATE_TYPES = sql.raw(`id text, starts_at timestamptz, ends_at timestamptz, end_is_timeout boolean, open boolean,
  acknowledged_at timestamptz, acknowledged_by text, count int`)
const WORDS = sql.raw('summary, severity, labels, annotations, links, details, generator_url')
const WORDS_TYPES = sql.raw(
  'summary text, severity text, labels jsonb, annotations jsonb, links jsonb, details jsonb, generator_url text',
)

const stateOf = (alert: FoldedAlert) => ({
  id: alert.id,
  starts_at: alert.startsAt,
  ends_at: alert.endsAt,
  end_is_timeout: alert.endIsTimeout,
  open: alert.open,
  acknowledged_at: alert.acknowledgedAt,
  acknowledged_by: alert.acknowledgedBy,
  count: alert.seen,
})

const wordsRow = ({ generatorUrl, ...words }: AlertWords) => ({ ...words, generator_url: generatorUrl })

/** Keeps the requests as they came: their bytes travel as one piece, so that the driver has nothing to escape. */
export async function keepRequests(tx: Database, requests: readonly KeptRequest[]): Promise<void> {
  let offset = 1
  const rows = requests.map(({ id, integrationId, receivedAt, raw, problems, warnings }) => {
    const from = offset
    offset += raw.byteLength
    return {
      ...{ id, received_at: receivedAt, problems, warnings, from, size: raw.byteLength },
      integration_id: integrationId,
    }
  })
  await sql`
    insert into alert_requests (id, integration_id, received_at, raw, problems, warnings)
    select id, integration_id, received_at, substring(${Buffer.concat(requests.map(({ raw }) => raw))}::bytea from "from" for size),
      problems, warnings
    from jsonb_to_recordset(${storableJson(rows)}::jsonb) as row (id text, integration_id text, received_at timestamptz,
      "from" int, size int, problems jsonb, warnings jsonb)`.execute(tx)
}

/** Appends what happened to alerts; plain repetitions are left out. The words are in the request. */
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
        ...{ alert_id: alertId, integration_id: integrationId, request_id: requestId },
        ...{ key, action, outcome, why, actor: by, note },
      },
    ]
  })
  if (events.length === 0) return
  await sql`
    insert into alert_events (alert_id, integration_id, request_id, key, at, action, outcome, why, actor, note)
    select alert_id, integration_id, request_id, key, ${now}, action, outcome, why, actor, note
    from jsonb_to_recordset(${storableJson(events)}::jsonb) as event (alert_id text, integration_id text, request_id text,
      key text, action text, outcome text, why text, actor text, note text)`.execute(tx)
}

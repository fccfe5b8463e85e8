/** The statements of receiving: as many for a hundred signals as for one. */
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import { type NewEvent, published, WAKE } from '../../../db/events.ts'
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
  version: string
}

/** The latest alert of each key of a batch, by its name. Only sure to stay so while the integrations are locked. */
export async function latestAlerts(tx: Database, batch: readonly ReceivedSignal[]): Promise<Map<string, KnownAlert>> {
  const asked = batch.map(({ integrationId, signal }) => [integrationId, signal.key])
  const { rows } = await sql<KnownRow>`
    select id, number, integration_id, key, episode, words_hash, starts_at, ends_at, end_is_timeout, acknowledged_at, acknowledged_by,
      alerts.xmin::text as version
    from alerts
    join (select distinct pair->>0 as integration_id, pair->>1 as key
      from jsonb_array_elements(${storableJson(asked)}::jsonb) pair) asked using (integration_id, key)
    where is_latest`.execute(tx)
  return new Map(rows.map((row) => [keyName(row.integration_id, row.key), known(row)]))
}

const known = (row: KnownRow): KnownAlert => ({
  ...{ id: row.id, number: row.number, episode: row.episode, wordsHash: row.words_hash, startsAt: row.starts_at },
  version: row.version,
  ...(row.ends_at === null ? {} : { endsAt: row.ends_at }),
  endIsTimeout: row.end_is_timeout,
  ...(row.acknowledged_at === null ? {} : { acknowledgedAt: row.acknowledged_at }),
  ...(row.acknowledged_by === null ? {} : { acknowledgedBy: row.acknowledged_by }),
})

/** Everything a transaction writes. */
export interface Written {
  readonly deliveries: readonly KeptRequest[]
  readonly batch: readonly ReceivedSignal[]
  readonly folded: FoldedSignals
  readonly events: readonly NewEvent[]
}

/** Whether {@link saveAtOnce} can write it: what it changes beyond that needs statements of its own, before or after. */
export const fitsOneStatement = ({ superseded, reworded }: FoldedSignals): boolean =>
  superseded.length + reworded.length === 0

/** Writes everything in a transaction that has locked the integrations. Answers as {@link saveAtOnce}. */
export async function saveBatch(tx: Database, written: Written, now: Date): Promise<ReadonlyMap<string, number>> {
  const { superseded, reworded } = written.folded
  // Before the new episode comes in: one alert of a key is the latest.
  if (superseded.length > 0)
    await sql`update alerts set is_latest = false where id = any(${[...superseded]}::text[])`.execute(tx)
  const numbers = await saveAtOnce(tx, written, now)
  if (reworded.length > 0) await rewordAlerts(tx, reworded)
  return numbers
}

/**
 * Writes what a batch brought and what it changed in one statement, a transaction of its own where none is open: a round trip costs more than
 * the row of a single alert. It locks the integrations before it writes, and fails as {@link cameBetween} tells where an alert
 * is not any more what it was when the batch was folded. Answers with the numbers of new alerts, by their identifiers.
 */
export async function saveAtOnce(
  db: Database,
  { deliveries, batch, folded: { added, touched, outcomes }, events }: Written,
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const signalEvents = signalEventsOf(batch, outcomes)
  const parts = [
    held(deliveries),
    kept(deliveries),
    ...(added.length > 0 ? [made(added, now)] : []),
    ...(touched.length > 0 ? [touch(touched, now)] : []),
    ...(signalEvents.length > 0 ? [said(signalEvents, now)] : []),
    ...(events.length > 0 ? [published(events)] : []),
  ]
  const numbers = added.length > 0 ? sql`(select jsonb_object_agg(id, number) from made)` : sql`null::jsonb`
  // Nothing may stay of a batch that did not find every alert as it knew it: dividing by zero undoes the statement.
  const isWhole =
    touched.length > 0
      ? sql`1 / (case when (select count(*) from touched) = ${touched.length} then 1 else 0 end)`
      : sql`1`
  const wake = events.length > 0 ? WAKE : sql`null`
  const { rows } = await sql<{ numbers: Record<string, number> | null }>`
    with ${sql.join(parts)} select ${numbers} as numbers, ${isWhole} as whole, ${wake} as woken`.execute(db)
  return new Map(Object.entries(rows[0]!.numbers ?? {}))
}

/** Unique violation, division by zero, deadlock: somebody else has changed an alert of the batch since it was looked at. */
export const cameBetween = (error: unknown): boolean =>
  ['23505', '22012', '40P01'].includes((error as { code?: string }).code ?? '')

/** The locks of {@link lockIntegrations}, taken before the rows of what reads from this. */
const held = (deliveries: readonly KeptRequest[]): RawBuilder<unknown> => sql`
  held as materialized (select count(pg_advisory_xact_lock(${LOCK}, lock)::text) as locks from (
    select distinct hashtext(id) as lock from unnest(${integrationsOf(deliveries)}::text[]) id order by 1) locks)`

export const integrationsOf = (deliveries: readonly KeptRequest[]): string[] => [
  ...new Set(deliveries.map(({ integrationId }) => integrationId)),
]

function made(added: FoldedSignals['added'], now: Date): RawBuilder<unknown> {
  const given = added.map((alert) => ({
    ...{ ...stateOf(alert), ...wordsRow(alert.words), words_hash: alert.wordsHash, fingerprint: alert.fingerprint },
    ...{ integration_id: alert.integrationId, key: alert.key, episode: alert.episode, is_latest: alert.isLatest },
    told_name: toldName(alert),
  }))
  return sql`
    made as (insert into alerts (id, integration_id, key, episode, is_latest, fingerprint, told_name, words_hash, opened_at, last_seen_at,
      ${STATE}, ${WORDS})
    select id, integration_id, key, episode, is_latest, fingerprint, told_name, words_hash, ${now}, ${now}, ${STATE}, ${WORDS}
    from jsonb_to_recordset(${storableJson(given)}::jsonb) as row (integration_id text, key text, episode int,
      is_latest boolean, fingerprint text, told_name text, words_hash text, ${STATE_TYPES}, ${WORDS_TYPES}), held
    where held.locks > 0
      returning id, number),
    waiting as (insert into alert_unrouted select id from made)`
}

function touch(touched: FoldedSignals['touched'], now: Date): RawBuilder<unknown> {
  const given = touched.map((alert) => ({ ...stateOf(alert), reopened: alert.reopened, version: alert.version }))
  return sql`
    told as materialized (select row.* from held, jsonb_to_recordset(${storableJson(given)}::jsonb) as row (${STATE_TYPES},
      reopened boolean, version xid) where held.locks > 0),
      ${queued(sql`select id from told where reopened`)},
    touched as (update alerts set starts_at = told.starts_at, ends_at = told.ends_at, end_is_timeout = told.end_is_timeout,
      open = told.open, acknowledged_at = told.acknowledged_at, acknowledged_by = told.acknowledged_by,
      count = alerts.count + told.count, last_seen_at = ${now}, ${SNOOZE}
    from told where alerts.id = told.id and alerts.xmin = told.version returning 1)`
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
const SNOOZE = sql.raw(`snoozed_until = case when told.open and not told.reopened
  and (told.acknowledged_at is null or alerts.acknowledged_at is not null) then alerts.snoozed_until end`)
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
  await sql`with ${kept(requests)} select 1`.execute(tx)
}

function kept(requests: readonly KeptRequest[]): RawBuilder<unknown> {
  let offset = 1
  const rows = requests.map(({ id, integrationId, receivedAt, raw, problems, warnings }) => {
    const from = offset
    offset += raw.byteLength
    return {
      ...{ id, received_at: receivedAt, problems, warnings, from, size: raw.byteLength },
      integration_id: integrationId,
    }
  })
  return sql`
    kept as (insert into alert_requests (id, integration_id, received_at, raw, problems, warnings)
    select id, integration_id, received_at, substring(${Buffer.concat(requests.map(({ raw }) => raw))}::bytea from "from" for size),
      problems, warnings
    from jsonb_to_recordset(${storableJson(rows)}::jsonb) as row (id text, integration_id text, received_at timestamptz,
      "from" int, size int, problems jsonb, warnings jsonb))`
}

/** What happened to alerts; plain repetitions are left out. The words are in the request. */
function signalEventsOf(batch: readonly ReceivedSignal[], outcomes: FoldedSignals['outcomes']): object[] {
  return batch.flatMap(({ integrationId, requestId, signal }, index) => {
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
}

const said = (events: readonly object[], now: Date): RawBuilder<unknown> => sql`
  said as (insert into alert_events (alert_id, integration_id, request_id, key, at, action, outcome, why, actor, note)
    select alert_id, integration_id, request_id, key, ${now}, action, outcome, why, actor, note
    from jsonb_to_recordset(${storableJson(events)}::jsonb) as event (alert_id text, integration_id text, request_id text,
      key text, action text, outcome text, why text, actor text, note text))`

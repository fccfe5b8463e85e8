/** The statements of the dispatcher. What is due is decided by the database's clock, so that replicas agree. */
import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { LabelSet } from '../../../kit/label-set.ts'
import { type AlertRow, alertOf, type StoredAlert } from '../alert-row.ts'
import type { WebhookBody } from '../grouping/webhook-v4.ts'
import type { FiringAlert, InhibitRule } from '../inhibit/inhibit.ts'
import { storableJson } from '../receive/storable-json.ts'
import { queued } from '../receive/store.ts'
import type { FlushedAlert, FlushPlan, StoredGroup, StoredTold } from './plan-flush.ts'
import type { WantedGroup } from './plan-routing.ts'

/** A group is named by its route and its labels. The labels alone may be longer than an index can hold. */
export const groupId = ({ routeId, groupKey }: Pick<WantedGroup, 'routeId' | 'groupKey'>): string =>
  createHash('sha256').update(`${routeId}\n${groupKey}`).digest('hex').slice(0, 32)

/** An alert that looks for its groups. */
export interface UnroutedAlert {
  readonly id: string
  readonly labels: LabelSet
  readonly startsAt: Date
  readonly endsAt?: Date
}

/** Alerts nobody has looked for a group for. Those another replica has in its hands are left to it. */
export async function claimUnrouted(tx: Database, limit: number): Promise<readonly UnroutedAlert[]> {
  const { rows } = await sql<{ id: string; labels: LabelSet; starts_at: Date; ends_at: Date | null }>`
    select id, labels, starts_at, ends_at from alert_unrouted join alerts on id = alert_id
    order by alert_id limit ${limit} for update of alert_unrouted skip locked`.execute(tx)
  return rows.map(({ id, labels, starts_at: startsAt, ends_at: endsAt }) => ({
    ...{ id, labels, startsAt },
    ...(endsAt === null ? {} : { endsAt }),
  }))
}

/** Puts alerts into the groups they belong to and takes them out of all others. `ended` stay where they are: their groups tell of it. */
export async function saveRouting(
  tx: Database,
  wanted: ReadonlyMap<string, readonly WantedGroup[]>,
  ended: readonly string[],
): Promise<void> {
  const groups = new Map<string, WantedGroup & { id: string }>()
  const members: { group_id: string; alert_id: string }[] = []
  for (const [alertId, each] of wanted)
    for (const group of each) {
      const id = groupId(group)
      const known = groups.get(id)
      if (!known || group.waitMs < known.waitMs) groups.set(id, { ...group, id })
      members.push({ group_id: id, alert_id: alertId })
    }
  const rows = [...groups.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, routeId, groupKey, labels, waitMs }) => ({
      id,
      route_id: routeId,
      group_key: groupKey,
      labels,
      wait: waitMs,
    }))
  if (rows.length > 0)
    // A group that has not spoken can be made to speak sooner, never later. The update locks it in any case, so it cannot end meanwhile.
    await sql`
      insert into alert_groups (id, route_id, group_key, labels, next_flush_at)
      select id, route_id, group_key, labels, clock_timestamp() + wait * interval '1 millisecond'
      from jsonb_to_recordset(${storableJson(rows)}::jsonb) as row (id text, route_id text, group_key text, labels jsonb, wait float8)
      order by id
      on conflict (id) do update set next_flush_at = case when alert_groups.flushed_at is null
        then least(alert_groups.next_flush_at, excluded.next_flush_at) else alert_groups.next_flush_at end`.execute(tx)
  await sql`
    with wanted as (select * from jsonb_to_recordset(${storableJson(members)}::jsonb) as row (group_id text, alert_id text)),
      gone as (delete from alert_group_members where alert_id = any(${[...wanted.keys()]}::text[])
        and (group_id, alert_id) not in (select group_id, alert_id from wanted))
    insert into alert_group_members select * from wanted on conflict do nothing`.execute(tx)
  const done = [...wanted.keys(), ...ended]
  await sql`delete from alert_unrouted where alert_id = any(${done}::text[])`.execute(tx)
}

/** Said again since the database was restored, if it ever was: what was said before that is told to nobody anew. */
const IS_NEWS = sql`last_seen_at > coalesce((select quiet_before from alert_routing), '-infinity')`
const HAS_GROUP = sql`exists (select 1 from alert_group_members where alert_id = alerts.id)`

/** Makes these settings the ones alerts are grouped by. Groups and their times stay; alerts look for theirs again. */
export async function adoptRouting(tx: Database, configId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into alert_routing (config_id) values (${configId})
    on conflict (id) do update set config_id = excluded.config_id, since = now()
    where alert_routing.config_id <> excluded.config_id`.execute(tx)
  if (numAffectedRows === 0n) return false
  await sql`with ${queued(sql`select id from alerts where open and (${IS_NEWS} or ${HAS_GROUP})`)} select 1`.execute(tx)
  return true
}

interface GroupRow {
  id: string
  route_id: string
  group_key: string
  labels: LabelSet
}

/** Groups whose time has come, which nobody else has. */
export async function claimDueGroups(tx: Database, limit: number): Promise<readonly StoredGroup[]> {
  const { rows } = await sql<GroupRow>`
    select id, route_id, group_key, labels from alert_groups where next_flush_at <= clock_timestamp()
    order by next_flush_at limit ${limit} for update skip locked`.execute(tx)
  return rows.map(({ id, route_id, group_key, labels }) => ({ id, routeId: route_id, groupKey: group_key, labels }))
}

/** The members of each group and what was told of it. */
export async function loadGroups(
  tx: Database,
  groupIds: readonly string[],
): Promise<{ members: ReadonlyMap<string, FlushedAlert[]>; told: ReadonlyMap<string, StoredTold[]> }> {
  const members = await sql<{
    group_id: string
    id: string
    told_name: string
    labels: LabelSet
    ends_at: Date | null
    snoozed_until: Date | null
    is_snoozed: boolean
  }>`
    select group_id, alerts.id, told_name, labels, ends_at, snoozed_until,
      coalesce(snoozed_until > clock_timestamp(), false) as is_snoozed from alert_group_members join alerts on alerts.id = alert_id
    where group_id = any(${[...groupIds]}::text[]) order by group_id, alerts.id`.execute(tx)
  const told = await sql<{
    group_id: string
    receiver: string
    delivery: string
    firing: string[]
    owed: Record<string, string>
    at: Date
  }>`select * from alert_told where group_id = any(${[...groupIds]}::text[])`.execute(tx)
  return {
    members: groupedBy(
      members.rows,
      ({ id, told_name, labels, ends_at, snoozed_until, is_snoozed }): FlushedAlert => ({
        ...{ id, name: told_name, labels },
        ...(ends_at === null ? {} : { endsAt: ends_at }),
        ...(snoozed_until === null ? {} : { snooze: { until: snoozed_until, isOn: is_snoozed } }),
      }),
    ),
    told: groupedBy(
      told.rows,
      ({ receiver, delivery, firing, owed, at }): StoredTold => ({
        ...{ receiver, delivery, firing, at },
        owed: new Map(Object.entries(owed)),
      }),
    ),
  }
}

function groupedBy<Row extends { group_id: string }, Item>(rows: readonly Row[], read: (row: Row) => Item) {
  const groups = new Map<string, Item[]>()
  for (const row of rows) {
    const known = groups.get(row.group_id)
    if (known) known.push(read(row))
    else groups.set(row.group_id, [read(row)])
  }
  return groups
}

/** The alerts that fire now and fit the source of a rule, as far as its equal conditions tell; the rest of them is for the caller. */
export async function inhibitingAlerts(tx: Database, rules: readonly InhibitRule[]): Promise<readonly FiringAlert[]> {
  if (rules.length === 0) return []
  const conditions = rules.map(({ source }): RawBuilder<boolean> => {
    const equal = source.filter(({ operator, value }) => operator === '=' && value !== '')
    return sql`labels @> ${JSON.stringify(Object.fromEntries(equal.map(({ name, value }) => [name, value])))}::jsonb`
  })
  const { rows } = await sql<FiringAlert>`
    select fingerprint, labels from alerts where open and (ends_at is null or ends_at > clock_timestamp())
    and (${sql.join(conditions, sql` or `)})`.execute(tx)
  return rows
}

export async function loadAlerts(tx: Database, ids: readonly string[]): Promise<ReadonlyMap<string, StoredAlert>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<AlertRow>`select * from alerts where id = any(${[...ids]}::text[])`.execute(tx)
  return new Map(rows.map((row) => [row.id, alertOf(row)]))
}

/** Something that goes into the outbox. */
export interface NewDelivery {
  readonly id: string
  readonly group: StoredGroup
  readonly receiver: string
  readonly delivery: string
  readonly body: WebhookBody
  readonly undeliverable?: string
}

/** Writes what flushed groups decided: the outbox, what is remembered, when each looks again. */
export async function saveFlushes(
  tx: Database,
  plans: ReadonlyMap<string, FlushPlan>,
  deliveries: readonly NewDelivery[],
): Promise<void> {
  await putIntoOutbox(tx, deliveries)
  const told = [...plans].flatMap(([group_id, plan]) =>
    plan.told.map(({ owed, ...each }) => ({ ...each, group_id, owed: Object.fromEntries(owed) })),
  )
  if (told.length > 0)
    await sql`
      insert into alert_told (group_id, receiver, delivery, firing, owed, at)
      select group_id, receiver, delivery, array(select jsonb_array_elements_text(firing)), owed, at
      from jsonb_to_recordset(${storableJson(told)}::jsonb) as row (group_id text, receiver text, delivery text, firing jsonb,
        owed jsonb, at timestamptz)
      on conflict (group_id, receiver, delivery) do update
        set firing = excluded.firing, owed = excluded.owed, at = excluded.at`.execute(tx)
  const over = [...plans].flatMap(([group_id, plan]) => plan.over.map((alert_id) => ({ group_id, alert_id })))
  if (over.length > 0)
    await sql`
      delete from alert_group_members using jsonb_to_recordset(${JSON.stringify(over)}::jsonb) as row (group_id text, alert_id text)
      where alert_group_members.group_id = row.group_id and alert_group_members.alert_id = row.alert_id`.execute(tx)
  const ended = [...plans].filter(([, { ends }]) => ends).map(([id]) => id)
  if (ended.length > 0) await sql`delete from alert_groups where id = any(${ended}::text[])`.execute(tx)
  const next = [...plans]
    .filter(([, { ends }]) => !ends)
    .map(([id, { nextInMs, wakesAt }]) => ({
      ...{ id, wait: nextInMs, wakes: wakesAt ?? null },
    }))
  if (next.length > 0)
    await sql`
      update alert_groups set flushed_at = clock_timestamp(),
        next_flush_at = least(clock_timestamp() + wait * interval '1 millisecond', wakes)
      from jsonb_to_recordset(${JSON.stringify(next)}::jsonb) as row (id text, wait float8, wakes timestamptz)
      where alert_groups.id = row.id`.execute(tx)
}

async function putIntoOutbox(tx: Database, deliveries: readonly NewDelivery[]): Promise<void> {
  if (deliveries.length === 0) return
  const rows = deliveries.map(({ id, group, receiver, delivery, body, undeliverable }) => ({
    ...{ id, group_id: group.id, group_key: group.groupKey, receiver, delivery, body },
    ...{ state: undeliverable === undefined ? 'pending' : 'failed', last_error: undeliverable },
  }))
  await sql`
    insert into alert_deliveries (id, group_id, group_key, receiver, delivery, body, state, last_error, done_at)
    select id, group_id, group_key, receiver, delivery, body, state, last_error, case when state = 'failed' then now() end
    from jsonb_to_recordset(${storableJson(rows)}::jsonb) as row (id text, group_id text, group_key text, receiver text,
      delivery text, body jsonb, state text, last_error text)`.execute(tx)
}

/** Marks alerts as over whose end has passed unsaid, and writes that down. */
export async function sweepEnded(
  tx: Database,
): Promise<readonly { id: string; integrationId: string; summary: string }[]> {
  const { rows } = await sql<{ id: string; integrationId: string; summary: string }>`
    with ended as (
      update alerts set open = false, snoozed_until = null where open and ends_at <= clock_timestamp()
      returning id, integration_id, key, ends_at, end_is_timeout, summary)
    , written as (insert into alert_events (alert_id, integration_id, key, at, action, outcome, why)
      select id, integration_id, key, ends_at, 'end', 'resolved',
        case when end_is_timeout then 'not said again in time' else 'its announced end has come' end from ended)
    select id, integration_id as "integrationId", summary from ended`.execute(tx)
  return rows
}

/**
 * Puts open alerts without a group into the queue again: every alert has one, for the root of the tree takes all. It happens when a group
 * is flushed in the very moment an alert's end passes while its sender pushes that on.
 */
export async function requeueLost(tx: Database): Promise<number> {
  const { rows } = await sql`
    with lost as (select id from alerts where open and (ends_at is null or ends_at > clock_timestamp())
      and ${IS_NEWS} and not ${HAS_GROUP}
      and not exists (select 1 from alert_unrouted where alert_id = alerts.id))
    insert into alert_unrouted select id from lost on conflict do nothing returning 1`.execute(tx)
  return rows.length
}

/** In how many milliseconds the next group is due; undefined: none is there. */
export async function nextDueInMs(db: Database): Promise<number | undefined> {
  const { rows } = await sql<{ wait: number | null }>`
    select extract(epoch from min(next_flush_at) - clock_timestamp())::float8 * 1000 as wait from alert_groups`.execute(
    db,
  )
  return rows[0]?.wait ?? undefined
}

/** The outbox: claimed under a lease, so that what a dead replica had in its hands is sent by another one. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'

export interface ClaimedDelivery {
  readonly id: string
  readonly receiver: string
  readonly delivery: string
  readonly body: unknown
  readonly attempts: number
  readonly ageMs: number
  /** Rises with each claim: who comes late with an older one changes nothing. */
  readonly lease: number
}

/** As long as a sender lives it renews its leases; others take over a little later than this after it died. */
const LEASE_SECONDS = 8

/** The first of what is still to be sent to one receiver of one group, and not to one of those who have enough to do. */
const isNext = (busy: readonly string[]) => sql`state = 'pending' and receiver <> all(${[...busy]}::text[])
  and not exists (select 1 from alert_deliveries earlier where earlier.state = 'pending' and earlier.seq < mine.seq
    and earlier.group_id = mine.group_id and earlier.receiver = mine.receiver and earlier.delivery = mine.delivery)`

/** Takes deliveries that are due. Those to one receiver of one group leave in their order: a later one waits for an earlier one. */
export async function claimDeliveries(
  db: Database,
  limit: number,
  busy: readonly string[],
): Promise<readonly ClaimedDelivery[]> {
  const { rows } = await sql<ClaimedDelivery>`
    update alert_deliveries set lease = lease + 1, attempts = attempts + 1,
      leased_until = clock_timestamp() + ${LEASE_SECONDS} * interval '1 second'
    where id in (
      select id from alert_deliveries mine
      where ${isNext(busy)} and due_at <= clock_timestamp() and (leased_until is null or leased_until < clock_timestamp())
      order by seq limit ${limit} for update skip locked)
    returning id, receiver, delivery, body, attempts, lease,
      extract(epoch from clock_timestamp() - created_at)::float8 * 1000 as "ageMs"`.execute(db)
  return rows
}

type Held = Pick<ClaimedDelivery, 'id' | 'lease'>

/** Holds on to deliveries that are still being sent. Leases that somebody else has taken since stay theirs. */
export async function renewLeases(db: Database, held: readonly Held[]): Promise<void> {
  await sql`
    update alert_deliveries set leased_until = clock_timestamp() + ${LEASE_SECONDS} * interval '1 second'
    from unnest(${held.map(({ id }) => id)}::text[], ${held.map(({ lease }) => lease)}::bigint[]) as held (id, lease)
    where alert_deliveries.id = held.id and alert_deliveries.lease = held.lease and state = 'pending'
      and leased_until is not null`.execute(db)
}

export async function markDelivered(db: Database, { id, lease }: Held): Promise<void> {
  await sql`
    update alert_deliveries set state = 'delivered', done_at = now(), leased_until = null, last_error = null
    where id = ${id} and lease = ${lease}`.execute(db)
}

export async function tryAgain(db: Database, { id, lease }: Held, inMs: number, why: string): Promise<void> {
  await sql`
    update alert_deliveries set due_at = clock_timestamp() + ${inMs} * interval '1 millisecond', leased_until = null,
      last_error = ${why} where id = ${id} and lease = ${lease}`.execute(db)
}

/** Gives up. What it said counts as not said: the next flush of its group says it anew. */
export async function giveUp(tx: Database, { id, lease }: Held, why: string): Promise<void> {
  await sql`
    with failed as (update alert_deliveries set state = 'failed', done_at = now(), leased_until = null, last_error = ${why}
      where id = ${id} and lease = ${lease} returning group_id, receiver, delivery)
    , untold as (update alert_told set firing = '{}' from failed where alert_told.group_id = failed.group_id
      and alert_told.receiver = failed.receiver and alert_told.delivery = failed.delivery)
    select 1 from failed`.execute(tx)
}

/** In how many milliseconds something may be due in the outbox; undefined: nothing is. */
export async function nextDeliveryInMs(db: Database, busy: readonly string[]): Promise<number | undefined> {
  const { rows } = await sql<{ wait: number | null }>`
    select extract(epoch from min(greatest(due_at, coalesce(leased_until, due_at))) - clock_timestamp())::float8 * 1000 as wait
    from alert_deliveries mine where ${isNext(busy)}`.execute(db)
  return rows[0]?.wait ?? undefined
}

/** Handings-over, claimed under a lease: what a dead replica had in its hands is handed over by another one, under the same id. */
import { sql } from 'kysely'
import type { Database } from '../../../../db/database.ts'
import type { Lane } from '../lane.ts'
import { inBriefTransaction } from './brief/store.ts'
import { closeWhileTrying } from './circuit/store.ts'

export interface ClaimedDelivery {
  readonly id: string
  readonly userId: string
  readonly methodId: string
  readonly channel: string
  readonly provider: string
  readonly lane: Lane
  readonly kind: string
  readonly thread: string | null
  readonly attempts: number
  /** Since it was to leave. */
  readonly ageMs: number
  /** Rises with each claim: who comes late with an older one changes nothing. */
  readonly lease: number
  /** Its provider counts as failing, and this is the message that tries it. */
  readonly isTry: boolean
}

/** As long as a sender lives it renews its leases; others take over a little later than this after it died. */
export const LEASE_MS = 6_000
/** How long a failing provider is left to one message that tries it. */
const TRY_MS = 15_000

export interface ClaimWish {
  readonly lanes: readonly [Lane, Lane]
  /** Channels that have enough to do. */
  readonly busy: readonly string[]
  readonly limit: number
}

const COLUMNS =
  sql.raw(`id, user_id as "userId", method_id as "methodId", channel, provider, lane, kind, thread, attempts, lease,
  extract(epoch from clock_timestamp() - slot_at)::float8 * 1000 as "ageMs",
  exists (select 1 from notify_circuits circuit where circuit.provider = message_deliveries.provider
    and circuit.opened_at is not null) as "isTry"`)

/**
 * Takes what is due, the urgent first. One at a time of a person, a contact method and a lane, in the order in which they came due; nothing of a
 * provider that is left alone. An empty answer may also mean that another replica was quicker.
 */
export async function claimDeliveries(
  db: Database,
  { lanes, busy, limit }: ClaimWish,
): Promise<readonly ClaimedDelivery[]> {
  try {
    return await inBriefTransaction(db, async (tx) => {
      const { rows } = await sql<ClaimedDelivery>`
        update message_deliveries set state = 'sending', lease = lease + 1, attempts = attempts + 1,
          leased_until = clock_timestamp() + ${LEASE_MS} * interval '1 millisecond'
        where id in (
          select mine.id from message_deliveries mine
          where mine.lane between ${lanes[0]} and ${lanes[1]} and mine.channel <> all(${[...busy]}::text[])
            and (mine.state = 'pending' and mine.due_at <= clock_timestamp() or mine.state = 'sending' and mine.leased_until < clock_timestamp())
            and not exists (select 1 from notify_circuits circuit
              where circuit.provider = mine.provider and circuit.closed_until > clock_timestamp())
            and (mine.state = 'sending' or not exists (select 1 from message_deliveries other
              where other.user_id = mine.user_id and other.method_id = mine.method_id and other.lane = mine.lane and other.id <> mine.id
                and (other.state = 'sending' or other.state = 'pending' and other.due_at <= clock_timestamp()
                  and (other.due_at, other.id) < (mine.due_at, mine.id))))
          order by mine.lane, mine.due_at, mine.id limit ${limit} for update of mine skip locked)
        returning ${COLUMNS}`.execute(tx)
      return keepOneTry(tx, rows)
    })
  } catch (error) {
    // Two replicas claimed two messages of one queue in the same instant; the index lets one of them have its way.
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return []
    throw error
  }
}

const UNIQUE_VIOLATION = '23505'

/** Of a provider that counts as failing one message alone is let through to try it. */
async function keepOneTry(tx: Database, claimed: readonly ClaimedDelivery[]): Promise<readonly ClaimedDelivery[]> {
  const tried = new Set<string>()
  const [kept, back]: [ClaimedDelivery[], string[]] = [[], []]
  for (const delivery of claimed) {
    if (delivery.isTry && tried.has(delivery.provider)) back.push(delivery.id)
    else kept.push(delivery)
    if (delivery.isTry) tried.add(delivery.provider)
  }
  for (const provider of tried) await closeWhileTrying(tx, provider, TRY_MS)
  if (back.length > 0)
    await sql`
      update message_deliveries set state = 'pending', leased_until = null, attempts = attempts - 1
      where id = any(${back}::text[])`.execute(tx)
  return kept
}

export type Held = Pick<ClaimedDelivery, 'id' | 'lease'>

/**
 * Holds on to what is still being handed over; answers with the ids of those that are still ours. A row that is being worked on this moment is
 * left out: it holds on to itself, and must not keep the others waiting.
 */
export async function renewLeases(db: Database, held: readonly Held[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    update message_deliveries set leased_until = clock_timestamp() + ${LEASE_MS} * interval '1 millisecond'
    where id in (
      select delivery.id from message_deliveries delivery
      join unnest(${held.map(({ id }) => id)}::text[], ${held.map(({ lease }) => lease)}::bigint[]) as held (id, lease)
        on delivery.id = held.id and delivery.lease = held.lease
      where delivery.state = 'sending' and delivery.leased_until > clock_timestamp() for update of delivery skip locked)
    returning id`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** Holds on to one handing-over whose row this transaction has. */
export async function holdOn(tx: Database, { id, lease }: Held): Promise<void> {
  await sql`
    update message_deliveries set leased_until = clock_timestamp() + ${LEASE_MS} * interval '1 millisecond'
    where id = ${id} and lease = ${lease}`.execute(tx)
}

/** True while it is ours and somebody still wants it: asked right before the first byte is handed over. */
export async function isStillOurs(db: Database, { id, lease }: Held): Promise<boolean> {
  const { rows } = await sql`
    select 1 from message_deliveries where id = ${id} and lease = ${lease} and state = 'sending'
      and leased_until > clock_timestamp()
      and exists (select 1 from messages where delivery_id = ${id} and messages.state = 'sending')`.execute(db)
  return rows.length > 0
}

/** In how many milliseconds something may be due; undefined: nothing waits. */
export async function nextDueInMs(db: Database): Promise<number | undefined> {
  const { rows } = await sql<{ wait: number | null }>`
    select extract(epoch from least(
      (select min(due_at) from messages where state = 'pending' and delivery_id is null),
      (select min(delivery.due_at) from message_deliveries delivery where delivery.state = 'pending' and not exists (
        select 1 from notify_circuits circuit where circuit.provider = delivery.provider and circuit.closed_until > clock_timestamp())),
      (select min(leased_until) from message_deliveries where state = 'sending'),
      (select min(closed_until) from notify_circuits where closed_until > clock_timestamp())
    ) - clock_timestamp())::float8 * 1000 as wait`.execute(db)
  return rows[0]?.wait ?? undefined
}

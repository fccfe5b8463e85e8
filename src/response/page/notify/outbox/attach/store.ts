/** Messages that have come due, and the handings-over they become part of. */
import { sql } from 'kysely'
import type { Database } from '../../../../../db/database.ts'
import type { Lane } from '../../lane.ts'
import type { NotificationKind } from '../../notification.ts'

export interface DueMessage {
  readonly id: string
  readonly userId: string
  readonly methodId: string
  readonly channel: string
  readonly provider: string
  readonly lane: Lane
  readonly kind: NotificationKind
  readonly thread: string
}

const ATTACHING_LOCK = 4_712_042

/**
 * One replica at a time decides which messages leave together, or a person would get a first one from each.
 */
export async function lockAttaching(tx: Database): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(${ATTACHING_LOCK}) as mine`.execute(tx)
  return rows[0]!.mine
}

export async function dueMessages(tx: Database, limit: number): Promise<DueMessage[]> {
  const { rows } = await sql<DueMessage>`
    select message.id, message.user_id as "userId", message.method_id as "methodId", message.channel, message.lane, message.kind,
      message.thread, coalesce(method.provider, message.channel) as provider
    from messages message left join contact_methods method on method.id = message.method_id
    where message.state = 'pending' and message.delivery_id is null and message.due_at <= clock_timestamp()
    order by message.lane, message.due_at, message.id limit ${limit} for update of message skip locked`.execute(tx)
  return rows
}

export interface QueueFacts {
  /** When its messages of the last hour left or are to leave. */
  readonly recent: readonly Date[]
  /** The group that is being collected. */
  readonly open: string | undefined
  readonly now: Date
}

type Queue = Pick<DueMessage, 'userId' | 'methodId' | 'lane' | 'kind'>

/** More than any budget looks at. */
const LOOKED_AT = 300

export async function queueFacts(tx: Database, { userId, methodId, lane, kind }: Queue): Promise<QueueFacts> {
  const { rows } = await sql<{ id: string; slotAt: Date; isOpen: boolean }>`
    select id, slot_at as "slotAt", state = 'pending' and attempts = 0 and slot_at > clock_timestamp() as "isOpen"
    from message_deliveries where user_id = ${userId} and method_id = ${methodId} and lane = ${lane} and kind = ${kind}
      and state <> 'withdrawn' and slot_at > clock_timestamp() - interval '1 hour'
    order by slot_at desc limit ${LOOKED_AT}`.execute(tx)
  const { rows: clock } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx)
  return {
    recent: rows.map(({ slotAt }) => slotAt),
    open: rows.find(({ isOpen }) => isOpen)?.id,
    now: clock[0]!.now,
  }
}

export interface NewDelivery extends Omit<DueMessage, 'thread'> {
  /** The thread it belongs to; a group belongs to none. */
  readonly thread: string | undefined
  readonly dueAt: Date
}

export async function addDeliveries(tx: Database, deliveries: readonly NewDelivery[]): Promise<void> {
  if (deliveries.length === 0) return
  await sql`
    insert into message_deliveries (id, user_id, method_id, channel, lane, kind, provider, thread, slot_at, due_at)
    select "id", "userId", "methodId", "channel", "lane", "kind", "provider", "thread", "dueAt", "dueAt"
    from jsonb_to_recordset(${JSON.stringify(deliveries)}::jsonb) as given ("id" text, "userId" text, "methodId" text,
      "channel" text, "lane" smallint, "kind" text, "provider" text, "thread" text, "dueAt" timestamptz)`.execute(tx)
}

export async function attach(
  tx: Database,
  places: readonly { readonly message: string; readonly delivery: string }[],
): Promise<void> {
  await sql`
    update messages set delivery_id = given.delivery
    from unnest(${places.map(({ message }) => message)}::text[], ${places.map(({ delivery }) => delivery)}::text[]) as given (message, delivery)
    where messages.id = given.message`.execute(tx)
}

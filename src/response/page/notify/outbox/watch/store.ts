/** Handings-over that wait for something which may never come. */
import { sql } from 'kysely'
import type { Database } from '../../../../../db/database.ts'

export interface WaitingDelivery {
  readonly id: string
  readonly userId: string
  readonly methodId: string
  readonly channel: string
  readonly why: string
}

/** Takes those whose provider is left alone for now, each once. */
export async function takeDiverted(tx: Database, limit: number): Promise<WaitingDelivery[]> {
  const { rows } = await sql<WaitingDelivery>`
    update message_deliveries set is_diverted = true where id in (
      select delivery.id from message_deliveries delivery join notify_circuits circuit on circuit.provider = delivery.provider
      where delivery.state = 'pending' and not delivery.is_diverted and delivery.due_at <= clock_timestamp()
        and circuit.closed_until > clock_timestamp()
      order by delivery.lane, delivery.due_at limit ${limit} for update of delivery skip locked)
    returning id, user_id as "userId", method_id as "methodId", channel, 'the channel is in trouble' as why`.execute(tx)
  return rows
}

/** Takes those whose proof should be there by now. They may have arrived; nobody knows. */
export async function takeUnproven(tx: Database, limit: number): Promise<WaitingDelivery[]> {
  const { rows } = await sql<WaitingDelivery>`
    update message_deliveries set unproven_at = clock_timestamp(), proof_due_at = null where id in (
      select id from message_deliveries where proof_due_at < clock_timestamp() and state = 'accepted'
      order by proof_due_at limit ${limit} for update skip locked)
    returning id, user_id as "userId", method_id as "methodId", channel, 'no proof that it arrived' as why`.execute(tx)
  return rows
}

export async function messagesOf(
  tx: Database,
  delivery: string,
): Promise<readonly { id: string; pageId: string | null; subjectId: string | null }[]> {
  const { rows } = await sql<{ id: string; pageId: string | null; subjectId: string | null }>`
    select id, page_id as "pageId", subject_id as "subjectId" from messages
    where delivery_id = ${delivery} and state <> 'withdrawn'`.execute(tx)
  return rows
}

export async function markUnproven(tx: Database, delivery: string): Promise<void> {
  await sql`update messages set why = 'unproven' where delivery_id = ${delivery} and state = 'accepted'`.execute(tx)
}

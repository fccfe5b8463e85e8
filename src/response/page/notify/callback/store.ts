/** Receipts of providers, found by what they call a message. */
import { sql } from 'kysely'
import type { Database } from '../../../../db/database.ts'

export interface ReceiptedDelivery {
  readonly id: string
  readonly userId: string
  readonly methodId: string
  readonly channel: string
  readonly state: string
}

/** Holds the handing-over that a provider calls by this name; undefined when there is none. */
export async function lockByRef(tx: Database, channel: string, ref: string): Promise<ReceiptedDelivery | undefined> {
  const { rows } = await sql<ReceiptedDelivery>`
    select id, user_id as "userId", method_id as "methodId", channel, state from message_deliveries
    where channel = ${channel} and provider_ref = ${ref} order by id desc limit 1 for update`.execute(tx)
  return rows[0]
}

/** It has reached its reader. */
export async function markProven(
  tx: Database,
  { id, methodId }: Pick<ReceiptedDelivery, 'id' | 'methodId'>,
): Promise<void> {
  await sql`
    update message_deliveries set state = 'delivered', proven_at = coalesce(proven_at, clock_timestamp()), proof_due_at = null
    where id = ${id}`.execute(tx)
  await sql`
    update messages set state = 'delivered', why = null where delivery_id = ${id} and state in ('accepted', 'delivered')`.execute(
    tx,
  )
  await sql`update contact_methods set last_proven_at = clock_timestamp(), last_error = null where id = ${methodId}`.execute(
    tx,
  )
}

/** The provider took it and could not bring it to its reader. */
export async function markLost(
  tx: Database,
  { id, methodId }: Pick<ReceiptedDelivery, 'id' | 'methodId'>,
  why: string,
): Promise<void> {
  await sql`
    update message_deliveries set state = 'failed', last_error = ${why}, proof_due_at = null where id = ${id}`.execute(
    tx,
  )
  await sql`update messages set state = 'failed', why = ${why} where delivery_id = ${id} and state = 'accepted'`.execute(
    tx,
  )
  await sql`
    update contact_methods set last_failed_at = clock_timestamp(), last_error = ${why} where id = ${methodId}`.execute(
    tx,
  )
}

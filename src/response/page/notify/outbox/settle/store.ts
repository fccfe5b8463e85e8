/** What has become of a handing-over, fenced by its lease. */
import { sql } from 'kysely'
import type { Database } from '../../../../../db/database.ts'
import type { ClaimedDelivery, Held } from '../store.ts'

export interface Taken {
  readonly providerRef: string | undefined
  readonly isProven: boolean
  /** Proof is expected within this. */
  readonly proofInMs: number | undefined
}

/** The channel has it. False when the lease is somebody else's by now: they hand it over again, under the same id. */
export async function markTaken(
  tx: Database,
  { id, lease }: Held,
  { providerRef, isProven, proofInMs }: Taken,
): Promise<boolean> {
  const { rows } = await sql`
    update message_deliveries set state = ${isProven ? 'delivered' : 'accepted'}, accepted_at = clock_timestamp(),
      done_at = clock_timestamp(), leased_until = null, last_error = null, provider_ref = ${providerRef ?? null},
      proven_at = case when ${isProven} then clock_timestamp() end,
      proof_due_at = clock_timestamp() + ${proofInMs ?? null}::float8 * interval '1 millisecond'
    where id = ${id} and lease = ${lease} and state = 'sending' returning 1`.execute(tx)
  return rows.length > 0
}

export async function markAgain(tx: Database, { id, lease }: Held, inMs: number, why: string): Promise<boolean> {
  const { rows } = await sql`
    update message_deliveries set state = 'pending', leased_until = null, last_error = ${why},
      due_at = clock_timestamp() + ${inMs} * interval '1 millisecond'
    where id = ${id} and lease = ${lease} and state = 'sending' returning 1`.execute(tx)
  return rows.length > 0
}

export async function markFailed(tx: Database, { id, lease }: Held, why: string): Promise<boolean> {
  const { rows } = await sql`
    update message_deliveries set state = 'failed', done_at = clock_timestamp(), leased_until = null, last_error = ${why}
    where id = ${id} and lease = ${lease} and state = 'sending' returning 1`.execute(tx)
  return rows.length > 0
}

export interface SettledMessage {
  readonly id: string
  readonly kind: string
  readonly pageId: string | null
  readonly subjectId: string | null
}

/**
 * Moves messages on. One that was taken back while it was being handed over has been told all the same, and counts as that; one that was not
 * handed over stays taken back.
 */
export async function moveMessages(
  tx: Database,
  ids: readonly string[],
  to: 'pending' | 'accepted' | 'delivered' | 'failed',
  why: string | null = null,
): Promise<SettledMessage[]> {
  const from = to === 'accepted' || to === 'delivered' ? ['sending', 'withdrawn'] : ['sending']
  const { rows } = await sql<SettledMessage>`
    update messages set state = ${to}, why = ${why}, done_at = case when ${to} <> 'pending' then clock_timestamp() end
    where id = any(${[...ids]}::text[]) and state = any(${from}::text[])
    returning id, kind, page_id as "pageId", subject_id as "subjectId"`.execute(tx)
  return rows
}

type Way = Pick<ClaimedDelivery, 'methodId'>

export async function noteReached(tx: Database, { methodId }: Way, isProven: boolean): Promise<void> {
  await sql`
    update contact_methods set last_accepted_at = clock_timestamp(), last_error = null,
      last_proven_at = case when ${isProven} then clock_timestamp() else last_proven_at end
    where id = ${methodId}`.execute(tx)
}

export async function noteUnreached(tx: Database, { methodId }: Way, why: string, isGone: boolean): Promise<void> {
  await sql`
    update contact_methods set last_failed_at = clock_timestamp(), last_error = ${why},
      gone_at = case when ${isGone} then clock_timestamp() else gone_at end,
      gone_why = case when ${isGone} then ${why} else gone_why end
    where id = ${methodId}`.execute(tx)
}

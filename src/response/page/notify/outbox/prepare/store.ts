/** What a handing-over consists of. */
import { sql } from 'kysely'
import type { Database } from '../../../../../db/database.ts'
import type { WrittenText } from '../../message-text.ts'
import type { NotificationKind } from '../../notification.ts'
import type { Held } from '../store.ts'

export interface Member {
  readonly id: string
  readonly kind: NotificationKind
  readonly pageId: string | null
  readonly thread: string
  readonly content: WrittenText | null
}

/** Holds the handing-over to the end of the transaction; false when it is not ours any more. */
export async function lockHeld(tx: Database, { id, lease }: Held): Promise<boolean> {
  const { rows } = await sql`
    select 1 from message_deliveries where id = ${id} and lease = ${lease} and state = 'sending'
      and leased_until > clock_timestamp() for update`.execute(tx)
  return rows.length > 0
}

/** Its messages that nobody has taken back. */
export async function members(tx: Database, delivery: string): Promise<Member[]> {
  const { rows } = await sql<Member>`
    select id, kind, page_id as "pageId", thread, content from messages
    where delivery_id = ${delivery} and state in ('pending', 'sending') order by severity nulls last, id for update`.execute(
    tx,
  )
  return rows
}

export async function takeBack(tx: Database, ids: readonly string[], why: string): Promise<void> {
  await sql`
    update messages set state = 'withdrawn', done_at = clock_timestamp(), why = ${why} where id = any(${[...ids]}::text[])`.execute(
    tx,
  )
}

export async function markSending(tx: Database, ids: readonly string[]): Promise<void> {
  await sql`update messages set state = 'sending' where id = any(${[...ids]}::text[])`.execute(tx)
}

/** Nobody wants it any more. */
export async function endUnwanted(tx: Database, { id, lease }: Held): Promise<void> {
  await sql`
    update message_deliveries set state = 'withdrawn', done_at = clock_timestamp(), leased_until = null
    where id = ${id} and lease = ${lease} and state = 'sending'
      and not exists (select 1 from messages where delivery_id = ${id} and messages.state in ('pending', 'sending'))`.execute(
    tx,
  )
}

/** Where a contact method leads now; undefined when it was removed or its address is dead. */
export async function addressOf(tx: Database, methodId: string): Promise<string | undefined> {
  const { rows } = await sql<{ address: string }>`
    select address from contact_methods where id = ${methodId} and gone_at is null and verified_at is not null`.execute(
    tx,
  )
  return rows[0]?.address
}

/** What the provider called the first message of a thread to this method. */
export async function threadRef(tx: Database, methodId: string, thread: string): Promise<string | undefined> {
  const { rows } = await sql<{ ref: string }>`
    select provider_ref as ref from message_deliveries where method_id = ${methodId} and thread = ${thread}
      and provider_ref is not null order by id limit 1`.execute(tx)
  return rows[0]?.ref
}

/** Links by which a reader says that a message has reached them. */
import { sql } from 'kysely'
import type { Database } from '../../../../db/database.ts'

const VALID_DAYS = 7

export async function addProofLink(
  tx: Database,
  link: { readonly digest: Buffer; readonly deliveryId: string },
): Promise<void> {
  await sql`
    insert into proof_links (digest, delivery_id, expires_at)
    values (${link.digest}, ${link.deliveryId}, now() + make_interval(days => ${VALID_DAYS}))`.execute(tx)
}

export interface ProofLink {
  readonly deliveryId: string
  readonly isOver: boolean
}

export async function findProofLink(tx: Database, digest: Buffer): Promise<ProofLink | undefined> {
  const { rows } = await sql<ProofLink>`
    select delivery_id as "deliveryId", expires_at <= now() as "isOver" from proof_links where digest = ${digest}`.execute(
    tx,
  )
  return rows[0]
}

/** The reader of a handing-over has shown that it reached them. */
export async function proveDelivery(tx: Database, deliveryId: string): Promise<void> {
  await sql`
    with proven as (
      update message_deliveries set state = 'delivered', proven_at = coalesce(proven_at, clock_timestamp()), proof_due_at = null
      where id = ${deliveryId} returning id, method_id)
    , told as (update messages set state = 'delivered', why = null from proven
      where messages.delivery_id = proven.id and messages.state = 'accepted')
    update contact_methods set last_proven_at = clock_timestamp(), last_error = null from proven
    where contact_methods.id = proven.method_id`.execute(tx)
}

/** Tests at once for every verified method that nothing has proven for days, each once for each `round`. Answers with how many that were. */
export async function addTestMessages(
  tx: Database,
  {
    users,
    round,
    days,
    content,
  }: { users: readonly string[] | undefined; round: string; days: number; content: unknown },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with added as (
      insert into messages (id, user_id, method_id, channel, lane, kind, thread, content, due_at)
      select 'message_test_' || method.id || '_' || ${round}, method.user_id, method.id, method.channel, 1, 'test',
        'test-' || method.id, ${JSON.stringify(content)}::jsonb, clock_timestamp()
      from contact_methods method join users on users.id = method.user_id and users.disabled_at is null
        join notify_channels known on known.channel = method.channel and known.is_configured
      where method.verified_at is not null and method.gone_at is null
        and (${users === undefined} or method.user_id = any(${[...(users ?? [])]}::text[]))
        and (method.last_proven_at is null or method.last_proven_at < clock_timestamp() - make_interval(days => ${days}))
      on conflict (id) do nothing returning 1)
    select count(*)::int as count from added`.execute(tx)
  return rows[0]!.count
}

/** The latest handing-over of a page by a channel. */
export async function lastDelivery(tx: Database, pageId: string, channel: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select delivery_id as id from messages where page_id = ${pageId} and channel = ${channel} and delivery_id is not null
    order by created_at desc limit 1`.execute(tx)
  return rows[0]?.id
}

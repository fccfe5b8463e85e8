/** What the outbox looks like from outside: how much waits, what is stuck, who can be reached. */
import { sql } from 'kysely'
import type { Database } from '../../../../db/database.ts'
import { inTransaction } from '../../../../db/transaction.ts'

export interface OutboxFacts {
  readonly waiting: number
  /** How long the oldest message has waited that is due and is not being collected or left alone. */
  readonly oldestSeconds: number
  /** Handings-over whose lease ended long ago and that nobody took up. */
  readonly stuck: number
}

/** Seconds somebody may take to take over. */
const LATE_SECONDS = 15

export async function outboxFacts(db: Database): Promise<OutboxFacts> {
  const { rows } = await sql<OutboxFacts>`
    select (select count(*)::int from messages where state in ('pending', 'sending')) as waiting,
      coalesce(extract(epoch from clock_timestamp() - least(
        (select min(due_at) from messages where state = 'pending' and delivery_id is null and due_at <= clock_timestamp()),
        (select min(due_at) from message_deliveries delivery where state = 'pending' and due_at <= clock_timestamp()
          and not exists (select 1 from notify_circuits circuit where circuit.provider = delivery.provider
            and circuit.opened_at is not null)))), 0)::float8 as "oldestSeconds",
      (select count(*)::int from message_deliveries where state = 'sending'
        and leased_until < clock_timestamp() - make_interval(secs => ${LATE_SECONDS})) as stuck`.execute(db)
  return rows[0]!
}

/** How many messages ended how, of those that are kept. */
export async function endedMessages(db: Database): Promise<readonly { state: string; count: number }[]> {
  const { rows } = await sql<{ state: string; count: number }>`
    select state, count(*)::int as count from messages where done_at > clock_timestamp() - interval '1 hour' group by state`.execute(
    db,
  )
  return rows
}

export interface PersonReach {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly methods: number
  readonly usable: number
  readonly lastProvenAt: Date | null
}

/** Everybody who may come in, and whether they can be reached. */
export async function reachOfPeople(db: Database, after: string | undefined, limit: number): Promise<PersonReach[]> {
  const { rows } = await sql<PersonReach>`
    select users.id, users.login, users.name, count(method.id)::int as methods,
      count(*) filter (where method.verified_at is not null and method.gone_at is null and known.is_configured)::int as usable,
      max(method.last_proven_at) as "lastProvenAt"
    from users left join contact_methods method on method.user_id = users.id
      left join notify_channels known on known.channel = method.channel
    where users.disabled_at is null and (${after ?? null}::text is null or users.id > ${after ?? null})
    group by users.id order by users.id limit ${limit}`.execute(db)
  return rows
}

/** Says which channels the settings have and how good each is to wake somebody with; the others are not used until they are back. */
export async function adoptChannels(db: Database, ranked: readonly string[]): Promise<void> {
  await inTransaction(db, async (tx) => {
    await sql`
      insert into notify_channels (channel, rank, is_configured)
      select channel, rank, true from unnest(${[...ranked]}::text[]) with ordinality as given (channel, rank)
      on conflict (channel) do update set rank = excluded.rank, is_configured = true, seen_at = now()`.execute(tx)
    await sql`
      update notify_channels set is_configured = false where channel <> all(${[...ranked]}::text[]) and is_configured`.execute(
      tx,
    )
  })
}

const BATCH = 5_000

/** Deletes what has been over for so many days. */
export async function forgetMessages(db: Database, days: number, signal: AbortSignal): Promise<void> {
  const before = sql`clock_timestamp() - make_interval(days => ${days})`
  const some = async (statement: ReturnType<typeof sql>) => {
    for (let deleted = BATCH; deleted === BATCH && !signal.aborted; )
      deleted = Number((await inTransaction(db, (tx) => statement.execute(tx))).numAffectedRows ?? 0)
  }
  await some(sql`delete from messages where id in (select id from messages where done_at < ${before} limit ${BATCH})`)
  await some(sql`
    delete from message_deliveries where id in (select id from message_deliveries where done_at < ${before} limit ${BATCH})`)
  await some(sql`delete from proof_links where digest in (
    select digest from proof_links where expires_at < clock_timestamp() limit ${BATCH})`)
  await some(sql`delete from contact_codes_sent where id in (
    select id from contact_codes_sent where at < clock_timestamp() - interval '1 day' limit ${BATCH})`)
}

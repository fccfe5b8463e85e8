/** The contact methods of people, as rows. */
import { sql } from 'kysely'
import type { Database } from '../../../../db/database.ts'
import type { Contact } from './contact.ts'
import type { KeptCode } from './verify-code.ts'

const COLUMNS =
  sql.raw(`id, user_id as "userId", channel, address, created_at as "createdAt", verified_at as "verifiedAt",
  gone_at as "goneAt", gone_why as "goneWhy", last_accepted_at as "lastAcceptedAt", last_proven_at as "lastProvenAt",
  last_error as "lastError"`)

export async function contactsOf(db: Database, userId: string): Promise<Contact[]> {
  const { rows } = await sql<Contact>`
    select ${COLUMNS} from contact_methods where user_id = ${userId} order by id`.execute(db)
  return rows
}

/** Whose proven address it is; of several people with the same one all of them. */
export async function usersOfAddress(db: Database, channel: string, address: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct method.user_id as id from contact_methods method join users on users.id = method.user_id
    where channel = ${channel} and address = ${address} and verified_at is not null and gone_at is null
      and users.disabled_at is null order by 1`.execute(db)
  return rows.map(({ id }) => id)
}

export async function findContact(db: Database, id: string): Promise<Contact | undefined> {
  const { rows } = await sql<Contact>`select ${COLUMNS} from contact_methods where id = ${id}`.execute(db)
  return rows[0]
}

export interface NewContact {
  readonly id: string
  readonly userId: string
  readonly channel: string
  readonly address: string
  readonly provider: string
}

/** Stores a contact method; undefined when the person has it already. */
export async function addContactRow(
  tx: Database,
  { id, userId, channel, address, provider }: NewContact,
): Promise<Contact | undefined> {
  const { rows } = await sql<Contact>`
    insert into contact_methods (id, user_id, channel, address, provider)
    values (${id}, ${userId}, ${channel}, ${address}, ${provider}) on conflict do nothing returning ${COLUMNS}`.execute(
    tx,
  )
  return rows[0]
}

export async function removeContactRow(tx: Database, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from contact_methods where id = ${id}`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

export async function keepCode(
  tx: Database,
  id: string,
  code: Pick<KeptCode, 'salt' | 'digest'>,
  minutes: number,
): Promise<void> {
  await sql`
    update contact_methods set code_salt = ${Buffer.from(code.salt)}, code_digest = ${Buffer.from(code.digest)}, code_tries = 0,
      code_expires_at = clock_timestamp() + make_interval(mins => ${minutes}) where id = ${id}`.execute(tx)
}

/** The code that was sent to a contact method, held to the end of the transaction. */
export async function lockCode(tx: Database, id: string): Promise<(KeptCode & { now: Date }) | undefined> {
  const { rows } = await sql<KeptCode & { now: Date }>`
    select code_salt as salt, code_digest as digest, code_expires_at as "expiresAt", code_tries as tries, clock_timestamp() as now
    from contact_methods where id = ${id} and code_digest is not null for update`.execute(tx)
  return rows[0]
}

export async function countTry(tx: Database, id: string): Promise<void> {
  await sql`update contact_methods set code_tries = code_tries + 1 where id = ${id}`.execute(tx)
}

/** The code came back: the method reaches its owner, and that is proof of a delivery too. */
export async function markVerified(tx: Database, id: string): Promise<Contact> {
  const { rows } = await sql<Contact>`
    update contact_methods set verified_at = clock_timestamp(), last_proven_at = clock_timestamp(), gone_at = null, gone_why = null,
      code_salt = null, code_digest = null, code_expires_at = null, code_tries = 0
    where id = ${id} returning ${COLUMNS}`.execute(tx)
  return rows[0]!
}

export interface SentCodes {
  readonly byUser: number
  readonly toAddress: number
}

/** How many codes were asked for within the hour; one after the other for one person, so that nobody counts too few. */
export async function codesSent(
  tx: Database,
  userId: string,
  channel: string,
  addressDigest: Buffer,
): Promise<SentCodes> {
  await sql`select pg_advisory_xact_lock(4712043, hashtext(${userId}))`.execute(tx)
  const { rows } = await sql<SentCodes>`
    select count(*) filter (where user_id = ${userId})::int as "byUser",
      count(*) filter (where channel = ${channel} and address_digest = ${addressDigest})::int as "toAddress"
    from contact_codes_sent where at > clock_timestamp() - interval '1 hour'
      and (user_id = ${userId} or channel = ${channel} and address_digest = ${addressDigest})`.execute(tx)
  return rows[0]!
}

export async function noteCodeSent(
  tx: Database,
  userId: string,
  channel: string,
  addressDigest: Buffer,
): Promise<void> {
  await sql`
    insert into contact_codes_sent (user_id, channel, address_digest) values (${userId}, ${channel}, ${addressDigest})`.execute(
    tx,
  )
}

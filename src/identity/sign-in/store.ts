/** The tables of sessions, links and tries: what proves somebody, and how often it was tried. */
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Role } from '../../kit/permission.ts'
import type { LoginHistory } from '../login-limit.ts'
import type { SetupLink } from '../setup-link.ts'
import { TokenDigest } from '../token.ts'

export interface SessionRow {
  readonly id: string
  readonly way: string
  readonly source: string
  readonly agent: string
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly endedAt: Date | null
}

export interface OwnedSession extends SessionRow {
  readonly digest: TokenDigest
  readonly user: OwnerRow
  /** Time of the database, by which sessions end. */
  readonly now: Date
}

/** What of its owner decides about a session or token. */
export interface OwnerRow {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly disabledAt: Date | null
}

const SESSION = `s.id, s.way, s.source, s.agent, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", s.ended_at as "endedAt"`

export async function addSession(
  tx: Database,
  session: { id: string; digest: TokenDigest; userId: string; way: string; source: string; agent: string },
): Promise<void> {
  const { id, digest, userId, way, source, agent } = session
  await sql`
    insert into sessions (id, digest, user_id, way, source, agent)
    values (${id}, ${digest.bytes()}, ${userId}, ${way}, ${source}, ${agent.slice(0, 300)})`.execute(tx)
}

/** A session with its owner, in one look: this is asked with every request. */
export async function findSession(db: Database, id: string): Promise<OwnedSession | undefined> {
  const { rows } = await sql<SessionRow & { digest: Buffer; now: Date } & Owner>`
    select ${sql.raw(SESSION)}, s.digest, now() as now, u.id as "ownerId", u.name as "ownerName", u.role as "ownerRole",
      u.disabled_at as "ownerDisabledAt"
    from sessions s join users u on u.id = s.user_id where s.id = ${id}`.execute(db)
  const [row] = rows
  return row && { ...row, digest: new TokenDigest(row.digest), user: ownerOf(row) }
}

export interface Owner {
  readonly ownerId: string
  readonly ownerName: string
  readonly ownerRole: Role
  readonly ownerDisabledAt: Date | null
}
export const ownerOf = (row: Owner): OwnerRow => ({
  ...{ id: row.ownerId, name: row.ownerName, role: row.ownerRole, disabledAt: row.ownerDisabledAt },
})

/** Not waited for by requests: whoever holds the row is noting the same. */
export async function noteSessionUse(db: Database, id: string): Promise<void> {
  await sql`
    update sessions set last_seen_at = now() where id = (
      select id from sessions where id = ${id} and ended_at is null and last_seen_at <= now() - interval '1 minute'
      for update skip locked)`.execute(db)
}

export async function liveSessionsOf(db: Database, userId: string): Promise<SessionRow[]> {
  const { rows } = await sql<SessionRow>`
    select ${sql.raw(SESSION)} from sessions s where s.user_id = ${userId} and s.ended_at is null
    order by s.last_seen_at desc limit 100`.execute(db)
  return rows
}

/** Ends sessions of a user: one, all, or all but one. Answers with how many. */
export async function endSessions(
  tx: Database,
  userId: string,
  which: { only?: string | undefined; except?: string | undefined } = {},
): Promise<number> {
  const { numAffectedRows } = await sql`
    update sessions set ended_at = now() where user_id = ${userId} and ended_at is null
      and (${which.only ?? null}::text is null or id = ${which.only ?? null})
      and (${which.except ?? null}::text is null or id <> ${which.except ?? null})`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

/** Forgets sessions and links that ended long ago. */
export async function forgetEndedSessions(db: Database, before: Date): Promise<void> {
  await sql`delete from sessions where created_at < ${before} and coalesce(ended_at, last_seen_at) < ${before}`.execute(
    db,
  )
  await sql`delete from setup_links where expires_at < ${before}`.execute(db)
}

export interface StoredLink extends SetupLink {
  readonly digest: TokenDigest
  /** Whose password it sets; null for the link that makes the first administrator. */
  readonly userId: string | null
  readonly now: Date
}

export async function addLink(
  tx: Database,
  link: { publicId: string; digest: TokenDigest; userId: string | null; validMs: number },
): Promise<Date> {
  const { rows } = await sql<{ expires_at: Date }>`
    insert into setup_links (public_id, digest, user_id, expires_at)
    values (${link.publicId}, ${link.digest.bytes()}, ${link.userId}, now() + make_interval(secs => ${link.validMs / 1000}))
    returning expires_at`.execute(tx)
  return rows[0]!.expires_at
}

/** The link, held until the transaction ends: a second click waits and then finds it used. */
export async function holdLink(tx: Database, publicId: string): Promise<StoredLink | undefined> {
  const { rows } = await sql<{
    digest: Buffer
    userId: string | null
    expiresAt: Date
    usedAt: Date | null
    now: Date
  }>`
    select digest, user_id as "userId", expires_at as "expiresAt", used_at as "usedAt", now() as now
    from setup_links where public_id = ${publicId} for update`.execute(tx)
  return rows[0] && { ...rows[0], digest: new TokenDigest(rows[0].digest) }
}

/** Uses a link up, and with it all others for the same purpose. */
export async function useLinks(tx: Database, userId: string | null): Promise<void> {
  await sql`
    update setup_links set used_at = now() where used_at is null and user_id is not distinct from ${userId}`.execute(tx)
}

/** Failed tries in the window that this one would add to. Held locks keep tries at the same account or source one behind the other. */
export async function loginHistory(
  tx: Database,
  tried: { account: string; source: string; windowMs: number },
): Promise<LoginHistory & { now: Date }> {
  const { account, source, windowMs } = tried
  await sql`select pg_advisory_xact_lock(4712004, hashtext(${account}))`.execute(tx)
  await sql`select pg_advisory_xact_lock(4712005, hashtext(${source}))`.execute(tx)
  const { rows } = await sql<{ account: string; source: string; at: Date }>`
    select account, source, at from login_tries
    where (account = ${account} or source = ${source}) and at > clock_timestamp() - make_interval(secs => ${windowMs / 1000})
    order by at desc limit 2000`.execute(tx)
  const known = await sql<{ known: boolean; now: Date }>`
    select clock_timestamp() as now, exists (
      select 1 from login_sources where source = ${source} and user_id = ${account}) as known`.execute(tx)
  const times = (fits: (row: { account: string; source: string }) => boolean) => rows.filter(fits).map(({ at }) => at)
  return {
    ...{ now: known.rows[0]!.now, knownSource: known.rows[0]!.known },
    pair: times((row) => row.account === account && row.source === source),
    source: times((row) => row.source === source),
    account: times((row) => row.account === account),
  }
}

/** Counts a try before the password is looked at, so that tries at the same time count too. Answers with its number. */
export async function addTry(tx: Database, account: string, source: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into login_tries (account, source) values (${account}, ${source}) returning id`.execute(tx)
  return rows[0]!.id
}

/** A try that was right counts against nobody, and its source is known from now on. */
export async function forgetTry(tx: Database, id: number, userId: string, source: string): Promise<void> {
  await sql`delete from login_tries where id = ${id}`.execute(tx)
  await sql`
    insert into login_sources (user_id, source) values (${userId}, ${source})
    on conflict (user_id, source) do update set last_at = now()`.execute(tx)
}

export async function forgetOldTries(db: Database, windowMs: number): Promise<void> {
  await sql`delete from login_tries where at < clock_timestamp() - make_interval(secs => ${windowMs / 1000})`.execute(
    db,
  )
  await sql`delete from login_sources where last_at < now() - interval '90 days'`.execute(db)
}

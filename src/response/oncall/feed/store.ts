/** The table of calendar addresses. Only the hash of an address is here. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'

export type FeedKind = 'user' | 'schedule'

export interface Feed {
  readonly id: string
  readonly ownerId: string
  readonly kind: FeedKind
  /** A login, or the name of a schedule. */
  readonly subject: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

const COLUMNS = sql.raw(
  'id, owner_id as "ownerId", kind, subject, created_at as "createdAt", last_used_at as "lastUsedAt"',
)

/** Stores an address; the one the same person had for the same thing stops working with that. */
export async function setFeed(tx: Database, feed: Omit<Feed, 'lastUsedAt'>, secretHash: Buffer): Promise<Feed> {
  const { rows } = await sql<Feed>`
    insert into oncall_feeds (id, secret_hash, owner_id, kind, subject, created_at)
    values (${feed.id}, ${secretHash}, ${feed.ownerId}, ${feed.kind}, ${feed.subject}, ${feed.createdAt})
    on conflict (owner_id, kind, subject) do update
      set secret_hash = excluded.secret_hash, created_at = excluded.created_at, last_used_at = null
    returning ${COLUMNS}`.execute(tx)
  return rows[0]!
}

export async function feedBySecret(db: Database, secretHash: Buffer): Promise<Feed | undefined> {
  const { rows } = await sql<Feed>`select ${COLUMNS} from oncall_feeds where secret_hash = ${secretHash}`.execute(db)
  return rows[0]
}

export async function findFeed(db: Database, id: string): Promise<Feed | undefined> {
  const { rows } = await sql<Feed>`select ${COLUMNS} from oncall_feeds where id = ${id}`.execute(db)
  return rows[0]
}

export async function listFeeds(
  db: Database,
  ownerId: string,
  page: { after: string | undefined; limit: number },
): Promise<readonly Feed[]> {
  const { rows } = await sql<Feed>`
    select ${COLUMNS} from oncall_feeds
    where owner_id = ${ownerId} and (${page.after ?? null}::text is null or id > ${page.after ?? null})
    order by id limit ${page.limit}`.execute(db)
  return rows
}

export async function removeFeed(tx: Database, id: string): Promise<void> {
  await sql`delete from oncall_feeds where id = ${id}`.execute(tx)
}

/** Calendars ask every few minutes; once an hour is exact enough to see that an address is in use. */
export async function markFeedUsed(db: Database, id: string, at: Date): Promise<void> {
  await sql`
    update oncall_feeds set last_used_at = ${at}
    where id = ${id} and (last_used_at is null or last_used_at < ${at}::timestamptz - interval '1 hour')`.execute(db)
}

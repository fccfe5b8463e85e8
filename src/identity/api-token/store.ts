/** The table of API tokens. */
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Permission } from '../../kit/permission.ts'
import { type Owner, type OwnerRow, ownerOf } from '../sign-in/store.ts'
import { TokenDigest } from '../token.ts'

export interface ApiToken {
  readonly id: string
  readonly userId: string
  readonly name: string
  readonly scope: readonly Permission[]
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

const COLUMNS = sql.raw(
  `t.id, t.user_id as "userId", t.name, t.scope, t.created_at as "createdAt", t.expires_at as "expiresAt",
   t.last_used_at as "lastUsedAt", t.revoked_at as "revokedAt"`,
)

export async function addToken(
  tx: Database,
  token: {
    id: string
    publicId: string
    digest: TokenDigest
    userId: string
    name: string
    scope: readonly Permission[]
    validMs: number
  },
): Promise<ApiToken> {
  const { rows } = await sql<ApiToken>`
    insert into api_tokens as t (id, public_id, digest, user_id, name, scope, expires_at)
    values (${token.id}, ${token.publicId}, ${token.digest.bytes()}, ${token.userId}, ${token.name}, ${[...token.scope]}::text[],
      now() + make_interval(secs => ${token.validMs / 1000}))
    returning ${COLUMNS}`.execute(tx)
  return rows[0]!
}

export type UsableToken = ApiToken & { readonly digest: TokenDigest; readonly user: OwnerRow }

/** A token that still counts, with its owner. */
export async function usableToken(db: Database, publicId: string): Promise<UsableToken | undefined> {
  const { rows } = await sql<ApiToken & { digest: Buffer } & Owner>`
    select ${COLUMNS}, t.digest, u.id as "ownerId", u.name as "ownerName", u.role as "ownerRole",
      u.disabled_at as "ownerDisabledAt"
    from api_tokens t join users u on u.id = t.user_id
    where t.public_id = ${publicId} and t.revoked_at is null and t.expires_at > now() and u.disabled_at is null`.execute(
    db,
  )
  const [row] = rows
  return row && { ...row, digest: new TokenDigest(row.digest), user: ownerOf(row) }
}

/** At most once a minute, and not waited for where somebody else is noting it. */
export async function noteTokenUse(db: Database, id: string): Promise<void> {
  await sql`
    update api_tokens set last_used_at = now() where id = (
      select id from api_tokens where id = ${id}
        and (last_used_at is null or last_used_at <= now() - interval '1 minute')
      for update skip locked)`.execute(db)
}

export async function listTokens(
  db: Database,
  filter: { userId?: string | undefined; after?: string | undefined },
  limit: number,
): Promise<ApiToken[]> {
  const { userId, after } = filter
  const { rows } = await sql<ApiToken>`
    select ${COLUMNS} from api_tokens t
    where (${userId ?? null}::text is null or t.user_id = ${userId ?? null}) and (${after ?? null}::text is null or t.id > ${after ?? null})
    order by t.id limit ${limit}`.execute(db)
  return rows
}

export async function findToken(db: Database, id: string): Promise<ApiToken | undefined> {
  const { rows } = await sql<ApiToken>`select ${COLUMNS} from api_tokens t where t.id = ${id}`.execute(db)
  return rows[0]
}

/** Ends one token, or all of a user. Answers with how many ended. */
export async function revokeTokens(tx: Database, which: { id: string } | { userId: string }): Promise<number> {
  const { numAffectedRows } = await sql`
    update api_tokens set revoked_at = now() where revoked_at is null
      and ${'id' in which ? sql`id = ${which.id}` : sql`user_id = ${which.userId}`}`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

/** The tables of identity providers: who is bound to whom, and sign-ins that are under way. */
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { KnownUser } from '../oidc-user.ts'
import { TokenDigest } from '../token.ts'

export interface OidcAttempt {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  readonly returnTo: string
}

export async function addAttempt(
  tx: Database,
  attempt: OidcAttempt & { publicId: string; digest: TokenDigest; validSeconds: number },
): Promise<void> {
  const { publicId, digest, state, nonce, codeVerifier, returnTo, validSeconds } = attempt
  await sql`delete from oidc_attempts where expires_at < now()`.execute(tx)
  await sql`
    insert into oidc_attempts (public_id, digest, state, nonce, code_verifier, return_to, expires_at)
    values (${publicId}, ${digest.bytes()}, ${state}, ${nonce}, ${codeVerifier}, ${returnTo}, now() + make_interval(secs => ${validSeconds}))`.execute(
    tx,
  )
}

/** Takes an attempt out: whoever comes second finds nothing. */
export async function takeAttempt(
  tx: Database,
  publicId: string,
): Promise<(OidcAttempt & { digest: TokenDigest }) | undefined> {
  const { rows } = await sql<OidcAttempt & { digest: Buffer; fresh: boolean }>`
    delete from oidc_attempts where public_id = ${publicId}
    returning state, nonce, code_verifier as "codeVerifier", return_to as "returnTo", digest, expires_at > now() as fresh`.execute(
    tx,
  )
  const [row] = rows
  return row?.fresh ? { ...row, digest: new TokenDigest(row.digest) } : undefined
}

export async function knownBySubject(tx: Database, issuer: string, subject: string): Promise<KnownUser | undefined> {
  const { rows } = await sql<KnownUser>`
    select u.id, u.disabled_at as "disabledAt", i.subject
    from oidc_identities i join users u on u.id = i.user_id where i.issuer = ${issuer} and i.subject = ${subject}`.execute(
    tx,
  )
  return rows[0]
}

export async function knownByEmail(tx: Database, issuer: string, email: string): Promise<KnownUser | undefined> {
  const { rows } = await sql<KnownUser>`
    select u.id, u.disabled_at as "disabledAt", i.subject
    from users u left join oidc_identities i on i.user_id = u.id and i.issuer = ${issuer} where u.email = ${email}`.execute(
    tx,
  )
  return rows[0]
}

export async function bind(tx: Database, issuer: string, subject: string, userId: string): Promise<void> {
  await sql`insert into oidc_identities (issuer, subject, user_id) values (${issuer}, ${subject}, ${userId})`.execute(
    tx,
  )
}

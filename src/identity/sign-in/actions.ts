/** Signing in by password, and out. */
import { createHash } from 'node:crypto'
import type { AuditDraft } from '../../audit/entry.ts'
import { appendAudit } from '../../audit/store.ts'
import type { Database } from '../../db/database.ts'
import { inTransaction } from '../../db/transaction.ts'
import { type Asker, type Begun, type IdentityDesk, no, type Outcome } from '../desk.ts'
import { decideLogin, LOGIN_LIMITS, sourceOf } from '../login-limit.ts'
import { checkPassword, hashPassword, SALT_BYTES } from '../password.ts'
import { fewAtOnce } from '../password-queue.ts'
import type { Secret } from '../secret.ts'
import { renewPasswordHash, userByLogin } from '../store.ts'
import { makeToken, TOKEN_CHANCE_BYTES } from '../token.ts'
import { aboutUser, accessChanged } from '../user/actions.ts'
import { addSession, addTry, endSessions, forgetTry, loginHistory } from './store.ts'

/** One try costs 32 MiB and a processor for a while; more at a time would be the attacker's way to stop us. */
export const passwordQueue = fewAtOnce(2, 40)

const WRONG = no(401, 'login/wrong', 'the name or the password is wrong')

/** Signs somebody in by a password. Whoever is unknown, disabled or without a password gets the same answer after the same time. */
export async function signIn(
  desk: IdentityDesk,
  asker: Asker,
  given: { login: string; password: Secret },
): Promise<Outcome<Begun>> {
  const account = given.login.trim().toLowerCase().slice(0, 200).replaceAll('\u0000', '')
  const source = sourceOf(asker.address)
  const user = await userByLogin(desk.db, account)
  const counted = await countTry(desk.db, tryKey(user?.id, account), source)
  if ('no' in counted) return counted
  const kept = user?.passwordHash ?? undefined
  const check = await passwordQueue(() => checkPassword(given.password, kept, desk.passwordCost))
  if (!check) return no(503, 'login/busy', 'too many are signing in at the moment', { retryAfterSeconds: 5 })
  if (!check.right || !user || user.disabledAt) {
    await inTransaction(desk.db, (tx) => appendAudit(tx, [refusedDraft(asker, user)]))
    return WRONG
  }
  const begun = await inTransaction(desk.db, async (tx) => {
    const now = await userByLogin(tx, account)
    // Changed or disabled while the password was checked.
    if (!now || now.disabledAt || now.passwordHash !== kept) return undefined
    await forgetTry(tx, counted.value, user.id, source)
    return beginSession(desk, tx, asker, { ...user, way: 'password' })
  })
  if (!begun) return WRONG
  if (check.outdated && kept !== undefined) await renew(desk, user.id, kept, given.password)
  return { value: begun }
}

/** What tries at one account are counted under: the same for its name and its address; not what was typed, which may be a password. */
const tryKey = (userId: string | undefined, typed: string): string =>
  userId ?? createHash('sha256').update(`opsbook login ${typed}`).digest('base64url')

const refusedDraft = (asker: Asker, user: { id: string; name: string } | undefined): AuditDraft => ({
  ...signInDraft(asker, 'none'),
  ...{ subject: user ? aboutUser(user) : { kind: 'user', id: 'unknown' } },
  ...{ outcome: 'refused', reason: 'wrong name or password' },
})

async function countTry(db: Database, account: string, source: string): Promise<Outcome<number>> {
  return inTransaction(db, async (tx) => {
    const { now, ...history } = await loginHistory(tx, { account, source, windowMs: LOGIN_LIMITS.windowMs })
    const verdict = decideLogin(history, now)
    if (verdict.do === 'try') return { value: await addTry(tx, account, source) }
    const retryAfterSeconds = Math.max(1, Math.ceil((verdict.until.getTime() - now.getTime()) / 1000))
    const hint = `Try again in ${Math.ceil(retryAfterSeconds / 60)} min`
    return no(429, 'login/too-many', 'this was tried too often', { hint, retryAfterSeconds })
  })
}

async function renew(desk: IdentityDesk, id: string, kept: string, password: Secret): Promise<void> {
  const hash = await passwordQueue(() => hashPassword(password, desk.chance(SALT_BYTES), desk.passwordCost))
  if (hash !== undefined) await renewPasswordHash(desk.db, id, kept, hash)
}

/** Makes a session and notes it. Its secret is new: nothing a browser brought along becomes worth something by signing in. */
export async function beginSession(
  desk: IdentityDesk,
  tx: Database,
  asker: Asker,
  user: { id: string; name: string; way: 'password' | 'link' | 'oidc' },
): Promise<Begun> {
  const { publicId, secret, digest } = makeToken('session', desk.chance(TOKEN_CHANCE_BYTES))
  const { id: userId, name, way } = user
  await addSession(tx, { id: publicId, digest, userId, way, source: sourceOf(asker.address), agent: asker.agent })
  const actor = { kind: 'user', id: userId, name } as const
  await appendAudit(tx, [{ ...signInDraft(asker, publicId), actor, after: { way, user: userId } }])
  return { secret, sessionId: publicId, user: { id: userId, name } }
}

const signInDraft = (asker: Asker, id: string) => ({
  ...{ actor: asker.actor, action: 'session.started', subject: { kind: 'session', id } },
  ...{ requestId: asker.requestId, source: asker.address },
})

/** Ends one session of the asker's own: this one, or another. False when there is none. */
export async function endOwnSession(desk: IdentityDesk, asker: Asker, userId: string, session: string) {
  return inTransaction(desk.db, async (tx) => {
    const ended = await endSessions(tx, userId, { only: session })
    if (ended > 0) {
      await accessChanged(tx, userId)
      await appendAudit(tx, [{ ...signInDraft(asker, session), action: 'session.ended' }])
    }
    return ended > 0
  })
}

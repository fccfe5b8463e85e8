/** What people do for themselves: another password, tokens for their programs. */
import { appendAudit } from '../../audit/store.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Permission } from '../../kit/permission.ts'
import { type ApiToken, addToken, findToken, revokeTokens } from '../api-token/store.ts'
import { type Asker, type IdentityDesk, no, type Outcome } from '../desk.ts'
import { checkPassword } from '../password.ts'
import { beyond } from '../role.ts'
import type { Secret } from '../secret.ts'
import { hashOf } from '../setup/actions.ts'
import { passwordQueue } from '../sign-in/actions.ts'
import { endSessions } from '../sign-in/store.ts'
import { findUser, passwordHashOf, setPasswordHash } from '../store.ts'
import { makeToken, TOKEN_CHANCE_BYTES } from '../token.ts'
import { aboutUser, accessChanged, draftBy } from '../user/actions.ts'

/** Changes one's own password; every other session of this person ends. */
export async function changePassword(
  desk: IdentityDesk,
  asker: Asker,
  given: { userId: string; session: string; current: Secret; next: Secret },
): Promise<Outcome<{ sessionsEnded: number }>> {
  const user = await findUser(desk.db, given.userId)
  const kept = (await passwordHashOf(desk.db, given.userId)) ?? undefined
  const check = await passwordQueue(() => checkPassword(given.current, kept, desk.passwordCost))
  if (!check) return no(503, 'login/busy', 'too many are signing in at the moment', { retryAfterSeconds: 5 })
  if (!check.right || !user) return no(403, 'password/wrong', 'this is not your current password', { at: 'current' })
  const hash = await hashOf(desk, given.next, { name: user.name, email: user.email ?? user.login })
  if ('no' in hash) return hash
  return inTransaction(desk.db, async (tx): Promise<Outcome<{ sessionsEnded: number }>> => {
    if ((await passwordHashOf(tx, user.id)) !== kept)
      return no(412, 'password/changed', 'your password was changed meanwhile')
    await setPasswordHash(tx, user.id, hash.value)
    const sessionsEnded = await endSessions(tx, user.id, { except: given.session })
    await accessChanged(tx, user.id)
    await appendAudit(tx, [{ ...draftBy(asker, 'user.password-changed', aboutUser(user)), after: { sessionsEnded } }])
    return { value: { sessionsEnded } }
  })
}

/** Makes a token for somebody's programs: at most what they may do themselves, for a while. Told once. */
export async function createToken(
  desk: IdentityDesk,
  asker: Asker,
  given: { userId: string; name: string; scope: readonly Permission[]; validMs: number },
): Promise<Outcome<{ token: ApiToken; secret: Secret }>> {
  return inTransaction(desk.db, async (tx): Promise<Outcome<{ token: ApiToken; secret: Secret }>> => {
    const user = await findUser(tx, given.userId)
    if (!user || user.disabledAt) return no(403, 'access/denied', 'this user is disabled')
    const tooMuch = beyond(given.scope, user)
    if (tooMuch.length > 0) {
      const hint = 'A token can do at most what you may do'
      return no(403, 'token/scope', `you may not do this yourself: ${tooMuch.join(', ')}`, { at: 'scope', hint })
    }
    const { publicId, secret, digest } = makeToken('api', desk.chance(TOKEN_CHANCE_BYTES))
    const token = await addToken(tx, { ...given, id: desk.newId('token'), publicId, digest })
    const after = { scope: token.scope, expiresAt: token.expiresAt }
    await appendAudit(tx, [{ ...draftBy(asker, 'token.created', aboutToken(token)), after }])
    return { value: { token, secret } }
  })
}

/** Ends a token at once: one's own, or as an administrator anybody's. */
export async function revokeToken(
  desk: IdentityDesk,
  asker: Asker,
  id: string,
  mayAct: (token: ApiToken) => boolean,
): Promise<Outcome<ApiToken>> {
  return inTransaction(desk.db, async (tx): Promise<Outcome<ApiToken>> => {
    const token = await findToken(tx, id)
    if (!token || !mayAct(token)) return no(404, 'token/unknown', `there is no token "${id}"`)
    if ((await revokeTokens(tx, { id })) > 0) {
      await accessChanged(tx, token.userId)
      await appendAudit(tx, [draftBy(asker, 'token.revoked', aboutToken(token))])
    }
    return { value: (await findToken(tx, id)) ?? token }
  })
}

const aboutToken = ({ id, name }: { id: string; name: string }) => ({ kind: 'token', id, name })

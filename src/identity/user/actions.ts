/** What administrators do to users, and users to their own password. Every right that ends, ends in the same transaction. */
import type { AuditDraft } from '../../audit/entry.ts'
import { appendAudit } from '../../audit/store.ts'
import type { Database } from '../../db/database.ts'
import { publish } from '../../db/events.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Role } from '../../kit/permission.ts'
import { revokeTokens } from '../api-token/store.ts'
import { type Asker, type IdentityDesk, no, type Outcome } from '../desk.ts'
import type { Secret } from '../secret.ts'
import { endSessions } from '../sign-in/store.ts'
import { addUser, changeUser, emailTaken, findUser, lockUsers, otherAdmins, type UserChange } from '../store.ts'
import { ACCESS_CHANGED, losesLastAdmin, type User } from '../user.ts'

/** Tells open streams that what somebody may do has changed; they end and are opened anew with today's rights, or not. */
export const accessChanged = (tx: Database, userId: string): Promise<void> =>
  publish(tx, [{ type: ACCESS_CHANGED, subject: userId, data: {} }])

export const draftBy = (asker: Asker, action: string, subject: AuditDraft['subject']): AuditDraft => ({
  ...{ actor: asker.actor, action, subject, requestId: asker.requestId, source: asker.address },
})

export const aboutUser = ({ id, name }: { id: string; name: string }) => ({ kind: 'user', id, name })

/** Makes a user, and the link by which they choose their password. */
export async function createUser(
  desk: IdentityDesk,
  asker: Asker,
  given: { login: string; name: string; email: string | null; role: Role },
  linkFor: (tx: Database, userId: string) => Promise<Secret>,
): Promise<Outcome<{ user: User; link: Secret }>> {
  return inTransaction(desk.db, async (tx): Promise<Outcome<{ user: User; link: Secret }>> => {
    await lockUsers(tx)
    const createdBy = 'name' in asker.actor ? asker.actor.name : 'nobody'
    const user = await addUser(tx, { ...given, id: desk.newId('user'), passwordHash: null, createdBy })
    if (!user) return no(409, 'user/taken', 'somebody has this login or address already', { at: 'login' })
    const link = await linkFor(tx, user.id)
    await appendAudit(tx, [{ ...draftBy(asker, 'user.created', aboutUser(user)), after: user }])
    return { value: { user, link } }
  })
}

/**
 * Changes a user. Disabling ends sessions and tokens at once; a new role ends sessions, so that no page goes on showing what is no longer
 * allowed. The last administrator stays one.
 */
export async function updateUser(
  desk: IdentityDesk,
  asker: Asker,
  id: string,
  { version, ...change }: UserChange & { version?: number | undefined },
): Promise<Outcome<User>> {
  return inTransaction(desk.db, async (tx): Promise<Outcome<User>> => {
    await lockUsers(tx)
    const before = await findUser(tx, id)
    if (!before) return no(404, 'user/unknown', `there is no user "${id}"`)
    if (losesLastAdmin(before, change, await otherAdmins(tx, id)))
      return no(409, 'user/last-admin', 'this is the last administrator', { hint: 'Make another one first' })
    if (change.email && (await emailTaken(tx, change.email, id)))
      return no(409, 'user/taken', 'this address belongs to somebody else', { at: 'email' })
    const after = await changeUser(tx, id, change, version)
    if (!after) return no(412, 'user/changed', 'this user has changed since you read it', { hint: 'Read it again' })
    const ends = (after.disabledAt !== null && before.disabledAt === null) || after.role !== before.role
    const sessions = ends ? await endSessions(tx, id) : 0
    const tokens = after.disabledAt && !before.disabledAt ? await revokeTokens(tx, { userId: id }) : 0
    if (ends) await accessChanged(tx, id)
    const action = `user.${change.disabled === undefined ? 'changed' : change.disabled ? 'disabled' : 'enabled'}`
    const ended = ends ? { sessionsEnded: sessions, tokensEnded: tokens } : {}
    await appendAudit(tx, [{ ...draftBy(asker, action, aboutUser(after)), before, after: { ...after, ...ended } }])
    return { value: after }
  })
}

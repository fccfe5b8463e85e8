/** Links that let somebody in once: the first administrator at the first start, and users who set their password. */
import { appendAudit } from '../../audit/store.ts'
import type { Database } from '../../db/database.ts'
import { inTransaction } from '../../db/transaction.ts'
import { type Asker, type Begun, type IdentityDesk, type No, no, type Outcome } from '../desk.ts'
import { hashPassword, SALT_BYTES } from '../password.ts'
import { passwordProblem } from '../password-rules.ts'
import { reveal, type Secret } from '../secret.ts'
import { judgeSetup, SETUP_LIFETIME_MS, type SetupVerdict, setupAddress } from '../setup-link.ts'
import { beginSession, passwordQueue } from '../sign-in/actions.ts'
import { addLink, endSessions, holdLink, type StoredLink, useLinks } from '../sign-in/store.ts'
import { addUser, anyUser, findUser, lockUsers, setPasswordHash } from '../store.ts'
import { makeToken, matches, readToken, TOKEN_CHANCE_BYTES } from '../token.ts'
import { accessChanged } from '../user/actions.ts'

/** At a start: the address to print for whoever becomes the administrator; undefined when there is somebody already. */
export async function offerSetup(desk: IdentityDesk, serverUrl: string): Promise<string | undefined> {
  return inTransaction(desk.db, async (tx) => {
    if (await anyUser(tx)) return undefined
    return setupAddress(serverUrl, reveal(await makeLink(desk, tx, null)))
  })
}

/** A link for one user, which sets their password; earlier ones end. Told once. */
export async function makeLink(desk: IdentityDesk, tx: Database, userId: string | null): Promise<Secret> {
  const { publicId, secret, digest } = makeToken('setup', desk.chance(TOKEN_CHANCE_BYTES))
  // Several replicas each print their own link at the first start; all of them end when one is used.
  if (userId !== null) await useLinks(tx, userId)
  await addLink(tx, { publicId, digest, userId, validMs: SETUP_LIFETIME_MS })
  return secret
}

export interface FirstAdmin {
  readonly token: string
  readonly login: string
  readonly name: string
  readonly email: string | null
  readonly password: Secret
}

/** Makes the first administrator: once, whatever number of replicas, links and clicks there is. */
export async function setUp(desk: IdentityDesk, asker: Asker, given: FirstAdmin): Promise<Outcome<Begun>> {
  const { login, name, email } = given
  const early = await inTransaction(desk.db, async (tx) => judge(tx, await foundLink(tx, given.token, 'first')))
  if (early) return early
  const hash = await hashOf(desk, given.password, { name, email: email ?? login })
  if ('no' in hash) return hash
  return inTransaction(desk.db, async (tx): Promise<Outcome<Begun>> => {
    await lockUsers(tx)
    const refused = await judge(tx, await foundLink(tx, given.token, 'first'))
    if (refused) return refused
    const id = desk.newId('user')
    const added = await addUser(tx, {
      ...{ id, login, name, email, role: 'admin', passwordHash: hash.value, createdBy: 'setup' },
    })
    if (!added) throw new Error('the first user cannot be a duplicate')
    await useLinks(tx, null)
    const actor = { kind: 'user', id, name } as const
    const { requestId, address: source } = asker
    const subject = { kind: 'user', id, name }
    await appendAudit(tx, [
      { actor, action: 'user.created', subject, requestId, source, after: added, reason: 'setup' },
    ])
    return { value: await beginSession(desk, tx, asker, { id, name, way: 'link' }) }
  })
}

async function judge(tx: Database, link: StoredLink | undefined): Promise<{ no: No } | undefined> {
  const verdict = judgeSetup(link, await anyUser(tx), link?.now ?? new Date(0))
  return verdict.do === 'create' ? undefined : refuseSetup(verdict.why)
}

const SETUP_WORDS: Readonly<Record<Extract<SetupVerdict, { do: 'refuse' }>['why'], readonly [string, string]>> = {
  'already-set-up': ['there is an administrator already', 'Sign in, or ask an administrator for a link of your own'],
  unknown: ['this link is not one of ours', 'Use the one the server printed last'],
  used: ['this link was used already', 'Sign in'],
  expired: ['this link is too old', 'Start the server again: it prints a new one'],
}
const refuseSetup = (why: keyof typeof SETUP_WORDS) => {
  const [message, hint] = SETUP_WORDS[why]
  return no(403, `setup/${why}`, message, { hint })
}

/** Sets a user's password by their link, ends what was open, and signs them in. */
export async function acceptLink(
  desk: IdentityDesk,
  asker: Asker,
  given: { token: string; password: Secret },
): Promise<Outcome<Begun>> {
  const owner = await inTransaction(desk.db, async (tx) => usableOwner(tx, given.token))
  if ('no' in owner) return owner
  const { name, email, login } = owner.value
  const hash = await hashOf(desk, given.password, { name, email: email ?? login })
  if ('no' in hash) return hash
  return inTransaction(desk.db, async (tx): Promise<Outcome<Begun>> => {
    const still = await usableOwner(tx, given.token)
    if ('no' in still) return still
    const user = still.value
    await useLinks(tx, user.id)
    await setPasswordHash(tx, user.id, hash.value)
    await endSessions(tx, user.id)
    await accessChanged(tx, user.id)
    const actor = { kind: 'user', id: user.id, name: user.name } as const
    const { requestId, address: source } = asker
    const subject = { kind: 'user', id: user.id, name: user.name }
    await appendAudit(tx, [{ actor, action: 'user.password-changed', subject, requestId, source, reason: 'link' }])
    return { value: await beginSession(desk, tx, asker, { id: user.id, name: user.name, way: 'link' }) }
  })
}

async function usableOwner(tx: Database, token: string) {
  const link = await foundLink(tx, token, 'user')
  const user = link?.userId ? await findUser(tx, link.userId) : undefined
  if (!link || !user || user.disabledAt || link.usedAt || link.expiresAt <= link.now)
    return no(403, 'link/invalid', 'this link is not valid (any more)', { hint: 'Ask an administrator for a new one' })
  return { value: user }
}

async function foundLink(tx: Database, text: string, purpose: 'first' | 'user'): Promise<StoredLink | undefined> {
  const token = readToken('setup', text)
  const link = token && (await holdLink(tx, token.publicId))
  if (!link || !matches(token.secret, link.digest)) return undefined
  return (link.userId === null) === (purpose === 'first') ? link : undefined
}

/** The hash of a password that the rules take. */
export async function hashOf(
  desk: IdentityDesk,
  password: Secret,
  owner: { name: string; email: string },
): Promise<Outcome<string>> {
  const problem = passwordProblem(reveal(password), owner)
  if (problem !== undefined) return no(400, 'password/refused', problem, { at: 'password' })
  const hash = await passwordQueue(() => hashPassword(password, desk.chance(SALT_BYTES), desk.passwordCost))
  return hash === undefined
    ? no(503, 'login/busy', 'too many are signing in at the moment', { retryAfterSeconds: 5 })
    : { value: hash }
}

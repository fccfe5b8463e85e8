/** Signing in by an identity provider: authorization code with PKCE; state, nonce and verifier stay with us and are good once. */
import * as client from 'openid-client'
import { appendAudit } from '../../audit/store.ts'
import type { Database } from '../../db/database.ts'
import { inTransaction } from '../../db/transaction.ts'
import { type Asker, type Begun, type IdentityDesk, no, type Outcome } from '../desk.ts'
import {
  type OidcClaims,
  type OidcPerson,
  type OidcRules,
  oidcUser,
  safeReturn,
  subjectOf,
  verifiedEmail,
} from '../oidc-user.ts'
import { reveal, type Secret } from '../secret.ts'
import { beginSession } from '../sign-in/actions.ts'
import { endSessions } from '../sign-in/store.ts'
import { addUser, changeUser, findUser, lockUsers, otherAdmins, takenLogins } from '../store.ts'
import { makeToken, matches, readToken, TOKEN_CHANCE_BYTES } from '../token.ts'
import { aboutUser, accessChanged, draftBy } from '../user/actions.ts'
import { loginFor, losesLastAdmin, type User } from '../user.ts'
import { addAttempt, bind, knownByEmail, knownBySubject, takeAttempt } from './store.ts'

export const ATTEMPT_SECONDS = 10 * 60
const PROVIDER_TIMEOUT_SECONDS = 10

export interface OidcSettings {
  readonly rules: OidcRules
  readonly clientId: string
  readonly clientSecret?: Secret | undefined
  /** Where the provider sends people back to: our public URL and `/api/v1/auth/oidc/callback`. */
  readonly redirectUri: string
  readonly scope: string
}

/** The provider as it describes itself, asked for at the first use; a failure is asked again, not remembered. */
export function oidcProvider(settings: OidcSettings): () => Promise<client.Configuration> {
  let found: Promise<client.Configuration> | undefined
  return () => {
    found ??= discover(settings).catch((error: unknown) => {
      found = undefined
      throw error
    })
    return found
  }
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

async function discover({ rules, clientId, clientSecret }: OidcSettings): Promise<client.Configuration> {
  const issuer = new URL(rules.issuer)
  // Without TLS anybody on the way can be the provider; on this machine there is no way.
  const insecure = issuer.protocol === 'http:' && LOOPBACK.test(issuer.hostname)
  const secret = clientSecret === undefined ? undefined : reveal(clientSecret)
  return client.discovery(
    issuer,
    clientId,
    secret,
    secret === undefined ? client.None() : client.ClientSecretBasic(secret),
    { timeout: PROVIDER_TIMEOUT_SECONDS, execute: insecure ? [client.allowInsecureRequests] : [] },
  )
}

export interface OidcDesk extends IdentityDesk {
  readonly settings: OidcSettings
  readonly provider: () => Promise<client.Configuration>
}

/** Begins a sign-in: where to send the browser, and the secret that binds what comes back to it. */
export async function startOidc(
  desk: OidcDesk,
  returnTo: string | undefined,
): Promise<Outcome<{ url: string; secret: Secret }>> {
  const provider = await reached(desk)
  if ('no' in provider) return provider
  const { publicId, secret, digest } = makeToken('signin', desk.chance(TOKEN_CHANCE_BYTES))
  const attempt = {
    ...{ state: client.randomState(), nonce: client.randomNonce(), codeVerifier: client.randomPKCECodeVerifier() },
    returnTo: safeReturn(returnTo),
  }
  await inTransaction(desk.db, (tx) => addAttempt(tx, { ...attempt, publicId, digest, validSeconds: ATTEMPT_SECONDS }))
  const url = client.buildAuthorizationUrl(provider.value, {
    ...{ redirect_uri: desk.settings.redirectUri, scope: desk.settings.scope, response_type: 'code' },
    ...{ state: attempt.state, nonce: attempt.nonce, code_challenge_method: 'S256' },
    code_challenge: await client.calculatePKCECodeChallenge(attempt.codeVerifier),
  })
  return { value: { url: url.href, secret } }
}

const INVALID = no(403, 'oidc/attempt', 'this sign-in was not begun here, is used, or too old', { hint: 'Begin again' })

/** Ends a sign-in with what the provider sent back. Whatever comes of it, it cannot be sent again. */
export async function finishOidc(
  desk: OidcDesk,
  asker: Asker,
  back: { query: URLSearchParams; browser: string | undefined },
): Promise<Outcome<Begun & { returnTo: string }>> {
  const token = readToken('signin', back.browser ?? '')
  const attempt = token && (await inTransaction(desk.db, (tx) => takeAttempt(tx, token.publicId)))
  if (!attempt || !matches(token.secret, attempt.digest)) return INVALID
  const provider = await reached(desk)
  if ('no' in provider) return provider
  const claims = await exchange(desk, provider.value, attempt, back.query)
  if ('no' in claims) return claims
  // As the provider writes it: a slash at the end of the configured address is no other issuer.
  const rules = { ...desk.settings.rules, issuer: provider.value.serverMetadata().issuer }
  const entered = await inTransaction(desk.db, (tx) => enter({ ...desk, rules }, tx, asker, claims.value))
  return 'no' in entered ? entered : { value: { ...entered.value, returnTo: attempt.returnTo } }
}

async function reached(desk: OidcDesk): Promise<Outcome<client.Configuration>> {
  try {
    return { value: await desk.provider() }
  } catch {
    return no(502, 'oidc/unreachable', 'the identity provider cannot be reached', { hint: 'Sign in by password' })
  }
}

async function exchange(
  desk: OidcDesk,
  provider: client.Configuration,
  attempt: { state: string; nonce: string; codeVerifier: string },
  query: URLSearchParams,
): Promise<Outcome<OidcClaims>> {
  const url = new URL(desk.settings.redirectUri)
  url.search = query.toString()
  try {
    const tokens = await client.authorizationCodeGrant(provider, url, {
      ...{ expectedState: attempt.state, expectedNonce: attempt.nonce, pkceCodeVerifier: attempt.codeVerifier },
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (!claims) return INVALID
    if (!provider.serverMetadata().userinfo_endpoint) return { value: claims }
    // Many providers tell address and groups only here. What the signed token says wins.
    const more = await client.fetchUserInfo(provider, tokens.access_token, claims.sub)
    return { value: { ...more, ...claims } }
  } catch (error) {
    const reason = error instanceof client.AuthorizationResponseError ? error.error : (error as Error).name
    return no(403, 'oidc/refused', `the identity provider did not confirm this sign-in (${reason})`)
  }
}

const WHY = {
  'wrong-issuer': 'the identity provider is not the one that was asked',
  'no-subject': 'the identity provider does not say who this is',
  'no-role': 'no group of yours has a role here',
  disabled: 'this user is disabled',
  'address-taken': 'your address belongs to another account here',
} as const

type Entering = IdentityDesk & { readonly rules: OidcRules }

async function enter(desk: Entering, tx: Database, asker: Asker, claims: OidcClaims): Promise<Outcome<Begun>> {
  const { rules } = desk
  await lockUsers(tx)
  const subject = subjectOf(claims)
  const email = verifiedEmail(claims)
  const verdict = oidcUser(
    claims,
    {
      bySubject: subject === undefined ? undefined : await knownBySubject(tx, rules.issuer, subject),
      byEmail: email === undefined ? undefined : await knownByEmail(tx, rules.issuer, email),
    },
    rules,
  )
  if (verdict.do === 'refuse') {
    const draft = draftBy(asker, 'session.started', { kind: 'session', id: subject ?? 'unknown' })
    await appendAudit(tx, [{ ...draft, outcome: 'refused', reason: WHY[verdict.why] }])
    return no(403, `oidc/${verdict.why}`, WHY[verdict.why], { hint: 'Ask an administrator' })
  }
  const { person } = verdict
  const user = verdict.do === 'create' ? await create(desk, tx, asker, person) : (await findUser(tx, verdict.user.id))!
  if (verdict.do !== 'enter') {
    await bind(tx, rules.issuer, person.subject, user.id)
    const after = { issuer: rules.issuer, subject: person.subject }
    await appendAudit(tx, [{ ...draftBy(asker, 'user.bound', aboutUser(user)), after }])
  }
  if (Object.keys(rules.roles).length > 0) await follow(tx, asker, user, person)
  return { value: await beginSession(desk, tx, asker, { id: user.id, name: user.name, way: 'oidc' }) }
}

async function create(desk: Entering, tx: Database, asker: Asker, person: OidcPerson): Promise<User> {
  const wished = person.email ?? person.name
  const login = loginFor(wished, await takenLogins(tx))
  const user = await addUser(tx, {
    ...{ id: desk.newId('user'), login, name: person.name, email: person.email ?? null, role: person.role },
    ...{ passwordHash: null, createdBy: desk.rules.issuer },
  })
  if (!user) throw new Error('a free login was taken under the lock')
  await appendAudit(tx, [{ ...draftBy(asker, 'user.created', aboutUser(user)), after: user }])
  return user
}

/** Where groups give roles, today's groups give today's role; what was open with the old one ends. */
async function follow(tx: Database, asker: Asker, user: User, { role }: OidcPerson): Promise<void> {
  if (user.role === role || losesLastAdmin(user, { role }, await otherAdmins(tx, user.id))) return
  await changeUser(tx, user.id, { role })
  await endSessions(tx, user.id)
  await accessChanged(tx, user.id)
  const draft = draftBy(asker, 'user.changed', aboutUser(user))
  await appendAudit(tx, [{ ...draft, before: { role: user.role }, after: { role }, reason: 'groups' }])
}

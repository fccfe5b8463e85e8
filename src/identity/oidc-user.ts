/** Whom an identity provider has sent us: which of our users that is, and which role they have. */
import { ROLES, type Role } from '../kit/permission.ts'
import { plainName } from './name-text.ts'

export interface OidcRules {
  readonly issuer: string
  /** Groups of the provider and what they are here; the highest counts. */
  readonly roles: Readonly<Record<string, Role>>
  /** Role of somebody in none of those groups; without it they are not let in. */
  readonly defaultRole?: Role | undefined
  /** The claim that lists groups. */
  readonly groupsClaim: string
  /** Lets somebody who has an account here in by the same, verified, address. */
  readonly linkByEmail: boolean
}

/** What the provider said, after its signature, audience, nonce and times were checked. */
export type OidcClaims = Readonly<Record<string, unknown>>

export interface KnownUser {
  readonly id: string
  readonly disabledAt: Date | null
  /** `sub` this user is bound to at this issuer. */
  readonly subject: string | null
}

export interface OidcKnown {
  readonly bySubject: KnownUser | undefined
  readonly byEmail: KnownUser | undefined
}

export interface OidcPerson {
  readonly subject: string
  readonly name: string
  readonly email: string | undefined
  readonly role: Role
}

export type OidcVerdict =
  | { do: 'enter' | 'link'; user: KnownUser; person: OidcPerson }
  | { do: 'create'; person: OidcPerson }
  | { do: 'refuse'; why: 'wrong-issuer' | 'no-subject' | 'no-role' | 'disabled' | 'address-taken' }

/** The verified address by which an account of ours may be found; an unverified one is what somebody claims to be. */
export const verifiedEmail = (claims: OidcClaims): string | undefined =>
  claims.email_verified === true &&
  typeof claims.email === 'string' &&
  /^[^\s@\p{C}]{1,100}@[^\s@\p{C}]{1,100}$/u.test(claims.email)
    ? claims.email.toLowerCase()
    : undefined

/** Who this is at the provider, in a form that can be kept. */
export const subjectOf = ({ sub }: OidcClaims): string | undefined =>
  typeof sub === 'string' && sub !== '' && sub.length <= 255 && !/\p{Cc}/u.test(sub) ? sub : undefined

/**
 * The user is whoever is bound to this issuer and subject. An address only finds an account that is bound to nobody at this issuer: people
 * get the address of somebody who left, and must not get their account.
 */
export function oidcUser(claims: OidcClaims, known: OidcKnown, rules: OidcRules): OidcVerdict {
  if (claims.iss !== rules.issuer) return { do: 'refuse', why: 'wrong-issuer' }
  const subject = subjectOf(claims)
  if (subject === undefined) return { do: 'refuse', why: 'no-subject' }
  const role = roleOf(claims, rules)
  if (!role) return { do: 'refuse', why: 'no-role' }
  const email = verifiedEmail(claims)
  const person = { subject, name: nameOf(claims, email ?? subject), email, role }
  const { bySubject, byEmail } = known
  if (bySubject)
    return bySubject.disabledAt ? { do: 'refuse', why: 'disabled' } : { do: 'enter', user: bySubject, person }
  if (!byEmail || email === undefined) return { do: 'create', person }
  if (byEmail.disabledAt) return { do: 'refuse', why: 'disabled' }
  if (!rules.linkByEmail || byEmail.subject !== null) return { do: 'refuse', why: 'address-taken' }
  return { do: 'link', user: byEmail, person }
}

function roleOf(claims: OidcClaims, { roles, defaultRole, groupsClaim }: OidcRules): Role | undefined {
  const said = Object.hasOwn(claims, groupsClaim) ? claims[groupsClaim] : []
  const groups = (Array.isArray(said) ? said : [said]).filter((group) => typeof group === 'string')
  const ranks = groups.filter((group) => Object.hasOwn(roles, group)).map((group) => ROLES.indexOf(roles[group]!))
  return ranks.length > 0 ? ROLES[Math.max(...ranks)] : defaultRole
}

function nameOf(claims: OidcClaims, otherwise: string): string {
  const said = [claims.name, claims.preferred_username].map((each) => (typeof each === 'string' ? plainName(each) : ''))
  return (said.find((each) => each !== '') ?? otherwise).slice(0, 100).trim()
}

/** A place on our own pages to go to after signing in; anything that could lead elsewhere is the start page. */
export function safeReturn(path: string | undefined): string {
  if (path === undefined || path.length > 1_000 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(path) || path.includes('\\'))
    return '/'
  const resolved = new URL(path, 'http://opsbook.invalid')
  return resolved.origin === 'http://opsbook.invalid' && !resolved.pathname.startsWith('//')
    ? resolved.pathname + resolved.search + resolved.hash
    : '/'
}

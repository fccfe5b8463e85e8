/** Who may do what: the role a person has everywhere, what they took over in one incident, and what a token was cut down to. */
import { type Permission, permissionsOf, ROLES, type Role, withParts } from '../kit/permission.ts'

/** What somebody takes over in one incident; a book may have others, which give no rights. */
export const INCIDENT_ROLES = ['commander', 'operations', 'communications', 'scribe'] as const
export type IncidentRole = (typeof INCIDENT_ROLES)[number]

/** What each gives, in its incident alone, whoever holds it. */
const GIVEN: Readonly<Record<IncidentRole, readonly Permission[]>> = {
  commander: ['incident:write'],
  operations: ['incident:note'],
  communications: ['incident:post'],
  scribe: ['incident:note'],
}

/** What somebody is in one incident at this moment. */
export interface IncidentStanding {
  /** Names of the roles they hold. */
  readonly roles: readonly string[]
  /** A role is offered to them, and they have not answered. */
  readonly isOffered: boolean
  /** Nobody works on it any more. */
  readonly isOver: boolean
}

/** Asks for it; undefined where there is no such incident. */
export type AskStanding = (userId: string, incident: string) => Promise<IncidentStanding | undefined>

export interface Rights {
  readonly role: Role
  /** What the token used was limited to; absent for a session. */
  readonly scope?: readonly Permission[]
}

/** Everything allowed; with a standing, what is allowed in that incident. */
export function allowed({ role, scope }: Rights, standing?: IncidentStanding): ReadonlySet<Permission> {
  const all = withParts([...permissionsOf(role), ...(standing ? givenIn(standing, role) : [])])
  // A scope cuts down what its owner may do today; it never keeps a right the owner has lost.
  const within = withParts(scope ?? [])
  return scope ? new Set([...all].filter((permission) => permission === 'session:own' || within.has(permission))) : all
}

function givenIn({ roles, isOffered, isOver }: IncidentStanding, role: Role): readonly Permission[] {
  const held = INCIDENT_ROLES.filter((each) => roles.includes(each))
  return [
    ...held.flatMap((each) => GIVEN[each]),
    ...(roles.length > 0 || isOffered ? (['incident:join'] as const) : []),
    // Whoever begins a run needs a standing right to. A commander is the second person for it, but only one who may act in every
    // incident, and only while there is one.
    ...(held.includes('commander') && !isOver && mayAct(role) ? (['run:approve'] as const) : []),
  ]
}

const mayAct = (role: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf('responder')

/** What of a wished scope its owner does not have; a token is not made with it. */
export const beyond = (wished: readonly Permission[], owner: Rights): readonly Permission[] =>
  wished.filter((permission) => !allowed(owner).has(permission))

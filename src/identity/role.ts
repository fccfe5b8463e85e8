/** Who may do what: the role a person has everywhere, what they took over in one incident, and what a token was cut down to. */
import { type Permission, permissionsOf, type Role } from '../kit/permission.ts'

/** What somebody takes over in one incident. */
export const INCIDENT_ROLES = ['lead', 'operations', 'communications', 'scribe'] as const
export type IncidentRole = (typeof INCIDENT_ROLES)[number]

/**
 * What each adds, in its incident alone. None of them adds `run:approve`: who approves for others is the administrators' word, not
 * that of whoever happened to take the lead.
 */
const ADDED_IN_INCIDENT: Readonly<Record<IncidentRole, readonly Permission[]>> = {
  lead: ['incident:write', 'alert:write', 'silence:write', 'run:start'],
  operations: ['incident:write', 'alert:write', 'run:start'],
  communications: ['incident:write'],
  scribe: ['incident:write'],
}

export interface Rights {
  readonly role: Role
  /** Roles the person holds now, one entry each. */
  readonly incidentRoles?: readonly { readonly incident: string; readonly role: IncidentRole }[]
  /** What the token used was limited to; absent for a session. */
  readonly scope?: readonly Permission[]
}

/** Everything allowed; with an incident named, what is allowed there. */
export function allowed({ role, incidentRoles = [], scope }: Rights, incident?: string): ReadonlySet<Permission> {
  const here = incident === undefined ? [] : incidentRoles.filter((held) => held.incident === incident)
  const all = new Set([...permissionsOf(role), ...here.flatMap((held) => ADDED_IN_INCIDENT[held.role])])
  // A scope cuts down what its owner may do today; it never keeps a right the owner has lost.
  return scope
    ? new Set([...all].filter((permission) => permission === 'session:own' || scope.includes(permission)))
    : all
}

/** What of a wished scope its owner does not have; a token is not made with it. */
export const beyond = (wished: readonly Permission[], owner: Rights): readonly Permission[] =>
  wished.filter((permission) => !allowed(owner).has(permission))

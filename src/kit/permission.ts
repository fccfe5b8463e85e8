/** What somebody may do. The part before the colon is the noun of the API, the part behind it how far it goes. */
export const PERMISSIONS = [
  // One's own: who am I, sign out, my password, my tokens. Everybody who is signed in has it, with whatever token.
  'session:own',
  'alert:read',
  'alert:write',
  'silence:write',
  'incident:read',
  'incident:write',
  // Parts of `incident:write`, for those who hold a role in one incident and may not do all of it.
  'incident:note',
  'incident:post',
  // To say yes or no to a role one is offered, and to give one back.
  'incident:join',
  'oncall:read',
  'oncall:write',
  'runbook:read',
  'run:read',
  'run:start',
  'run:approve',
  'user:read',
  'user:write',
  'integration:write',
  'runner:write',
  'config:read',
  'config:write',
  'audit:read',
  'server:read',
  'server:write',
] as const
export type Permission = (typeof PERMISSIONS)[number]

/** The roles of a user, from the least to the most; each may do what the one before it may. */
export const ROLES = ['viewer', 'responder', 'operator', 'admin'] as const
export type Role = (typeof ROLES)[number]

const ADDED: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['session:own', 'alert:read', 'incident:read', 'oncall:read', 'runbook:read', 'run:read', 'user:read'],
  responder: ['alert:write', 'silence:write', 'incident:write', 'oncall:write'],
  operator: ['run:start', 'run:approve', 'config:read', 'server:read'],
  admin: ['user:write', 'integration:write', 'runner:write', 'config:write', 'audit:read', 'server:write'],
}

/** What a permission is made of: whoever has it has these, too. */
const PARTS: Partial<Readonly<Record<Permission, readonly Permission[]>>> = {
  'incident:write': ['incident:note', 'incident:post', 'incident:join'],
}

/** Permissions with all that they are made of. */
export const withParts = (permissions: Iterable<Permission>): ReadonlySet<Permission> =>
  new Set([...permissions].flatMap((permission) => [permission, ...(PARTS[permission] ?? [])]))

/** Everything a role may do. */
export const permissionsOf = (role: Role): ReadonlySet<Permission> =>
  withParts(ROLES.slice(0, ROLES.indexOf(role) + 1).flatMap((each) => ADDED[each]))

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PERMISSIONS, type Permission, permissionsOf, ROLES, withParts } from '../kit/permission.ts'
import { allowed, beyond, INCIDENT_ROLES, type IncidentStanding, type Rights } from './role.ts'

const holds = (...roles: string[]): IncidentStanding => ({ roles, isOffered: false, isOver: false })
const over = (...roles: string[]): IncidentStanding => ({ roles, isOffered: false, isOver: true })
const offered: IncidentStanding = { roles: [], isOffered: true, isOver: false }

test.each<[string, Rights, IncidentStanding | undefined, Permission, boolean]>([
  ['a viewer reads', { role: 'viewer' }, undefined, 'incident:read', true],
  ['a viewer does not write', { role: 'viewer' }, undefined, 'incident:write', false],
  ['a responder does not run', { role: 'responder' }, undefined, 'run:start', false],
  ['the audit is for administrators', { role: 'operator' }, undefined, 'audit:read', false],
  ['a viewer who commands writes there', { role: 'viewer' }, holds('commander'), 'incident:write', true],
  ['and notes with that', { role: 'viewer' }, holds('commander'), 'incident:note', true],
  ['but approves nothing', { role: 'viewer' }, holds('commander'), 'run:approve', false],
  ['a responder who commands approves there', { role: 'responder' }, holds('commander'), 'run:approve', true],
  ['and begins no run', { role: 'responder' }, holds('commander'), 'run:start', false],
  ['and approves no more once it is over', { role: 'responder' }, over('commander'), 'run:approve', false],
  ['a scribe notes', { role: 'viewer' }, holds('scribe'), 'incident:note', true],
  ['and does not post', { role: 'viewer' }, holds('scribe'), 'incident:post', false],
  ['and does not change the severity', { role: 'viewer' }, holds('scribe'), 'incident:write', false],
  ['communications post', { role: 'viewer' }, holds('communications'), 'incident:post', true],
  ['and do not note', { role: 'viewer' }, holds('communications'), 'incident:note', false],
  ['a role of the book gives nothing', { role: 'viewer' }, holds('dba'), 'incident:note', false],
  ['but can be given back', { role: 'viewer' }, holds('dba'), 'incident:join', true],
  ['an offer can be answered', { role: 'viewer' }, offered, 'incident:join', true],
  ['and gives nothing', { role: 'viewer' }, offered, 'incident:note', false],
  ['whoever has no part in it has no rights of it', { role: 'viewer' }, holds(), 'incident:join', false],
  [
    'a scope cuts down what a role gives',
    { role: 'responder', scope: ['incident:read'] },
    holds('commander'),
    'run:approve',
    false,
  ],
  [
    'a scope with all of incidents has its parts',
    { role: 'responder', scope: ['incident:write'] },
    undefined,
    'incident:post',
    true,
  ],
  ['a token does what its scope says', { role: 'admin', scope: ['alert:read'] }, undefined, 'alert:read', true],
  ['and nothing else', { role: 'admin', scope: ['alert:read'] }, undefined, 'alert:write', false],
  ['a scope outlives no right', { role: 'viewer', scope: ['run:start'] }, undefined, 'run:start', false],
  ['an empty scope allows nothing', { role: 'admin', scope: [] }, undefined, 'alert:read', false],
  ['but to see and end oneself', { role: 'viewer', scope: [] }, undefined, 'session:own', true],
])('%s', (_what, rights, standing, permission, expected) =>
  expect(allowed(rights, standing).has(permission)).toBe(expected),
)

const anyRole = fc.constantFrom(...ROLES)
const anyStanding = fc.record({
  roles: fc.subarray([...INCIDENT_ROLES, 'dba']),
  ...{ isOffered: fc.boolean(), isOver: fc.boolean() },
})

test('a role in an incident reaches nothing but that incident, and begins no run', () =>
  fc.assert(
    fc.property(anyRole, anyStanding, (role, standing) => {
      const extra = [...allowed({ role }, standing)].filter((permission) => !permissionsOf(role).has(permission))
      expect(extra.filter((permission) => !/^incident:|^run:approve$/.test(permission))).toEqual([])
      if (role === 'viewer') expect(extra).not.toContain('run:approve')
    }),
  ))

test('a token never does more than its owner', () =>
  fc.assert(
    fc.property(anyRole, fc.subarray([...PERMISSIONS]), fc.option(anyStanding), (role, scope, standing) => {
      const owner = allowed({ role }, standing ?? undefined)
      const token = allowed({ role, scope }, standing ?? undefined)
      const scoped = withParts(scope)
      const isRight = (permission: Permission) =>
        owner.has(permission) && (permission === 'session:own' || scoped.has(permission))
      expect([...token].filter((permission) => !isRight(permission))).toEqual([])
    }),
  ))

test('a wished scope is refused by naming what is too much', () =>
  expect(beyond(['alert:read', 'server:write', 'run:start'], { role: 'responder' })).toEqual([
    'server:write',
    'run:start',
  ]))

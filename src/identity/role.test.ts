import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PERMISSIONS, type Permission, permissionsOf, ROLES } from '../kit/permission.ts'
import { allowed, beyond, INCIDENT_ROLES, type Rights } from './role.ts'

test.each<[string, Rights, string | undefined, Permission, boolean]>([
  ['a viewer reads', { role: 'viewer' }, undefined, 'incident:read', true],
  ['a viewer does not write', { role: 'viewer' }, undefined, 'incident:write', false],
  ['a responder does not run', { role: 'responder' }, undefined, 'run:start', false],
  ['the audit is for administrators', { role: 'operator' }, undefined, 'audit:read', false],
  [
    'a viewer who leads writes in that incident',
    { role: 'viewer', incidentRoles: [{ incident: 'i1', role: 'lead' }] },
    'i1',
    'incident:write',
    true,
  ],
  [
    'and in no other',
    { role: 'viewer', incidentRoles: [{ incident: 'i1', role: 'lead' }] },
    'i2',
    'incident:write',
    false,
  ],
  [
    'and not outside of incidents',
    { role: 'viewer', incidentRoles: [{ incident: 'i1', role: 'lead' }] },
    undefined,
    'incident:write',
    false,
  ],
  [
    'leading is no right to approve',
    { role: 'responder', incidentRoles: [{ incident: 'i1', role: 'lead' }] },
    'i1',
    'run:approve',
    false,
  ],
  ['a token does what its scope says', { role: 'admin', scope: ['alert:read'] }, undefined, 'alert:read', true],
  ['and nothing else', { role: 'admin', scope: ['alert:read'] }, undefined, 'alert:write', false],
  ['a scope outlives no right', { role: 'viewer', scope: ['run:start'] }, undefined, 'run:start', false],
  ['an empty scope allows nothing', { role: 'admin', scope: [] }, undefined, 'alert:read', false],
  ['but to see and end oneself', { role: 'viewer', scope: [] }, undefined, 'session:own', true],
])('%s', (_what, rights, incident, permission, expected) =>
  expect(allowed(rights, incident).has(permission)).toBe(expected),
)

const anyRights = fc.record({
  role: fc.constantFrom(...ROLES),
  incidentRoles: fc.array(
    fc.record({ incident: fc.constantFrom('i1', 'i2'), role: fc.constantFrom(...INCIDENT_ROLES) }),
  ),
})

test('an incident role never reaches users, tokens, settings, the audit or approvals', () =>
  fc.assert(
    fc.property(anyRights, (rights) => {
      const extra = [...allowed(rights, 'i1')].filter((permission) => !permissionsOf(rights.role).has(permission))
      expect(extra.filter((permission) => !/^(?:incident|alert|silence|run):/.test(permission))).toEqual([])
      expect(extra).not.toContain('run:approve')
    }),
  ))

test('a token never does more than its owner', () =>
  fc.assert(
    fc.property(anyRights, fc.subarray([...PERMISSIONS]), fc.option(fc.constant('i1')), (rights, scope, incident) => {
      const owner = allowed(rights, incident ?? undefined)
      const token = allowed({ ...rights, scope }, incident ?? undefined)
      expect(
        [...token].filter(
          (permission) => !owner.has(permission) || !(permission === 'session:own' || scope.includes(permission)),
        ),
      ).toEqual([])
    }),
  ))

test('a wished scope is refused by naming what is too much', () =>
  expect(beyond(['alert:read', 'server:write', 'run:start'], { role: 'responder' })).toEqual([
    'server:write',
    'run:start',
  ]))

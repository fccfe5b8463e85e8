import { expect, test } from 'vitest'
import { ana, ben, incidentOf, minute } from '../../../test/incident-of.ts'
import { repositoryOf } from '../../../test/repository-of.ts'
import { readRoles } from './read-roles.ts'
import { decideRole, type RoleMove, unansweredOffers } from './roles.ts'

const [a, b] = [
  { id: 'ana', name: 'Ana' },
  { id: 'ben', name: 'Ben' },
]
const role = 'commander'
const NOBODY = incidentOf()
const HELD = incidentOf([1, { type: 'role-taken', role }, ana])
const OFFERED = incidentOf([1, { type: 'role-taken', role }, ana], [2, { type: 'role-offered', role, to: b! }, ana])
const decide = (incident: typeof HELD, move: Omit<Extract<RoleMove, { do: 'take' }>, 'role'> | object) => {
  const decision = decideRole(incident.roles, { role, ...move } as RoleMove)
  return decision === 'unchanged' ? decision : 'refused' in decision ? decision.refused.code : decision.event.type
}

test.each([
  ['nobody has it: take it', NOBODY, { do: 'take', by: a }, 'role-taken'],
  ['nobody has it: offer it to oneself', NOBODY, { do: 'offer', by: a, to: a }, 'role-taken'],
  ['nobody has it: offer it to somebody', NOBODY, { do: 'offer', by: a, to: b }, 'role-offered'],
  ['I have it: take it', HELD, { do: 'take', by: a }, 'unchanged'],
  ['another one has it: take it', HELD, { do: 'take', by: b }, 'role/held'],
  ['another one cannot be reached: take it over', HELD, { do: 'take', by: b, force: true }, 'role-taken'],
  ['hand it over', HELD, { do: 'offer', by: a, to: b }, 'role-offered'],
  ['to the one who has it', HELD, { do: 'offer', by: b, to: a }, 'role/same'],
  ['offered: accept', OFFERED, { do: 'accept', by: b }, 'role-accepted'],
  ['offered: take means accept', OFFERED, { do: 'take', by: b }, 'role-accepted'],
  ['offered: decline', OFFERED, { do: 'decline', by: b }, 'role-declined'],
  ['offered to another one: accept', OFFERED, { do: 'accept', by: a }, 'role/not-offered'],
  ['offered again to the same', OFFERED, { do: 'offer', by: a, to: b }, 'unchanged'],
  ['give it back', HELD, { do: 'release', by: a }, 'role-released'],
  ['give back what another one has', HELD, { do: 'release', by: b }, 'role/not-held'],
])('%s', (_, incident, move, expected) => expect(decide(incident, move)).toBe(expected))

test('until the other one says yes, the first one has it', () => {
  expect(OFFERED.roles[0]).toMatchObject({ holder: a, offer: { to: b } })
  const accepted = incidentOf(
    [1, { type: 'role-taken', role }, ana],
    [2, { type: 'role-offered', role, to: b! }, ana],
    [3, { type: 'role-accepted', role, from: a! }, ben],
  )
  expect(accepted.roles).toEqual([{ role, holder: b, since: minute(3) }])
  const declined = incidentOf(
    [1, { type: 'role-taken', role }, ana],
    [2, { type: 'role-offered', role, to: b! }, ana],
    [3, { type: 'role-declined', role }, ben],
  )
  expect(declined.roles).toEqual([{ role, holder: a, since: minute(1) }])
})

test('an offer that nobody answers is seen', () => {
  expect(unansweredOffers(OFFERED.roles, minute(6), 5 * 60_000)).toEqual([])
  expect(unansweredOffers(OFFERED.roles, minute(7), 5 * 60_000)).toHaveLength(1)
})

test('the roles of a book, beside those every incident has', () => {
  const page = `# Incident response

## Roles and Responsibilities

### Incident Commander (IC)

**Responsibilities**:
- Decides
- Speaks with others

### Communications Lead (P1 only)

**Responsibilities**:
- Status page

### Database Expert

**Responsibilities**:
- Looks after the data

### Escalation

Call somebody.
`
  const roles = readRoles([repositoryOf({ 'incident.md': page })])
  expect(roles.map(({ id, title, qualifier, duties }) => [id, title, qualifier, duties.length])).toEqual([
    ['commander', 'Incident Commander', undefined, 2],
    ['communications', 'Communications Lead', 'P1 only', 1],
    ['scribe', 'Scribe', undefined, 0],
    ['database-expert', 'Database Expert', undefined, 1],
  ])
})

import { expect, test } from 'vitest'
import { bookOf } from '../../../../test/repository-of.ts'
import { readSeverityPolicy } from '../../incident/severity-policy.ts'
import { compilePaging } from '../policy/compile-paging.ts'
import { pagingSchema } from '../policy/paging-schema.ts'
import { compareMatrix } from './compare-matrix.ts'
import { readMatrix } from './matrix.ts'
import { policiesOfMatrix } from './policies-of-matrix.ts'

const PAGE = `# Incident response

## Escalation matrix

| Severity | Initial Response | After 15 min | After 1 hour |
|---|---|---|---|
| **P0** | On-call Engineer | Team Lead | CTO |
| P1 | On-call Engineer | Team Lead | - |
| P2 | On-call Engineer | Team Lead | - |

## Contacts

| Role | Contact |
|---|---|
| Team Lead | lead@example.org |
`
const { repositories } = bookOf({ 'docs/incidents.md': PAGE })
const rows = readMatrix(repositories, readSeverityPolicy(repositories))
const imported = policiesOfMatrix(rows, repositories)
const NOW = new Date('2030-01-01T00:00:00Z')
const compared = (written: unknown) =>
  compareMatrix(rows, compilePaging(pagingSchema.parse(written)), NOW).map(
    ({ row, message }) => `${row.line}: ${message}`,
  )

test('a matrix becomes policies; rows that say the same become one', () => {
  expect(imported.paging).toEqual({
    policies: {
      p0: {
        steps: [
          { notify: [{ schedule: 'on-call-engineer' }] },
          { after: '15m', notify: [{ schedule: 'team-lead' }] },
          { after: '45m', notify: [{ schedule: 'cto' }] },
        ],
        fallback: [{ schedule: 'cto' }],
      },
      p1: {
        steps: [{ notify: [{ schedule: 'on-call-engineer' }] }, { after: '15m', notify: [{ schedule: 'team-lead' }] }],
        fallback: [{ schedule: 'team-lead' }],
      },
    },
    routes: [
      { severity: ['P0'], policy: 'p0' },
      { severity: ['P1', 'P2'], policy: 'p1' },
    ],
  })
  expect(imported.roles.find(({ schedule }) => schedule === 'team-lead')).toMatchObject({
    role: 'Team Lead',
    contact: 'lead@example.org',
  })
})

test('what was imported keeps what the book says', () => expect(compared(imported.paging)).toEqual([]))

test('a policy that is later, shorter or absent is told with the line of the book', () => {
  const slow = {
    steps: [{ notify: [{ user: 'ana' }] }, { after: '30m', notify: [{ user: 'ben' }] }],
    fallback: [{ user: 'boss' }],
    fallbackAfter: '30m',
  }
  const short = { steps: [{ notify: [{ user: 'ana' }] }], fallback: [{ user: 'boss' }] }
  const routes = [
    { severity: ['P0'], policy: 'slow' },
    { severity: ['P1'], policy: 'short' },
  ]
  expect(compared({ policies: { slow, short }, routes })).toEqual([
    '7: The book tells Team Lead of a P0 after 15 min, the policy "slow" comes to them after 30 min',
    '9: The book says who is told of a P2, but paging tells nobody: no route fits it, and no policy is called "default"',
  ])
})

import { expect, test } from 'vitest'
import { queryOf, readIncidentFilter } from './incident-filter.ts'

test.each([
  ['', { active: 'true' }],
  ['show=all', {}],
  [
    'show=resolved&severity=P1&kind=drill&service=shop',
    { status: 'resolved', severity: 'P1', kind: 'drill', service: 'shop' },
  ],
  ['show=nonsense&severity=P9&kind=x&service=', { active: 'true' }],
])('the address %j asks for %o', (address, query) => {
  const asked = queryOf(readIncidentFilter(new URLSearchParams(address)))
  expect(JSON.parse(JSON.stringify(asked))).toEqual(query)
})

import { expect, test } from 'vitest'
import { judgePaging, type LookedPerson } from './judge-paging.ts'

const now = new Date('2030-01-31T00:00:00Z')
const person = (more: Partial<LookedPerson>): LookedPerson => ({
  ...{ login: 'ana', methods: 2, usable: 1, lastProvenAt: '2030-01-30T00:00:00Z', ...more },
})
const lines = (
  people: LookedPerson[],
  channels = [{ channel: 'ntfy', ok: true, what: 'https://ntfy.sh can be reached' }],
) => judgePaging(channels, people, now).map(({ state, what, measured }) => `${state} ${what}: ${measured}`)

test('channels and people, each with what is known of them', () => {
  expect(lines([person({})])).toEqual([
    'ok channel ntfy: https://ntfy.sh can be reached',
    'ok ana: last proven 24.0 h ago',
  ])
  expect(lines([], [])).toEqual(['warning channels: none: nobody can be paged'])
  expect(lines([], [{ channel: 'sms', ok: false, what: 'ECONNREFUSED' }])).toEqual(['wrong channel sms: ECONNREFUSED'])
})
test.each([
  [{ methods: 0, usable: 0, lastProvenAt: null }, 'warning ana: no contact method'],
  [{ usable: 0 }, 'warning ana: no contact method that can be used'],
  [{ lastProvenAt: null }, 'warning ana: never proven to be reached'],
  [{ lastProvenAt: '2030-01-10T00:00:00Z' }, 'warning ana: last proven 21.0 days ago'],
] as const)('%j', (more, expected) => expect(lines([person(more)])[1]).toBe(expected))

import { expect, test } from 'vitest'
import { compileMatchers } from '../matcher/matcher.ts'
import { type AlertCount, tallyAlerts } from './tally.ts'

const openedAt = new Date('2030-01-01T00:00:00Z')
const counted = (value: string, more: Partial<AlertCount> & { id?: string } = {}): AlertCount => ({
  ...{ value, labels: {}, count: 1, open: 1, severity: 'warning' },
  newest: { id: more.id ?? 'a1', summary: `newest of ${value}`, openedAt },
  ...more,
})
const conditions = (operator: '=' | '=~' | '!=', value: string) => {
  const compiled = compileMatchers([{ name: 'team', operator, value }])
  if (!compiled.ok) throw new Error(compiled.problem)
  return compiled.matchers
}

test('counts of one value are one group: the worst severity, the newest alert', () => {
  const groups = tallyAlerts(
    [
      counted('Slow', { labels: { team: 'web' }, count: 3, open: 1, id: 'a1' }),
      counted('Slow', { labels: { team: 'db' }, count: 2, severity: 'critical', id: 'a9' }),
    ],
    [],
  )
  expect(groups).toEqual([
    {
      ...{ value: 'Slow', count: 5, open: 2, severity: 'critical' },
      newest: { id: 'a9', summary: 'newest of Slow', openedAt: openedAt.toISOString() },
    },
  ])
})

test('the worst come first, then the largest, then by name', () => {
  const order = tallyAlerts(
    [
      counted('b'),
      counted('a'),
      counted('many', { count: 9 }),
      counted('bad', { severity: 'critical' }),
      counted('', { severity: 'info' }),
    ],
    [],
  )
  expect(order.map(({ value }) => value)).toEqual(['bad', 'many', 'a', 'b', ''])
})

test.each([
  ['=', 'db', ['x']],
  ['=~', 'd.', ['x']],
  ['!=', 'db', ['y', 'z']],
] as const)('only what fits a condition is counted: team%s"%s"', (operator, value, expected) => {
  const counts = [counted('x', { labels: { team: 'db' } }), counted('y', { labels: { team: 'web' } }), counted('z')]
  expect(tallyAlerts(counts, conditions(operator, value)).map((group) => group.value)).toEqual(expected)
})

import { expect, test } from 'vitest'
import type { Incident, IncidentAlert } from '../../../src/http/contract.ts'
import { groupAlerts } from './group-alerts.ts'
import { summaryOfFacts } from './summary-of-facts.ts'

const at = (minutes: number) => new Date(Date.UTC(2030, 0, 1, 3, minutes))
const alert = (id: string, name: string, more: Partial<IncidentAlert> = {}): IncidentAlert => ({
  ...{ alert: id, incident: 'i', summary: `${name} on ${id}`, attachedAt: at(0).toISOString(), resolvedAt: null },
  ...{ severity: 'warning', labels: { alertname: name }, ...more },
})
const over = { resolvedAt: at(20).toISOString() }
const incident = {
  ...{ title: 'Checkout is slow', service: 'checkout', openedAt: at(0).toISOString(), reopenedAt: null },
  ...{ acknowledgedAt: at(2).toISOString(), acknowledgedBy: { id: 'ana', name: 'Ana' } },
  mitigatedAt: at(12).toISOString(),
  runs: [{ run: 'run_1', procedure: 'docs/shop.md#restart', outcome: 'succeeded', exitCode: 0 }],
} as unknown as Incident

test('the facts of an incident that ends', () => {
  const alerts = [alert('a1', 'Slow', over), alert('a2', 'Slow'), alert('a3', 'Down', over)]
  expect(summaryOfFacts(incident, alerts, at(31))).toBe(
    [
      'Checkout is slow (checkout), 2030-01-01 03:00 to 2030-01-01 03:31 UTC, 31m.',
      'Acked by Ana after 2m.',
      'Mitigated after 12m.',
      'Alert Slow (2 alerts): 1 of them still fire.',
      'Alert Down: ended.',
      'Ran docs/shop.md#restart: succeeded.',
    ].join('\n'),
  )
})

test('what is not known is not said', () => {
  const bare = {
    ...incident,
    ...{ acknowledgedAt: null, acknowledgedBy: null, mitigatedAt: null, runs: [] },
  } as Incident
  expect(summaryOfFacts({ ...bare, service: null }, [], at(1))).toBe(
    'Checkout is slow, 2030-01-01 03:00 to 2030-01-01 03:01 UTC, 1m.',
  )
})

test('alerts of one name are one kind: what fires first, then the worst', () => {
  const kinds = groupAlerts([
    alert('a1', 'Ended', { ...over, severity: 'critical' }),
    alert('a2', 'Mild'),
    alert('a3', 'Bad', { severity: 'critical' }),
    alert('a4', 'Mild', over),
    alert('a5', '', { labels: {}, severity: null }),
  ])
  expect(kinds.map(({ name, firing, alerts }) => [name, firing, alerts.length])).toEqual([
    ['Bad', 1, 1],
    ['Mild', 1, 2],
    [' on a5', 1, 1],
    ['Ended', 0, 1],
  ])
})

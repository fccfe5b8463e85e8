import { expect, test } from 'vitest'
import type { Composed } from '../../composed.ts'
import { groupNotification } from './group-notification.ts'

const at = new Date(Date.UTC(2030, 0, 1))
const page = (title: string, severity: string, minute: number): Composed => ({
  ...{ kind: 'page', thread: title, isUrgent: severity === 'P1', title, severity, lines: [], actions: [], at },
  since: new Date(Date.UTC(2030, 0, 1, 0, minute)),
})
test('the worst comes first, and what is not listed is counted', () => {
  const first = [page('Disk', 'P3', 4), page('Checkout', 'P1', 7)]
  expect(
    groupNotification({ first, count: 9_999, alerts: 12_000, thread: 'storm', links: { actions: [] }, at }),
  ).toEqual({
    ...{ kind: 'grouped', thread: 'storm', isUrgent: true, title: '9999 incidents, first: Checkout', severity: 'P1' },
    since: first[0]!.since,
    lines: ['P1 Checkout', 'P3 Disk', 'and 9997 more'],
    counted: { incidents: 9_999, alerts: 12_000 },
    ...{ actions: [], at },
  })
})

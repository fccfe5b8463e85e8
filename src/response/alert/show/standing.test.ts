import { expect, test } from 'vitest'
import type { StoredAlert } from '../alert-row.ts'
import { alertingSchema } from '../settings/alerting-schema.ts'
import { compileAlerting } from '../settings/compile-alerting.ts'
import { gettableAlert } from './gettable.ts'
import { standings } from './standing.ts'

const NOW = new Date('2030-01-01T12:00:00Z')
const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000)
const alerting = compileAlerting(alertingSchema.parse({ route: { receiver: 'team' }, receivers: [{ name: 'team' }] }))
const alert: StoredAlert = {
  ...{
    id: 'a',
    number: 1,
    integrationId: 'i',
    key: 'k',
    episode: 1,
    fingerprint: 'f',
    summary: 's',
    severity: 'error',
  },
  ...{ labels: {}, annotations: {}, startsAt: NOW, endIsTimeout: false, links: [], details: {}, count: 1 },
  ...{ lastSeenAt: NOW, openedAt: NOW },
}

test.each<[string, Partial<StoredAlert>, string, string[]]>([
  ['fires', {}, 'active', []],
  ['is put off', { snoozedUntil: minutes(1) }, 'suppressed', ['snoozed']],
  ['was put off', { snoozedUntil: minutes(-1) }, 'active', []],
  ['was put off and is over', { snoozedUntil: minutes(1), endsAt: minutes(-1) }, 'active', []],
])('to clients of Alertmanager an alert that %s', (_, more, state, mutedBy) => {
  const each = { ...alert, ...more }
  const { status } = gettableAlert(each, standings({ alerting, silences: [], firing: [], now: NOW })(each))
  expect(status).toMatchObject({ state, mutedBy, silencedBy: [] })
})

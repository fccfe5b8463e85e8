import { expect, test } from 'vitest'
import type { Alert } from '../alert.ts'
import { type AlertAction, changeAlert } from './change-alert.ts'

const at = (minutes: number) => new Date(Date.UTC(2030, 0, 1, 12, minutes))
const open: Alert = {
  ...{ id: 'a', integrationId: 'i', key: 'k', episode: 1, fingerprint: 'f', summary: 's', severity: 'error' },
  ...{
    labels: {},
    annotations: {},
    startsAt: at(0),
    endIsTimeout: false,
    links: [],
    details: {},
    count: 1,
    lastSeenAt: at(0),
  },
}
const taken = { ...open, acknowledgedAt: at(1), acknowledgedBy: 'ben' }
const over = { ...open, endsAt: at(5) }
const off = { ...open, snoozedUntil: at(30) }
const until = ({ snoozedUntil }: Alert) => (snoozedUntil ? `until ${snoozedUntil.getUTCMinutes()}` : '')
const check = (alert: Alert, action: AlertAction, expected: string, minutes?: number) => {
  const given = minutes === undefined ? {} : { until: at(minutes) }
  const change = changeAlert(alert, action, { name: 'ana', now: at(10), ...given })
  expect(
    change.do === 'refuse'
      ? `refused: ${change.why}`
      : `${change.outcome} ${change.alert.acknowledgedBy ?? ''} ${until(change.alert)}`.trim().replace('  ', ' '),
  ).toBe(expected)
}
test.each([
  ['open', open, 'acknowledge', 'acknowledged ana'],
  ['open', open, 'resolve', 'resolved'],
  ['open', open, 'unacknowledge', 'refused: nobody has it'],
  ['taken', taken, 'acknowledge', 'refused: ben has it already'],
  ['taken', taken, 'unacknowledge', 'unacknowledged'],
  ['taken', taken, 'resolve', 'resolved ben'],
  ['over', over, 'acknowledge', 'refused: it is over already'],
  ['over', over, 'unacknowledge', 'refused: it is over already'],
  ['over', over, 'resolve', 'refused: it is over already'],
] as const)('%s, %o: %s', (_, alert, action, expected) => check(alert, action, expected))

test.each([
  ['open', open, 'snooze', 30, 'snoozed until 30'],
  ['taken', taken, 'snooze', 30, 'snoozed ben until 30'],
  ['put off', off, 'snooze', 20, 'snoozed until 20'],
  ['open', open, 'snooze', 10, 'refused: that time has passed already'],
  ['open', open, 'snooze', undefined, 'refused: that time has passed already'],
  ['over', over, 'snooze', 30, 'refused: it is over already'],
  ['put off', off, 'acknowledge', undefined, 'acknowledged ana'],
  ['put off', off, 'resolve', undefined, 'resolved'],
  ['put off', off, 'unsnooze', undefined, 'unsnoozed until 10'],
  ['open', open, 'unsnooze', undefined, 'refused: it is not snoozed'],
  ['put off before', { ...open, snoozedUntil: at(5) }, 'unsnooze', undefined, 'refused: it is not snoozed'],
  ['put off and over', { ...over, snoozedUntil: at(30) }, 'unsnooze', undefined, 'refused: it is over already'],
  ['put off and taken', { ...taken, snoozedUntil: at(30) }, 'unacknowledge', undefined, 'unacknowledged until 30'],
] as const)('%s, %o: %s', (_, alert, action, minutes, expected) => check(alert, action, expected, minutes))

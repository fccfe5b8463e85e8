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
const check = (alert: Alert, action: AlertAction, expected: string) => {
  const change = changeAlert(alert, action, { name: 'ana', now: at(10) })
  if (change.do === 'change') expect(`${change.outcome} ${change.alert.acknowledgedBy ?? ''}`.trim()).toBe(expected)
  else expect(change.do === 'refuse' ? `refused: ${change.why}` : 'nothing').toBe(expected)
}
test.each([
  ['open', open, 'acknowledge', 'acknowledged ana'],
  ['open', open, 'resolve', 'resolved'],
  ['open', open, 'unacknowledge', 'refused: nobody has it'],
  ['taken', taken, 'acknowledge', 'refused: ben has it already'],
  ['own', { ...taken, acknowledgedBy: 'ana' }, 'acknowledge', 'nothing'],
  ['taken', taken, 'unacknowledge', 'unacknowledged'],
  ['taken', taken, 'resolve', 'resolved ben'],
  ['over', over, 'acknowledge', 'refused: it is over already'],
  ['over', over, 'unacknowledge', 'refused: it is over already'],
  ['over', over, 'resolve', 'nothing'],
] as const)('%s, %o: %s', (_, alert, action, expected) => check(alert, action, expected))

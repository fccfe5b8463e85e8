import { expect, test } from 'vitest'
import { fingerprint } from '../fingerprint.ts'
import { webhookV4 } from './webhook-v4.ts'

const at = (minutes: number) => new Date(Date.UTC(2030, 0, 1, 12, minutes))
const alert = (labels: Record<string, string>, startsAt: number, endsAt?: number) => ({
  labels,
  annotations: { summary: 'Disk is full', host: labels.host! },
  startsAt: at(startsAt),
  ...(endsAt === undefined ? {} : { endsAt: at(endsAt) }),
  fingerprint: fingerprint(labels),
})
const web = alert({ alertname: 'DiskFull', host: 'web', team: 'a' }, 10, 70)
const db = alert({ alertname: 'DiskFull', host: 'db', team: 'a' }, 5)
const old = alert({ alertname: 'DiskFull', host: 'old', team: 'b' }, 1, 50)
const content = {
  receiver: 'team-a',
  firing: [web, db],
  resolved: [old],
  groupLabels: { alertname: 'DiskFull' },
  groupKey: '{}:{alertname="DiskFull"}',
  reason: 'some alerts resolved',
  externalUrl: 'https://opsbook.example',
  maxAlerts: 0,
  now: at(60),
} as const

// The shape of Alertmanager's webhook version 4, from its documentation and from bodies of release 0.25.0.
test('the whole body', () =>
  expect(webhookV4(content)).toEqual({
    receiver: 'team-a',
    status: 'firing',
    alerts: [
      {
        status: 'firing',
        labels: db.labels,
        annotations: { summary: 'Disk is full', host: 'db' },
        startsAt: '2030-01-01T12:05:00.000Z',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: '',
        fingerprint: db.fingerprint,
      },
      expect.objectContaining({ status: 'firing', labels: web.labels, endsAt: '0001-01-01T00:00:00Z' }),
      expect.objectContaining({ status: 'resolved', labels: old.labels, endsAt: '2030-01-01T12:50:00.000Z' }),
    ],
    groupLabels: { alertname: 'DiskFull' },
    commonLabels: { alertname: 'DiskFull' },
    commonAnnotations: { summary: 'Disk is full' },
    externalURL: 'https://opsbook.example',
    version: '4',
    groupKey: '{}:{alertname="DiskFull"}',
    truncatedAlerts: 0,
    notification_reason: 'some alerts resolved',
    routeLabels: {},
  }))

test('a limit cuts off what is over first, and says how many', () => {
  const body = webhookV4({ ...content, maxAlerts: 2 })
  expect(body.alerts.map(({ labels }) => labels.host)).toEqual(['db', 'web'])
  expect(body).toMatchObject({ truncatedAlerts: 1, commonLabels: { alertname: 'DiskFull' }, status: 'firing' })
})

test('when nothing fires the body is resolved', () =>
  expect(webhookV4({ ...content, firing: [] })).toMatchObject({ status: 'resolved', commonLabels: old.labels }))

test('an alert that only left the group ends now for it', () => {
  const body = webhookV4({ ...content, firing: [], resolved: [db, web] })
  expect(body.alerts.map(({ endsAt }) => endsAt)).toEqual(['2030-01-01T13:00:00.000Z', '2030-01-01T13:00:00.000Z'])
})

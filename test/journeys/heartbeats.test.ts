/** Heartbeats over the real server: jobs, alerts and people ping; what falls silent is an alert, once, and an incident. */
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { reveal } from '../../src/identity/secret.ts'
import { addPerson, deskOn } from '../identity-desk.ts'
import { bearer, sessionOf } from '../security/principals.ts'
import { type SeenAlert, served, until } from './served.ts'

const SETTINGS = `heartbeats:
  nightly: { every: 1h, grace: 1m, severity: error, labels: { team: shop } }
  pipeline: { every: 10m, grace: 5m, matchers: [alertname="Watchdog"] }
`

interface Shown {
  readonly state: string
  readonly why: string | null
  readonly lastDurationMs: number | null
}

async function servedHeartbeats() {
  const house = await served(SETTINGS)
  const { user } = await addPerson(deskOn(house.db), 'ana', 'admin')
  const headers = bearer(reveal((await sessionOf(house.db, user)).secret))
  const api = async <Answer>(path: string) =>
    (await (await fetch(`${house.url}/api/v1${path}`, { headers })).json()) as Answer
  const stateOf = async (name: string) => (await api<Shown>(`/heartbeats/${name}`)).state
  return { ...house, api, stateOf }
}

test('silence is an alert once and an incident, and a sign of life ends both', { timeout: 120_000 }, async () => {
  const { db, url, api, stateOf } = await servedHeartbeats()
  const { path } = await api<{ path: string }>('/heartbeats/nightly/address')
  const ping = async (word = '', init?: RequestInit) => {
    const answer = await fetch(`${url}${path}${word}`, init)
    return `${answer.status} ${await answer.text()}`
  }
  expect(await ping('/start')).toBe('200 OK')
  expect(await ping('/0', { method: 'POST', body: 'copied 12 files\0' })).toBe('200 OK')
  expect(await ping('', { method: 'HEAD' })).toBe('200 ')
  expect([await ping('/256'), await ping('/what')]).toEqual(['404 not found', '404 not found'])
  expect((await fetch(`${url}/ping/${'x'.repeat(32)}`)).status).toBe(404)
  const first = await api<Shown>('/heartbeats/nightly')
  expect(first).toMatchObject({ state: 'up', lastDurationMs: expect.any(Number) })
  const { items } = await api<{ items: { kind: string; body: string | null }[] }>('/heartbeats/nightly/pings')
  expect(items.map(({ kind, body }) => [kind, body])).toEqual([
    ['success', null],
    ['success', 'copied 12 files\u2400'],
    ['start', null],
  ])

  await sql`update heartbeats set expected_at = now() - interval '2 minutes', due_at = now() - interval '2 minutes' where name = 'nightly'`.execute(
    db,
  )
  await until(
    () => stateOf('nightly'),
    (state) => state === 'down',
  )
  const alerts = async () =>
    (await sql<SeenAlert>`select * from alerts where integration_id = 'heartbeats' order by episode`.execute(db)).rows
  await until(alerts, (rows) => rows.length === 1)
  expect((await alerts())[0]).toMatchObject({
    ...{ key: 'nightly', severity: 'error', summary: 'Heartbeat nightly: it did not come', ends_at: null },
    labels: { alertname: 'HeartbeatMissed', heartbeat: 'nightly', team: 'shop' },
  })
  const incidents = async () =>
    (await sql<{ title: string; status: string }>`select title, status from incidents`.execute(db)).rows
  await until(incidents, (rows) => rows.length === 1)

  expect(await ping()).toBe('200 OK')
  await until(alerts, ([one]) => one?.ends_at !== null)
  expect(await alerts()).toHaveLength(1)
  expect(await stateOf('nightly')).toBe('up')
  expect(await ping('/3')).toBe('200 OK')
  expect(await api<Shown>('/heartbeats/nightly')).toMatchObject({
    ...{ state: 'down', why: 'it ended with exit status 3' },
  })
})

test('an alert that always fires feeds its heartbeat and is no incident; clients of Opsgenie and GoAlert ping by name', {
  timeout: 120_000,
}, async () => {
  const { db, url, stateOf, integration } = await servedHeartbeats()
  const prometheus = (await integration('alertmanager-api')).key
  await until(
    async () => {
      await fetch(`${url}/intake/alertmanager-api/${prometheus}/api/v2/alerts`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
        body: JSON.stringify([{ labels: { alertname: 'Watchdog', severity: 'critical' } }]),
      })
      return stateOf('pipeline')
    },
    (state) => state === 'up',
  )
  const opsgenie = (await integration('opsgenie')).key
  const pinged = await fetch(`${url}/v2/heartbeats/nightly/ping`, {
    headers: { authorization: `GenieKey ${opsgenie}` },
  })
  expect([pinged.status, await stateOf('nightly')]).toEqual([202, 'up'])
  const goalert = (await integration('goalert-generic')).key
  const unknown = await fetch(`${url}/api/v2/heartbeat/nobody?token=${goalert}`)
  const known = await fetch(`${url}/api/v2/heartbeat/nightly?token=${goalert}`)
  expect([unknown.status, known.status]).toEqual([404, 204])
  const { rows } = await sql<{ opened: number }>`select count(*)::int as opened from incidents`.execute(db)
  expect(rows[0]?.opened).toBe(0)
})

/** Duty over the real server: a shift changes and whoever comes on gets a mail; the report counts what was. */
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { publish } from '../../src/db/events.ts'
import { reveal } from '../../src/identity/secret.ts'
import type { ShownDutyReport, ShownHandover, ShownShiftDuty } from '../../src/response/page/duty/routes.ts'
import { contactable } from '../contactable.ts'
import { addPerson, deskOn } from '../identity-desk.ts'
import { bearer, sessionOf } from '../security/principals.ts'
import { smtpStandIn } from '../stand-ins/smtp-stand-in.ts'
import { served } from './served.ts'

const HOUR_MS = 3_600_000

test('a note at the change of shift, and a report of how it was', { timeout: 120_000 }, async () => {
  const smtp = await smtpStandIn()
  const { db, url } = await served(`oncall:
  people: { boss: { zone: Asia/Tokyo }, ben: { zone: America/New_York } }
  schedules:
    shop: { zone: Europe/Berlin, layers: [{ name: always, people: [boss] }] }
paging:
  channels:
    email: { from: ops@shop.example, smtp: { host: 127.0.0.1, port: ${smtp.port}, security: none } }
`)
  const { user } = await addPerson(deskOn(db), 'boss', 'admin')
  const headers = { ...bearer(reveal((await sessionOf(db, user)).secret)), 'content-type': 'application/json' }
  const api = async <Answer>(path: string, body?: object) => {
    const init = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) }
    const answer = await fetch(`${url}/api/v1${path}`, init)
    return { status: answer.status, json: (await answer.json()) as Answer }
  }
  await contactable(db, 'ben', ['email'])

  const now = new Date()
  const [from, until] = [now.toISOString(), new Date(now.getTime() + 8 * HOUR_MS).toISOString()]
  const override = { kind: 'replace', people: ['ben'], from, until }
  expect((await api('/oncall/schedules/shop/overrides', override)).status).toBe(201)
  const opened = await api<{ number: number }>('/incidents', { title: 'Checkout fails', severity: 'P1' })
  expect(opened.status).toBe(201)

  // What is recorded of a day in the past: Boss was on for it, called at noon and at midnight where they live.
  await sql`insert into oncall_history (schedule, login, began_at, ended_at)
    values ('shop', 'boss', '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z')`.execute(db)
  const pages = [
    ['p1', '2026-03-02T03:00:00Z', '2026-03-02T03:01:30Z', 'acknowledged'],
    ['p2', '2026-03-02T15:00:00Z', '2026-03-02T15:05:00Z', 'acknowledged'],
    ['p3', '2026-03-02T15:10:00Z', '2026-03-02T15:20:00Z', 'superseded'],
  ]
  for (const [id, at, endedAt, ended] of pages)
    await sql`insert into pages (id, incident_id, user_id, by, step, round, until, severity, code, due_at, started_at, ended_at, ended)
      values (${id}, ${id}, ${user.id}, 'step 1 of p', 1, 0, 'acknowledged', 'P1', ${id}, ${at}, ${at}, ${endedAt}, ${ended})`.execute(
      db,
    )
  const period = '?from=2026-03-01T00:00:00Z&until=2026-03-08T00:00:00Z'
  const { json: report } = await api<ShownDutyReport>(`/oncall/report${period}`)
  expect(report.total).toEqual({
    ...{ pages: 3, incidents: 3, atNight: 2, acknowledged: 2, declined: 0, taken: 0, over: 0, unanswered: 1 },
    ackSeconds: { median: 90, p90: 300 },
  })
  expect(report.people).toMatchObject([{ login: 'boss', onCallHours: 24, shifts: 1, pages: 3 }])
  const { json: shifts } = await api<{ items: ShownShiftDuty[]; next: string | null }>(`/oncall/report/shifts${period}`)
  expect(shifts).toMatchObject({ items: [{ schedule: 'shop', login: 'boss', pages: 3, atNight: 2 }], next: null })
  expect((await api('/oncall/report?from=2026-03-08T00:00:00Z&until=2026-03-01T00:00:00Z')).status).toBe(422)

  const { json: handover } = await api<ShownHandover>('/oncall/schedules/shop/handover')
  expect(handover).toMatchObject({ logins: ['ben'], open: [{ title: 'Checkout fails', severity: 'P1', by: 'boss' }] })
  expect((await api('/oncall/schedules/none/handover')).status).toBe(404)

  const change = {
    type: 'oncall.handover',
    subject: 'shop',
    data: { at: now.toISOString(), from: ['boss'], to: ['ben'] },
  }
  await publish(db, [change, change])
  const mail = await smtp.readMail(0)
  expect(mail.subject).toContain('You are on call for shop until ')
  expect(mail.text).toContain('1 incident is open:')
  expect(mail.text).toContain('Checkout fails')
  const { rows } =
    await sql`select 1 from messages where kind = 'reminder' and id like ${`%_${now.getTime()}_%`}`.execute(db)
  expect(rows).toHaveLength(1)
})

import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { incidentDesk, user } from '../../../test/incident-desk.ts'
import { eventsAfter } from '../../db/events.ts'
import { startJobs } from '../../db/jobs.ts'
import type { Outcome } from './actions.ts'
import { attachAlerts, detachAlert, receiveAlerts, resolveAlerts } from './alert/actions.ts'
import { armAllClocks, clockQueue, rearmOverdue, sayWhatIsDue } from './clock/actions.ts'
import { SETTLE_RESTORED_INCIDENTS } from './clock/settle-restored.ts'
import type { AlertFacts } from './declare.ts'
import type { Incident } from './incident.ts'
import { alertsOfIncident } from './lookup/store.ts'
import { openIncident } from './open/actions.ts'
import { linkIncidents, mergeIncidents, takeOut, unlinkIncidents } from './pair/actions.ts'
import { replay } from './replay.ts'
import { DEFAULT_POLICY } from './severity-policy.ts'
import { findIncident, forgetRequests, incidentEvents, listIncidents } from './store.ts'
import {
  addNote,
  attachRun,
  changeRole,
  correctEntry,
  finishRun,
  moveIncident,
  postStatus,
  updateIncident,
} from './work/actions.ts'

type Desk = Awaited<ReturnType<typeof incidentDesk>>
const [ana, ben] = [user('Ana'), user('Ben')]
const SETTINGS = { rules: [], reopenWithinMs: 600_000 }
const WISH = { title: 'Checkout is slow', severity: 'P1', kind: 'normal' } as const

const got = (outcome: Outcome): Incident => {
  if (!outcome.ok) throw new Error(outcome.refused.code)
  return outcome.incident
}
const code = (outcome: Outcome) => (outcome.ok ? (outcome.changed ? 'done' : 'unchanged') : outcome.refused.code)
const alert = (id: string, severity: AlertFacts['severity'] = 'critical', group = 'g1'): AlertFacts => ({
  ...{ id, severity, group, summary: `alert ${id}`, annotations: {} },
  labels: { alertname: 'Slow', service: 'shop' },
})
const types = async ({ db }: Desk, id: string) => (await incidentEvents(db, id)).map(({ data }) => data.type).join(' ')

/** What is stored beside the events must be what follows from them. */
async function assertTrue({ db }: Desk): Promise<void> {
  for (const incident of await listIncidents(db, { limit: 100 }))
    expect(incident).toEqual(JSON.parse(JSON.stringify(replay(await incidentEvents(db, incident.id))), revive))
}
const revive = (_: string, value: unknown) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : value

test('an incident from the declaration to a corrected end', async () => {
  const all = await incidentDesk()
  const { desk, db, notes } = all
  const { id, number, status } = got(await openIncident(desk, WISH, { by: ana }))
  expect([number, status]).toEqual([1, 'acknowledged'])
  await addNote(desk, id, { text: 'the disk' }, { by: ben })
  await changeRole(desk, id, { role: 'commander', do: 'take' }, { by: ana })
  await changeRole(desk, id, { role: 'commander', do: 'offer', to: { id: 'ben', name: 'Ben' } }, { by: ana })
  await changeRole(desk, id, { role: 'commander', do: 'accept' }, { by: ben })
  await postStatus(desk, id, { text: 'We are looking', audience: 'public' }, { by: ben })
  await attachRun(desk, id, { run: 'run_1', procedure: 'shop.md#restart' }, { by: ben })
  const ended = { run: 'run_1', procedure: 'shop.md#restart', outcome: 'done', exitCode: 0 }
  await finishRun(desk, id, ended, { by: ben })
  expect(code(await finishRun(desk, id, ended, { by: ben }))).toBe('unchanged')
  await updateIncident(desk, id, { severity: 'P0', title: 'Checkout is down', why: 'all users' }, { by: ben })
  await moveIncident(desk, '1', 'resolve', { text: 'restart' }, { by: ben })
  await correctEntry(desk, id, { entry: 3, withdrawn: true, why: 'wrong' }, { by: ana })
  expect(await findIncident(db, id)).toMatchObject({
    status: 'resolved',
    title: 'Checkout is down',
    severity: 'P0',
    roles: [{ role: 'commander', holder: { name: 'Ben' } }],
    runs: [{ outcome: 'done', exitCode: 0 }],
  })
  await assertTrue(all)
  expect(notes).toContain('incident.role-accept')
  const told = (await eventsAfter(db, '0-0', 100)).map(({ type }) => type)
  expect(told.filter((type) => type === 'incident.role-accepted')).toHaveLength(1)
  expect(JSON.stringify(await eventsAfter(db, '0-0', 100))).not.toContain('the disk')
  const { rows } = await sql`select role, user_id from role_assignments where renounced_at is null`.execute(db)
  expect(rows).toEqual([{ role: 'commander', user_id: 'ben' }])
})

test('asked twice with the same key it happens once, also at the same time; another request cannot use the key', async () => {
  const { desk, db } = await incidentDesk()
  const opened = await Promise.all(Array.from({ length: 5 }, () => openIncident(desk, WISH, { by: ana, key: 'k1' })))
  expect(new Set(opened.map((each) => got(each).id)).size).toBe(1)
  const { id } = got(opened[0]!)
  const note = (text: string, key: string, by = ana) => addNote(desk, id, { text }, { by, key, wish: { text } })
  const noted = await Promise.all(Array.from({ length: 5 }, () => note('a', 'k2')))
  expect(noted.map(code).sort()).toEqual(['done', 'unchanged', 'unchanged', 'unchanged', 'unchanged'])
  expect(code(await note('b', 'k2'))).toBe('request/key-used')
  expect(code(await note('b', 'k2', ben))).toBe('done')
  expect((await incidentEvents(db, id)).filter(({ data }) => data.type === 'noted')).toHaveLength(2)
  expect(await forgetRequests(db, 0)).toBeGreaterThan(0)
})

test('a request that was refused may be made again with its key', async () => {
  const { desk } = await incidentDesk()
  const { id } = got(await openIncident(desk, WISH, { by: ana }))
  const accept = () => changeRole(desk, id, { role: 'scribe', do: 'accept' }, { by: ben, key: 'k' })
  expect(code(await accept())).toBe('role/not-offered')
  await changeRole(desk, id, { role: 'scribe', do: 'offer', to: { id: 'ben', name: 'Ben' } }, { by: ana })
  expect([code(await accept()), code(await accept())]).toEqual(['done', 'unchanged'])
})

test('who decided on an older version is refused, and of many at once exactly one decides', async () => {
  const all = await incidentDesk()
  const { desk } = all
  const { id, version } = got(await openIncident(desk, WISH, { by: ana }))
  const raise = (severity: 'P0' | 'P2') => updateIncident(desk, id, { severity }, { by: ana, ifVersion: version })
  const codes = (await Promise.all([raise('P0'), raise('P2'), raise('P0'), raise('P2')])).map(code)
  expect(codes.sort()).toEqual(['done', 'incident/changed', 'incident/changed', 'incident/changed'])
  const many = await Promise.all(Array.from({ length: 20 }, (_, n) => addNote(desk, id, { text: `${n}` }, { by: ben })))
  expect(many.map(code)).toEqual(Array(20).fill('done'))
  await assertTrue(all)
})

test('alerts of one group are one incident on any number of replicas, and each is in it once', async () => {
  const all = await incidentDesk()
  const { desk, db } = all
  const ids = Array.from({ length: 12 }, (_, n) => `a${n}`)
  const did = await Promise.all([...ids, ...ids].map((id) => receiveAlerts(desk, [alert(id)], SETTINGS)))
  expect(did.filter((each) => each.did === 'opened')).toHaveLength(1)
  const [incident, ...others] = await listIncidents(db, { limit: 10 })
  expect([others.length, incident!.alerts, incident!.severity, incident!.service]).toEqual([
    0,
    { attached: 12, firing: 12 },
    'P1',
    'shop',
  ])
  expect(await alertsOfIncident(db, [incident!.id], { limit: 100 })).toHaveLength(12)
  await Promise.all([...ids, ...ids].map((id) => resolveAlerts(desk, [id])))
  expect(await findIncident(db, incident!.id)).toMatchObject({
    alerts: { attached: 12, firing: 0 },
    status: 'resolved',
  })
  await assertTrue(all)
})

test('an incident somebody works on does not end with its alerts; what comes back soon reopens', async () => {
  const all = await incidentDesk()
  const { desk, db } = all
  const first = await receiveAlerts(desk, [alert('a1', 'warning')], SETTINGS)
  const id = first.incident!
  await moveIncident(desk, id, 'acknowledge', {}, { by: ana })
  await resolveAlerts(desk, ['a1'])
  expect((await findIncident(db, id))!.status).toBe('acknowledged')
  await receiveAlerts(desk, [alert('a2', 'critical')], SETTINGS)
  expect(await findIncident(db, id)).toMatchObject({ severity: 'P1', alerts: { attached: 2, firing: 1 } })
  await resolveAlerts(desk, ['a2'])
  await receiveAlerts(desk, [alert('a2')], SETTINGS)
  expect((await findIncident(db, id))!.alerts).toEqual({ attached: 2, firing: 1 })
  await moveIncident(desk, id, 'resolve', {}, { by: ana })
  expect(await receiveAlerts(desk, [alert('a3')], SETTINGS)).toMatchObject({ did: 'attached', incident: id })
  expect((await findIncident(db, id))!.status).toBe('open')
  await moveIncident(desk, id, 'resolve', {}, { by: ana })
  const later = await receiveAlerts(desk, [alert('a4')], { ...SETTINGS, reopenWithinMs: -1 })
  expect([later.did, later.incident === id]).toEqual(['opened', false])
  expect(await receiveAlerts(desk, [alert('a5', 'info', 'g2')], SETTINGS)).toMatchObject({ did: 'ignored' })
  await assertTrue(all)
})

test('an alert that a person took out stays out; one put in by hand is in once', async () => {
  const all = await incidentDesk()
  const { desk } = all
  const id = (await receiveAlerts(desk, [alert('a1'), alert('a2')], SETTINGS)).incident!
  expect(code(await detachAlert(desk, id, 'a1', { by: ana }))).toBe('done')
  expect((await receiveAlerts(desk, [alert('a1')], SETTINGS)).did).toBe('known')
  const b1 = [{ id: 'b1', summary: 'other' }]
  expect([
    code(await attachAlerts(desk, id, b1, { by: ana })),
    code(await attachAlerts(desk, id, b1, { by: ana })),
  ]).toEqual(['done', 'unchanged'])
  expect(await types(all, id)).toBe('opened alerts-attached alert-detached alerts-attached')
  await assertTrue(all)
})

test('merged incidents count as one, and come apart again', async () => {
  const all = await incidentDesk()
  const { desk, db } = all
  const small = (await receiveAlerts(desk, [alert('a1')], SETTINGS)).incident!
  const large = got(await openIncident(desk, { ...WISH, severity: 'P3' }, { by: ana })).id
  expect(code(await mergeIncidents(desk, [small, large], { by: ana }))).toBe('done')
  expect(code(await mergeIncidents(desk, [small, large], { by: ana }))).toBe('unchanged')
  expect(await findIncident(db, large)).toMatchObject({ severity: 'P1', tookIn: [small] })
  expect(code(await moveIncident(desk, small, 'resolve', {}, { by: ana }))).toBe('incident/not-possible')
  expect(await receiveAlerts(desk, [alert('a2')], SETTINGS)).toMatchObject({ did: 'attached', incident: large })
  const together = await alertsOfIncident(db, [large, small], { limit: 9 })
  expect(together.map(({ alertId }) => alertId)).toEqual(['a1', 'a2'])
  expect((await listIncidents(db, { active: true, limit: 9 })).map(({ id }) => id)).toEqual([large])
  expect(code(await takeOut(desk, [small, large], { by: ana }))).toBe('done')
  expect((await findIncident(db, small))!.status).toBe('open')
  expect(code(await linkIncidents(desk, [small, '2'], 'caused-by', { by: ana }))).toBe('done')
  expect((await findIncident(db, large))!.links).toEqual([{ incident: small, relation: 'causes' }])
  expect(code(await unlinkIncidents(desk, [large, small], 'causes', { by: ana }))).toBe('done')
  expect(code(await mergeIncidents(desk, [small, 'incident_none'], { by: ana }))).toBe('incident/unknown')
  // Both ways at the same time: no deadlock, and one of them wins.
  const both = await Promise.all([
    mergeIncidents(desk, [small, large], { by: ana }),
    mergeIncidents(desk, [large, small], { by: ben }),
  ])
  expect(both.map(code).sort()).toEqual(['done', 'incident/merged'])
  await assertTrue(all)
})

test('the timeline only grows, whoever has the database open', async () => {
  const { desk, db } = await incidentDesk()
  await openIncident(desk, WISH, { by: ana })
  await expect(sql`update incident_events set data = '{}'`.execute(db)).rejects.toThrow('only grows')
  await expect(sql`delete from incident_events`.execute(db)).rejects.toThrow('only grows')
})

const QUICK = {
  ...DEFAULT_POLICY,
  levels: {
    ...DEFAULT_POLICY.levels,
    P1: { ...DEFAULT_POLICY.levels.P1, ackSeconds: 4, firstUpdateSeconds: undefined },
  },
}

test('clocks speak at 50 and 80 % and at the end, on a real clock, and once though their job is done twice', async () => {
  const all = await incidentDesk(QUICK)
  const { db, config } = all
  const jobs = await startJobs({ config, onTrouble: () => undefined })
  const desk = { ...all.desk, jobs }
  await jobs.work(clockQueue(desk))
  const id = (await receiveAlerts(desk, [alert('a1')], SETTINGS)).incident!
  const said = async () =>
    (await incidentEvents(db, id)).flatMap(({ data }) =>
      data.type === 'clock-warned' ? [data.mark] : data.type === 'clock-breached' ? [100] : [],
    )
  await expect.poll(said, { timeout: 12_000, interval: 100 }).toEqual([50, 80, 100])
  const at = (await incidentEvents(db, id)).slice(2).map(({ happenedAt }) => happenedAt.getTime())
  const start = (await findIncident(db, id))!.openedAt.getTime()
  expect(at.every((time, index) => time >= start + [2000, 3200, 4000][index]!)).toBe(true)
  await sayWhatIsDue(desk, { incident: id })
  expect(await said()).toEqual([50, 80, 100])
  await jobs.stop(1_000)
  await assertTrue(all)
}, 30_000)

test('an answer in time keeps the clock quiet, and another severity asks for another job', async () => {
  const all = await incidentDesk()
  const { desk, jobs } = all
  const id = (await receiveAlerts(desk, [alert('a1')], SETTINGS)).incident!
  const minutes = () =>
    jobs.map(
      ({ startAfter }, _, [first]) => Math.round((startAfter!.getTime() - first!.startAfter!.getTime()) / 6_000) / 10,
    )
  await updateIncident(desk, id, { severity: 'P2' }, { by: ana })
  await moveIncident(desk, id, 'acknowledge', {}, { by: ana })
  await moveIncident(desk, id, 'resolve', {}, { by: ana })
  // P1: half of the ten minutes for a first status. P2: half an hour for an answer. Then nothing more is promised.
  expect(minutes()).toEqual([0, 25])
  for (const { data } of jobs) await sayWhatIsDue(desk, data)
  expect(await types(all, id)).not.toContain('clock')
})

test('a clock whose job was lost gets another one, and one that is woken too early asks again', async () => {
  const { desk, db, jobs } = await incidentDesk()
  const id = (await receiveAlerts(desk, [alert('a1')], SETTINGS)).incident!
  await sayWhatIsDue(desk, jobs[0]!.data)
  expect(jobs).toHaveLength(2)
  expect(jobs[1]).toEqual(jobs[0])
  await sayWhatIsDue(desk, { incident: id, at: '2020-01-01T00:00:00.000Z' })
  expect(jobs).toHaveLength(2)
  expect(await rearmOverdue(desk)).toEqual([])
  await sql`update incidents set clock_at = now() - interval '1 minute'`.execute(db)
  expect([await rearmOverdue(desk), jobs.length]).toEqual([[id], 3])
})

test('promises whose time passed before a restore are told to nobody, those to come are', async () => {
  const { desk, db, jobs } = await incidentDesk()
  const past = (await receiveAlerts(desk, [alert('a1')], SETTINGS)).incident!
  const future = (await receiveAlerts(desk, [alert('b1', 'critical', 'g2')], SETTINGS)).incident!
  await sql`update incidents set clock_at = now() - interval '1 hour' where id = ${past}`.execute(db)
  for (const statement of SETTLE_RESTORED_INCIDENTS) await sql.raw(statement).execute(db)
  const before = jobs.length
  expect([await rearmOverdue(desk), jobs.length]).toEqual([[], before])
  await sql`update incidents set clock_at = now() - interval '20 seconds' where id = ${future}`.execute(db)
  expect(await rearmOverdue(desk)).toEqual([future])
})

test('on a restored database every clock is armed anew, and what was said is not said again', async () => {
  const { desk, db, jobs } = await incidentDesk()
  const id = (await receiveAlerts(desk, [alert('a1')], SETTINGS)).incident!
  const before = jobs.length
  expect(await armAllClocks(desk)).toEqual([id])
  expect(jobs.slice(before)).toEqual([jobs[before - 1]])
  for (const { data } of [...jobs, ...jobs]) await sayWhatIsDue(desk, data)
  expect((await incidentEvents(db, id)).filter(({ data }) => data.type.startsWith('clock'))).toEqual([])
})

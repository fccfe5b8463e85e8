import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { actor, pagingDesk } from '../../../../test/paging-desk.ts'
import type { Database } from '../../../db/database.ts'
import { receiveAlerts, resolveAlerts } from '../../incident/alert/actions.ts'
import { findIncident, incidentEvents } from '../../incident/store.ts'
import { timeline } from '../../incident/timeline.ts'
import { moveIncident } from '../../incident/work/actions.ts'
import { actToken } from '../ack/act-token.ts'
import { actByCode, actOnPage, openToken } from '../ack/actions.ts'
import { declineIncident, escalateNow, reassignIncident, snoozeIncident } from '../act/actions.ts'
import { composeGroup, composePage, isStillWanted } from '../compose/actions.ts'
import type { PageDesk } from '../page-desk.ts'
import { listPages, openPages } from '../store.ts'
import { workOn } from './actions.ts'
import { claimEscalations, findEscalation } from './store.ts'

const PAGING = {
  policies: {
    default: {
      steps: [{ notify: [{ schedule: 'primary' }] }, { after: '5m', notify: [{ user: 'ben' }] }],
      fallback: [{ user: 'boss' }],
    },
    turns: {
      steps: [{ notify: [{ user: 'ana' }, { user: 'ben' }, { user: 'cy' }], roundRobin: true }],
      fallback: [{ user: 'boss' }],
    },
  },
  routes: [{ service: 'turns', policy: 'turns' }, { policy: 'default' }],
}
const PEOPLE = { people: ['ana', 'ben', 'cy', 'boss'], schedules: { primary: ['ana'] } }
const RULES = { rules: [], reopenWithinMs: 600_000 }

let seen = 0
async function fire(
  desk: PageDesk,
  severity: 'critical' | 'error' | 'warning' = 'critical',
  group = 'g',
  service = '',
) {
  seen += 1
  const labels = service === '' ? {} : { service }
  const alert = { id: `a${seen}`, summary: `Checkout fails ${seen}`, severity, labels, annotations: {}, group }
  const { incident } = await receiveAlerts(desk.incidents, [alert], RULES)
  return { incident: incident!, alert: alert.id }
}

const told = async (db: Database, incident: string) =>
  timeline(await incidentEvents(db, incident))
    .filter(({ type }) => !['opened', 'alerts-attached'].includes(type))
    .map(({ by, what }) => `${by} ${what}`)

/** Lets time pass: everything that is to happen later happens that much sooner. */
const pass = (db: Database, minutes: number) =>
  sql`update escalations set step_at = step_at - make_interval(mins => ${minutes}), wake_at = wake_at - make_interval(mins => ${minutes})`.execute(
    db,
  )

const messages = async (db: Database, state: string) => {
  const { rows } = await sql<{
    who: string
    kind: string
  }>`select user_id as who, kind from messages where state = ${state} order by created_at, id`.execute(db)
  return rows.map(({ who, kind }) => `${kind} ${who}`)
}

test('an incident pages step by step until somebody acknowledges by the link they got', async () => {
  const { desk, db, settle, troubles } = await pagingDesk(PAGING, PEOPLE)
  const { incident } = await fire(desk)
  await settle()
  expect(await messages(db, 'pending')).toEqual(['page ana'])
  await pass(db, 5)
  await settle()
  expect((await openPages(db, incident)).map(({ userId }) => userId)).toEqual(['ana', 'ben'])
  const [page] = await openPages(db, incident)
  expect(await isStillWanted(db, page!.id)).toBe(true)
  const composed = (await composePage(desk, db, page!.id))!
  expect(composed).toMatchObject({
    kind: 'page',
    reference: '#1',
    isUrgent: true,
    suggestion: { title: 'Restart the checkout' },
  })
  expect(composed.actions.map(({ act }) => act)).toEqual(['acknowledge', 'escalate', 'decline'])
  const token = composed.url!.split('/').at(-1)!
  expect(await actOnPage(desk, token, { wished: 'acknowledge', via: 'the page they got' })).toMatchObject({
    acted: [{ result: 'done', seen: { incident: { status: 'acknowledged', acknowledgedBy: { name: 'ana' } } } }],
  })
  expect(await openPages(db, incident)).toEqual([])
  expect(await isStillWanted(db, page!.id)).toBe(false)
  expect(await messages(db, 'pending')).toEqual([])
  await settle()
  expect((await findEscalation(db, incident))!.state).toMatchObject({ phase: 'held', next: 2 })
  await pass(db, 60)
  await settle()
  expect(await told(db, incident)).toEqual([
    'opsbook paged ana (on call in primary) by step 1 of default',
    'opsbook paged ben (by name) by step 2 of default'.replace('by name', 'on call in ben'),
    'ana acknowledged it by the page they got',
  ])
  expect(troubles).toEqual([])
})

test('nobody answers: the fallback, and then it is said', async () => {
  const { desk, db, settle } = await pagingDesk(PAGING, PEOPLE)
  const { incident } = await fire(desk)
  for (let minutes = 0; minutes < 20; minutes += 5) {
    await settle()
    await pass(db, 5)
  }
  expect((await told(db, incident)).at(-1)).toBe('opsbook paged everybody of default, and nobody answered')
  const { rows } = await sql<{
    type: string
  }>`select distinct type from events where type like 'escalation.%' or type like 'page.%'`.execute(db)
  expect(rows.map(({ type }) => type).sort()).toEqual(['escalation.exhausted', 'escalation.step', 'page.started'])
})

test('who cannot be reached is passed at once, and said', async () => {
  const { desk, db, settle } = await pagingDesk(PAGING, { people: ['ben', 'boss'], schedules: { primary: ['ana'] } })
  const { incident } = await fire(desk)
  await settle()
  expect(await told(db, incident)).toEqual([
    'opsbook skipped step 1 of default: schedule primary (nobody is on call in primary)',
    'opsbook paged ben (on call in ben) by step 2 of default',
  ])
})

test('a bug in telling one person keeps nobody else from being told', async () => {
  const { desk, db, settle, troubles } = await pagingDesk(PAGING, PEOPLE)
  const notifyPerson: PageDesk['notifier']['notifyPerson'] = async (tx, page) => {
    if (page.userId === 'ana') await sql`select 1 / 0`.execute(tx)
    return desk.notifier.notifyPerson(tx, page)
  }
  const broken = { ...desk, notifier: { ...desk.notifier, notifyPerson } }
  const { incident } = await fire(desk)
  for (const each of await claimEscalations(db, 5)) await workOn(broken, each)
  await settle()
  expect((await openPages(db, incident)).map(({ userId }) => userId)).toEqual(['ben'])
  expect(troubles).toHaveLength(1)
})

test('turns go from incident to incident and pass over who cannot be reached', async () => {
  const { desk, db, settle } = await pagingDesk(PAGING, { ...PEOPLE, people: ['ana', 'ben', 'boss'] })
  const paged: string[] = []
  for (let each = 0; each < 4; each += 1) {
    const { incident } = await fire(desk, 'critical', `turn ${each}`, 'turns')
    await settle()
    paged.push(...(await openPages(db, incident)).map(({ userId }) => userId))
  }
  expect(paged).toEqual(['ana', 'ben', 'ana', 'ben'])
})

test('a worse severity brings its own policy; who has an open page is not paged anew', async () => {
  const two = {
    ...PAGING,
    routes: [{ severity: ['P1'], policy: 'worst' }, { policy: 'default' }],
    policies: {
      ...PAGING.policies,
      worst: { steps: [{ notify: [{ user: 'ana' }, { user: 'cy' }] }], fallback: [{ user: 'boss' }] },
    },
  }
  const { desk, db, settle } = await pagingDesk(two, PEOPLE)
  const { incident } = await fire(desk, 'warning')
  await settle()
  await fire(desk, 'critical')
  await settle()
  const pages = await openPages(db, incident)
  expect(pages.map(({ userId, by }) => `${userId} ${by}`)).toEqual(['ana step 1 of default', 'cy step 1 of worst'])
})

test('eight clients acknowledge at once, by links, buttons, code and the console: one effect', async () => {
  const { desk, db, settle } = await pagingDesk(PAGING, PEOPLE)
  const { incident } = await fire(desk)
  await settle()
  const [page] = await openPages(db, incident)
  const composed = (await composePage(desk, db, page!.id))!
  const show = actToken(desk.mark, page!.id, 'show')
  const button = actToken(desk.mark, page!.id, 'acknowledge')
  const byLink = () => actOnPage(desk, show, { wished: 'acknowledge', via: 'the page they got' })
  const byButton = () => actOnPage(desk, button, { via: 'a button' })
  const byCode = () => actByCode(desk, { userId: 'ana', code: composed.replyCode!, via: 'an SMS' })
  const byHand = () => moveIncident(desk.incidents, incident, 'acknowledge', {}, { by: actor('ana') })
  await Promise.all([byLink(), byButton(), byCode(), byHand(), byLink(), byButton(), byCode(), byHand()])
  await settle()
  const lines = await told(db, incident)
  expect(lines.filter((line) => line.includes('acknowledged'))).toHaveLength(1)
  expect(await messages(db, 'pending')).toEqual([])
})

test('a second link says who has it, and joins only when that is asked for', async () => {
  const { desk, db, settle } = await pagingDesk(PAGING, PEOPLE)
  const { incident } = await fire(desk)
  await settle()
  await pass(db, 5)
  await settle()
  const [ana, ben] = await openPages(db, incident)
  await actOnPage(desk, actToken(desk.mark, ana!.id, 'acknowledge'), { via: 'a button' })
  const token = actToken(desk.mark, ben!.id, 'show')
  expect(await actOnPage(desk, token, { wished: 'acknowledge', via: 'x' })).toMatchObject({
    acted: [{ result: 'taken' }],
  })
  expect(await actOnPage(desk, token, { wished: 'join', via: 'x' })).toMatchObject({ acted: [{ result: 'done' }] })
  await actOnPage(desk, token, { wished: 'join', via: 'x' })
  expect((await told(db, incident)).filter((line) => line.includes('joined'))).toEqual(['ben joined by x'])
})

test('I cannot: the next one is paged at once; of who had it, nobody has it any more', async () => {
  const { desk, db, settle } = await pagingDesk(PAGING, PEOPLE)
  const { incident } = await fire(desk)
  await settle()
  await declineIncident(desk, incident, { text: 'on a train' }, { by: actor('ana') })
  expect((await openPages(db, incident)).map(({ userId }) => userId)).toEqual(['ben'])
  await moveIncident(desk.incidents, incident, 'acknowledge', {}, { by: actor('ben') })
  await settle()
  await declineIncident(desk, incident, {}, { by: actor('ben') })
  expect((await findIncident(db, incident))!.status).toBe('open')
  await settle()
  expect((await openPages(db, incident)).map(({ userId }) => userId)).toEqual(['boss'])
  expect(await declineIncident(desk, incident, {}, { by: actor('cy') })).toMatchObject({
    ok: false,
    refused: { code: 'incident/not-yours' },
  })
})

test('escalate now helps who has it without taking it away', async () => {
  const { desk, db, settle } = await pagingDesk(PAGING, PEOPLE)
  const { incident } = await fire(desk)
  await settle()
  await moveIncident(desk.incidents, incident, 'acknowledge', {}, { by: actor('ana') })
  await escalateNow(desk, incident, { text: 'need a DBA' }, { by: actor('ana') })
  await settle()
  expect((await findIncident(db, incident))!.acknowledgedBy?.name).toBe('ana')
  const [ben] = await openPages(db, incident)
  expect(ben).toMatchObject({ userId: 'ben', until: 'resolved' })
  await actOnPage(desk, actToken(desk.mark, ben!.id, 'acknowledge'), { via: 'a button' })
  expect((await told(db, incident)).at(-1)).toBe('ben joined by a button')
})

test('a snooze keeps it quiet, wakes it, and begins anew', async () => {
  const { desk, db, settle } = await pagingDesk(PAGING, PEOPLE)
  const { incident } = await fire(desk)
  await settle()
  const until = (now: Date) => new Date(now.getTime() + 30 * 60_000)
  await snoozeIncident(desk, incident, { until, text: 'after the deploy' }, { by: actor('ben') })
  await settle()
  expect(await findIncident(db, incident)).toMatchObject({ status: 'acknowledged', acknowledgedBy: { name: 'ben' } })
  expect(await openPages(db, incident)).toEqual([])
  await pass(db, 31)
  await settle()
  expect((await findIncident(db, incident))!.status).toBe('open')
  expect((await openPages(db, incident)).map(({ userId }) => userId)).toEqual(['ana'])
})

test('given to somebody it pages them, and the policy goes on behind them', async () => {
  const { desk, db, settle } = await pagingDesk(PAGING, PEOPLE)
  const { incident } = await fire(desk)
  await settle()
  await reassignIncident(desk, incident, { to: { kind: 'user', name: 'cy' } }, { by: actor('ana') })
  await settle()
  expect((await openPages(db, incident)).map(({ userId }) => userId)).toEqual(['cy'])
  await pass(db, 5)
  await settle()
  expect((await openPages(db, incident)).map(({ userId, by }) => `${userId} ${by}`)).toEqual([
    'cy step 1 of user cy, then default',
    'ana step 2 of user cy, then default',
  ])
})

test('what ends by itself pages nobody any more, and what comes back pages anew', async () => {
  const { desk, db, settle } = await pagingDesk(PAGING, PEOPLE)
  const { incident, alert } = await fire(desk)
  await settle()
  await resolveAlerts(desk.incidents, [alert])
  expect(await messages(db, 'pending')).toEqual([])
  await settle()
  await fire(desk)
  await settle()
  expect((await openPages(db, incident)).map(({ userId }) => userId)).toEqual(['ana'])
})

test('a policy that changes leaves incidents that began with the old one alone', async () => {
  const { desk, db, settle, change } = await pagingDesk(PAGING, PEOPLE)
  const { incident } = await fire(desk)
  await settle()
  change({ policies: { default: { steps: [{ notify: [{ user: 'cy' }] }], fallback: [{ user: 'cy' }] } } })
  await pass(db, 5)
  await settle()
  expect((await openPages(db, incident)).map(({ userId }) => userId)).toEqual(['ana', 'ben'])
})

test('who lost the lease does nothing', async () => {
  const { desk, db, settle } = await pagingDesk(PAGING, PEOPLE)
  const { incident } = await fire(desk)
  const [late] = await claimEscalations(db, 1)
  await sql`update escalations set leased_until = clock_timestamp() - interval '1 second'`.execute(db)
  await settle()
  await workOn(desk, late!)
  expect(await listPages(db, { incidentId: incident, limit: 10 })).toHaveLength(1)
})

test('one message for several pages: its link and its code acknowledge all of them', async () => {
  const { desk, db, settle } = await pagingDesk(PAGING, PEOPLE)
  const incidents = [
    await fire(desk, 'critical', 'one'),
    await fire(desk, 'critical', 'two'),
    await fire(desk, 'critical', 'three'),
  ]
  await settle()
  const pages = await listPages(db, { userId: 'ana', open: true, limit: 10 })
  const group = await composeGroup(
    desk,
    db,
    'ana',
    pages.slice(0, 2).map(({ id }) => id),
  )
  const token = group.url!.split('/').at(-1)!
  expect(await openToken(desk, token)).toMatchObject({ kind: 'seen', pages: [{}, {}] })
  expect(await actByCode(desk, { userId: 'ana', code: group.replyCode!, via: 'an SMS' })).toMatchObject({
    acted: [{ result: 'done' }, { result: 'done' }],
  })
  const states = await Promise.all(incidents.map(async ({ incident }) => (await findIncident(db, incident))!.status))
  expect(states.sort()).toEqual(['acknowledged', 'acknowledged', 'open'])
})

test('codes cannot be tried out', async () => {
  const { desk, db, settle } = await pagingDesk(PAGING, PEOPLE)
  const { incident } = await fire(desk)
  await settle()
  const [page] = await openPages(db, incident)
  const { replyCode } = (await composePage(desk, db, page!.id))!
  const wrong = replyCode === '000000' ? '000001' : '000000'
  for (let miss = 0; miss < 5; miss += 1)
    expect(await actByCode(desk, { userId: 'ana', code: wrong, via: 'x' })).toEqual({ kind: 'wrong-code' })
  expect(await actByCode(desk, { userId: 'ana', code: replyCode!, via: 'x' })).toEqual({ kind: 'too-many' })
  // Another person's code is nobody's.
  expect(await actByCode(desk, { userId: 'ben', code: replyCode!, via: 'x' })).toEqual({ kind: 'wrong-code' })
})

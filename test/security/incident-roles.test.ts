/** Roles in an incident, at every route of something that belongs to one: they count there, nowhere else, and no longer than they are held. */
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { allowed, INCIDENT_ROLES, type IncidentStanding } from '../../src/identity/role.ts'
import { reveal } from '../../src/identity/secret.ts'
import type { Role } from '../../src/kit/permission.ts'
import type { Route } from '../../src/kit/route.ts'
import { addPerson, deskOn } from '../identity-desk.ts'
import { bearer, sessionOf, tokenOf } from './principals.ts'
import { type WholeServer, wholeServer } from './whole-server.ts'

type Headers = Record<string, string>

interface Player {
  readonly name: string
  readonly role: Role
  readonly standing: IncidentStanding
  readonly headers: Headers
}

/** Somebody of the house, and a way to ask in their name. */
async function somebody({ db, send }: WholeServer, login: string, role: Role) {
  const { user } = await addPerson(deskOn(db), login, role)
  const headers = bearer(reveal((await sessionOf(db, user)).secret))
  const ask = async (method: string, path: string, body: object) => {
    const answer = await send(method, `/api/v1${path}`, { headers, body })
    return answer
  }
  return { user, headers, ask, login, role }
}
type Somebody = Awaited<ReturnType<typeof somebody>>

const nobodyThere: IncidentStanding = { roles: [], isOffered: false, isOver: false }

/** An incident with a run, in which people hold roles; as many of each standing role as there are roles. */
async function incidentWithRoles(house: WholeServer, admin: Somebody) {
  const made = await admin.ask('POST', '/incidents', { title: 'checkout is slow', severity: 'P1' })
  const { id } = made.json as { id: string }
  const run = `run-of-${id}`
  await sql`insert into runs (id, page, procedure, title, plan_hash, request, requested_by, requested_by_name, state, incident_id)
    values (${run}, 'docs/queue.md', 'look', 'Look', 'h', '{"plan": {"steps": [], "rollback": [], "targets": []}}', 'user_x', 'X', 'waiting', ${id})`.execute(
    house.db,
  )
  return { id, run }
}

async function give(admin: Somebody, to: Somebody, incident: string, role: string): Promise<void> {
  const offered = await admin.ask('POST', `/incidents/${incident}/roles`, { role, do: 'offer', to: to.login })
  const accepted = await to.ask('POST', `/incidents/${incident}/roles/own`, { role, do: 'accept' })
  expect([to.login, offered.status, accepted.status]).toEqual([to.login, 200, 200])
}

/** Routes of things that belong to an incident, of one like `:incident` or `:run`. */
const ofIncident = (routes: readonly Route[]) =>
  routes.flatMap((route) => {
    const { access } = route
    if (access.kind !== 'user' || access.object === 'none' || !access.object.incident) return []
    return [{ route, permission: access.permission, param: access.object.param }]
  })

test('every route of an incident, everybody with a role in it: in there, and shut out everywhere else', {
  timeout: 240_000,
}, async () => {
  const house = await wholeServer()
  const admin = await somebody(house, 'boss', 'admin')
  const here = await incidentWithRoles(house, admin)
  const there = await incidentWithRoles(house, admin)
  const players: Player[] = []
  // One after the other: a role has one holder, so each pair of a standing role and a role has an incident of its own.
  const places: { player: Player; here: { id: string; run: string } }[] = []
  for (const role of ['viewer', 'responder'] as const)
    for (const held of [...INCIDENT_ROLES, 'dba']) {
      const one = await somebody(house, `${role}-${held}`, role)
      const own = await incidentWithRoles(house, admin)
      await give(admin, one, own.id, held)
      const standing = { ...nobodyThere, roles: [held] }
      places.push({ player: { name: `${role} as ${held}`, role, standing, headers: one.headers }, here: own })
      const { text } = await tokenOf(house.db, one.user.id, ['incident:read'])
      players.push({ name: `token of ${role} as ${held}`, role, standing, headers: bearer(text) })
    }
  const asked = await somebody(house, 'asked', 'viewer')
  await admin.ask('POST', `/incidents/${here.id}/roles`, { role: 'scribe', do: 'offer', to: 'asked' })
  places.push({
    player: {
      name: 'viewer with an offer',
      role: 'viewer',
      standing: { ...nobodyThere, isOffered: true },
      headers: asked.headers,
    },
    here,
  })
  const routes = ofIncident(house.routes)
  const wrong: string[] = []
  let cells = 0
  const path = ({ route, param }: (typeof routes)[number], { id, run }: { id: string; run: string }) =>
    route.path.replace(`:${param}`, param === 'run' ? run : id)
  // What no route takes: nothing is done by whoever is let in.
  const body = { 'no route takes this': true }
  for (const each of routes) {
    const { route, permission } = each
    const isIn = async (headers: Headers, place: { id: string; run: string }) => {
      cells += 1
      const sent = route.body === undefined ? { headers, waitMs: 15_000 } : { headers, body, waitMs: 15_000 }
      const answer = await house.send(route.method, path(each, place), sent)
      if (answer.status >= 500) wrong.push(`${route.method} ${route.path}: ${answer.status}`)
      return answer.json?.code !== 'access/denied'
    }
    for (const { player, here: place } of places) {
      const { role, standing, headers, name } = player
      const [inThere, elsewhere] = await Promise.all([isIn(headers, place), isIn(headers, there)])
      if (inThere !== allowed({ role }, standing).has(permission))
        wrong.push(`${name}, ${permission}: ${inThere} at ${route.path}`)
      if (elsewhere !== allowed({ role }).has(permission))
        wrong.push(`${name}, elsewhere: ${elsewhere} at ${route.path}`)
    }
    for (const { headers, name } of players)
      if ((await isIn(headers, here)) !== (permission === 'incident:read')) wrong.push(`${name} at ${route.path}`)
  }
  expect(wrong).toEqual([])
  expect(routes.length).toBeGreaterThan(20)
  process.stdout.write(`roles in incidents: ${routes.length} routes, ${cells} cells\n`)
})

test('a right that comes with a role goes with it: handed over, given back, demoted, resolved, disabled', {
  timeout: 120_000,
}, async () => {
  const house = await wholeServer()
  const admin = await somebody(house, 'boss', 'admin')
  const [one, two] = [await somebody(house, 'one', 'responder'), await somebody(house, 'two', 'responder')]
  const { id, run } = await incidentWithRoles(house, admin)
  const approves = async ({ ask }: Somebody) => (await ask('POST', `/runs/${run}/approve`, {})).status
  const [IN, OUT] = [400, 403]
  expect(await approves(one)).toBe(OUT)
  await give(admin, one, id, 'lead')
  expect([await approves(one), await approves(two)]).toEqual([IN, OUT])
  // Offered, it is still with the one who has it; accepted, with the other one alone.
  await one.ask('POST', `/incidents/${id}/roles`, { role: 'commander', do: 'offer', to: 'two' })
  expect([await approves(one), await approves(two)]).toEqual([IN, OUT])
  await two.ask('POST', `/incidents/${id}/roles/own`, { role: 'commander', do: 'accept' })
  expect([await approves(one), await approves(two)]).toEqual([OUT, IN])
  const become = (role: string) => sql`update users set role = ${role} where id = ${two.user.id}`.execute(house.db)
  await become('viewer')
  expect(await approves(two)).toBe(OUT)
  expect((await two.ask('PATCH', `/incidents/${id}`, { severity: 'P2' })).status).toBe(200)
  await become('responder')
  expect(await approves(two)).toBe(IN)
  await two.ask('POST', `/incidents/${id}/resolve`, {})
  expect(await approves(two)).toBe(OUT)
  await two.ask('POST', `/incidents/${id}/reopen`, {})
  expect(await approves(two)).toBe(IN)
  await two.ask('POST', `/incidents/${id}/roles/own`, { role: 'ic', do: 'release' })
  expect(await approves(two)).toBe(OUT)
  await give(admin, two, id, 'commander')
  expect(await approves(two)).toBe(IN)
  await sql`update users set disabled_at = now() where id = ${two.user.id}`.execute(house.db)
  expect(await approves(two)).toBe(401)
})

test('a role of one incident reaches into no other one', { timeout: 120_000 }, async () => {
  const house = await wholeServer()
  const admin = await somebody(house, 'boss', 'admin')
  const one = await somebody(house, 'one', 'viewer')
  const [here, there] = [await incidentWithRoles(house, admin), await incidentWithRoles(house, admin)]
  await give(admin, one, here.id, 'commander')
  const statuses = await Promise.all(
    [
      ['merge', { into: there.id }],
      ['links', { incident: there.id, relation: 'related' }],
      ['alerts', { alerts: ['alert_1'] }],
    ].map(async ([verb, body]) => (await one.ask('POST', `/incidents/${here.id}/${verb}`, body as object)).status),
  )
  expect(statuses).toEqual([403, 403, 403])
})

/** Every route for everybody, made from what the routes declare: a new route is in it without anybody thinking of it. */
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { INTAKE_DIALECTS } from '../../src/builtin/intake-dialects.ts'
import { reveal } from '../../src/identity/secret.ts'
import { newIntegrationKey } from '../../src/kit/integration-key.ts'
import type { Access, Route } from '../../src/kit/route.ts'
import { bearer, type Principal, principals, sessionOf } from './principals.ts'
import { type Answer, type WholeServer, wholeServer } from './whole-server.ts'

/** Routes that ask for no proof. One more is a decision: write it here, with its reason. */
const PUBLIC = [
  'GET /a/:token: the secret in the address is the proof: for one person and one page, expiring, known here by its hash alone',
  'GET /api/v1/auth/methods: the sign-in page asks before anybody is signed in',
  'GET /api/v1/openapi.json: the description is part of the package anyway; it holds nothing of this installation',
  'GET /calendar/:file: calendar programs cannot sign in; the secret address is the proof and can be changed',
  'GET /healthz: supervisors ask without a name; says nothing but that it answers',
  'GET /ping/:secret/:word: the secret in the address is the proof, for one heartbeat alone; jobs can only call an address, so even GET counts',
  'GET /ping/:secret: the secret in the address is the proof, for one heartbeat alone; jobs can only call an address, so even GET counts',
  'GET /readyz: load balancers ask without a name; says nothing but yes or no',
  'GET /set-password: a page without data; the one-time link is the proof and never reaches the server with it',
  'GET /setup.css: a page without data; the one-time link is the proof and never reaches the server with it',
  'GET /setup.js: a page without data; the one-time link is the proof and never reaches the server with it',
  'GET /setup: a page without data; the one-time link is the proof and never reaches the server with it',
  'GET /t/:token: the secret in the address is for one test message of one person, and all it can do is say that it arrived',
  'POST /a/:token: the secret in the address is the proof: for one person and one page, expiring, known here by its hash alone',
  'POST /api/v1/auth/link: the one-time link in the body is the proof',
  'POST /api/v1/auth/login: this is how one signs in; tries are limited',
  'POST /api/v1/auth/setup: the one-time link in the body is the proof',
  'POST /api/v1/runner/enrol: the one-time token in the body is the proof',
  "POST /callback/:channel: the provider's signature over the bytes is the proof; without it nothing is looked at",
  'POST /ping/:secret/:word: the secret in the address is the proof, for one heartbeat alone; jobs can only call an address, so even GET counts',
  'POST /ping/:secret: the secret in the address is the proof, for one heartbeat alone; jobs can only call an address, so even GET counts',
  'POST /t/:token: the secret in the address is for one test message of one person, and all it can do is say that it arrived',
]

const nameOf = ({ method, path }: Route) => `${method} ${path}`
const KEY_ALONE = 'nothing'

/** An integration of each dialect, made as people make them. */
async function integrations({ db, send }: WholeServer): Promise<Map<string, string>> {
  const { addPerson, deskOn } = await import('../identity-desk.ts')
  const { user } = await addPerson(deskOn(db), 'maker', 'admin')
  const headers = bearer(reveal((await sessionOf(db, user)).secret))
  const keys = new Map<string, string>()
  for (const { id } of INTAKE_DIALECTS) {
    const made = await send('POST', '/api/v1/integrations', { headers, body: { name: id, dialect: id } })
    keys.set(id, made.json.key)
  }
  return keys
}

/** What is wrong with an answer to a route for people, of an object that does not exist; undefined when it is as declared. */
function wrongForPeople(access: Extract<Access, { kind: 'user' }>, { user }: Principal['worth'], answer: Answer) {
  const said = `${answer.status} ${answer.json?.code ?? ''}`.trim()
  if (user === 'missing') return said === '401 access/signed-out' ? undefined : said
  if (user === 'invalid') return said === '401 access/invalid' ? undefined : said
  if (user === 'cross-site') return said === '403 access/cross-site' ? undefined : said
  if (!user.has(access.permission)) return said === '403 access/denied' ? undefined : said
  if (access.object !== 'none') return said === '404 object/unknown' ? undefined : said
  return answer.status >= 500 || answer.status === 401 || answer.json?.code === 'access/invalid' ? said : undefined
}

function wrongFor({ access }: Route, { worth }: Principal, answer: Answer): string | undefined {
  const said = `${answer.status} ${answer.json?.code ?? ''}`.trim()
  switch (access.kind) {
    case 'user':
      return wrongForPeople(access, worth, answer)
    case 'runner':
      if (worth.runner) return answer.status === 401 || answer.status >= 500 ? said : undefined
      return answer.status === 401 ? undefined : said
    case 'integration':
      // None of these has the key of the path, which is no key.
      return answer.status >= 400 && answer.status < 500 ? undefined : said
    case 'public':
      return answer.status >= 500 || /^access\/(?!cross-site)/.test(answer.json?.code ?? '') ? said : undefined
  }
}

const pathOf = ({ path }: Route) => path.replace(/:\w+/g, KEY_ALONE).replace(/\*$/, 'anything')

test('every route, everybody: in, shut out or unknown, as the route says', { timeout: 240_000 }, async () => {
  const house = await wholeServer()
  const keys = await integrations(house)
  const everybody = await principals(house, keys.get('generic-json')!)
  const wrong: string[] = []
  const seen = new Set<string>()
  let cells = 0
  const signals = async () =>
    (await sql<{ n: number }>`select count(*)::int as n from alert_requests`.execute(house.db)).rows[0]!.n
  for (const route of house.routes) {
    await Promise.all(
      everybody.map(async (principal) => {
        const answer = await house.send(route.method, pathOf(route), { headers: principal.headers })
        cells += 1
        const problem = wrongFor(route, principal, answer)
        if (problem) wrong.push(`${nameOf(route)} for ${principal.name}: ${problem}`)
        if (route.method === 'HEAD' && answer.text !== '') wrong.push(`${nameOf(route)} answers HEAD with a body`)
      }),
    )
    seen.add(nameOf(route))
    if (route.path.endsWith('/logout')) await Promise.all(everybody.map(({ renew }) => renew?.()))
  }
  expect(wrong).toEqual([])
  expect(await signals()).toBe(0)
  expect(seen.size).toBe(house.routes.length)
  expect(house.routes.length).toBeGreaterThan(100)
  expect(everybody.length).toBeGreaterThan(45)
  expect(cells).toBe(house.routes.length * everybody.length)
  // Proofs still hold: nothing above ended them on the way, which would have made refusals look right.
  for (const { headers, worth, name } of everybody) {
    const { status } = await house.send('GET', '/api/v1/auth/session', { headers })
    expect([name, status]).toEqual([name, typeof worth.user === 'string' ? 401 : 200])
  }
  process.stdout.write(`authorisation matrix: ${house.routes.length} routes × ${everybody.length} = ${cells} cells\n`)
})

test('the routes without a proof are these, for these reasons', async () => {
  const { routes } = await wholeServer()
  const open = routes.flatMap((route) =>
    route.access.kind === 'public' ? [`${nameOf(route)}: ${route.access.why}`] : [],
  )
  expect(open.sort()).toEqual([...PUBLIC].sort())
})

test('a key opens the routes of its own integration’s dialect and no others', async () => {
  const house = await wholeServer()
  const keys = await integrations(house)
  const wrong: string[] = []
  let opened = 0
  for (const route of house.routes.filter(
    ({ access, path }) => access.kind === 'integration' && path.includes('/:key'),
  )) {
    const dialect = route.path.split('/')[2]!
    const ask = (key: string) =>
      house.send(route.method, pathOf({ ...route, path: route.path.replace(':key', key) }), { waitMs: 5_000 })
    const shut = await ask(newIntegrationKey())
    for (const [id, key] of keys) {
      const answer = await ask(key)
      const isSame = answer.status === shut.status && answer.text.length === shut.text.length
      if (id === dialect) opened += 1
      // A heartbeat answers the same to everybody who has a key; a broken body is told before an unknown key.
      const isTold = route.path.endsWith('enqueue')
      if (isSame !== (id !== dialect) && !isTold) wrong.push(`${nameOf(route)} for a key of ${id}: ${answer.status}`)
    }
  }
  expect(wrong).toEqual([])
  expect(opened).toBeGreaterThan(40)
})

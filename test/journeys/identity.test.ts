/** Identity and audit as they are reached: by HTTP, through the server that admits, with the cookies and headers of browsers. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { extendAnchors, storedChain } from '../../src/audit/actions.ts'
import { readRecordLine } from '../../src/audit/record-line.ts'
import { auditRoutes } from '../../src/audit/routes.ts'
import { verifyAudit } from '../../src/audit/verify.ts'
import { listenForEvents } from '../../src/db/events.ts'
import { eventStreamRoute } from '../../src/http/event-stream.ts'
import { buildServer } from '../../src/http/server.ts'
import { authenticate } from '../../src/identity/authenticate/actions.ts'
import { identityRoutes } from '../../src/identity/routes.ts'
import { reveal, type Secret } from '../../src/identity/secret.ts'
import { offerSetup } from '../../src/identity/setup/actions.ts'
import { permissionsOf, ROLES, type Role } from '../../src/kit/permission.ts'
import { addPerson, linkToken, PASSWORD, testDesk } from '../identity-desk.ts'

const ORIGIN = 'http://127.0.0.1:8080'
// biome-ignore lint/suspicious/noExplicitAny: what comes back is what the test is about.
type Answer = { status: number; body: any; cookie: string; text: string }

async function house() {
  const desk = await testDesk()
  const folder = await mkdtemp(join(tmpdir(), 'opsbook-identity-'))
  const anchorPath = join(folder, 'anchors')
  const wakes = new Set<() => void>()
  const onWake = (wake: () => void) => {
    wakes.add(wake)
    return () => void wakes.delete(wake)
  }
  const over = new AbortController()
  const wakeAll = () => {
    for (const wake of wakes) wake()
  }
  listenForEvents(desk.config, wakeAll, over.signal)
  const routes = [
    ...identityRoutes(desk),
    ...auditRoutes({ db: desk.db, anchorPath }),
    eventStreamRoute({ db: desk.db, onWake }),
  ]
  const errors: unknown[] = []
  const app = buildServer({
    ...{ routes, capacity: 100, secure: false, trustedProxies: [], hosts: { names: new Set<string>() } },
    authentication: {
      user: (facts) => authenticate(desk, facts),
      runner: async () => ({ reason: 'missing' }),
    },
    onError: (error) => errors.push(error),
  })
  onTestFinished(async () => {
    over.abort()
    await app.close()
    await rm(folder, { recursive: true })
    expect(errors).toEqual([])
  })
  const send = async (
    method: string,
    path: string,
    options: { body?: object; headers?: object } = {},
  ): Promise<Answer> => {
    const { body, headers } = options
    const response = await app.inject({
      ...{ method: method as 'GET', url: path.startsWith('/api') ? path : `/api/v1${path}` },
      headers: { host: '127.0.0.1:8080', ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { payload: JSON.stringify(body) } : {}),
    })
    const text = response.body
    const json =
      /json\b(?!.*ndjson)/.test(String(response.headers['content-type'])) &&
      !String(response.headers['content-type']).includes('ndjson')
    const cookie = String(response.headers['set-cookie'] ?? '').split(';')[0]!
    return { status: response.statusCode, body: json && text !== '' ? JSON.parse(text) : {}, cookie, text }
  }
  const setUp = async () => {
    const token = linkToken((await offerSetup(desk, ORIGIN))!)
    return send('POST', '/auth/setup', { body: { token, login: 'ana', name: 'Ana', password: PASSWORD } })
  }
  return { desk, app, send, setUp, routes, anchorPath }
}

const browser = (cookie: string, csrf?: string) => ({
  ...{ cookie, origin: ORIGIN, 'sec-fetch-site': 'same-origin' },
  ...(csrf === undefined ? {} : { 'x-opsbook-csrf': csrf }),
})

test('from the printed link to a second person who runs a program with a token', async () => {
  const { send, setUp } = await house()
  expect((await send('GET', '/auth/methods')).body).toEqual({ password: true, oidc: null, setUp: false })
  const { status, cookie, body } = await setUp()
  expect([status, cookie.startsWith('opsbook=obs_'), body.user]).toMatchObject([201, true, { name: 'Ana' }])
  const ana = browser(cookie, body.csrf)
  const session = await send('GET', '/auth/session', { headers: browser(cookie) })
  expect(session.body).toMatchObject({ user: { login: 'ana', role: 'admin' }, by: 'session', csrf: body.csrf })
  const added = await send('POST', '/users', { headers: ana, body: { login: 'bo', name: 'Bo', role: 'responder' } })
  expect(added.status).toBe(201)
  const accepted = await send('POST', '/auth/link', {
    body: { token: linkToken(added.body.link), password: 'a lamp that nobody lit', keep: 'token' },
  })
  expect([accepted.status, accepted.cookie]).toEqual([201, ''])
  const bo = { authorization: `Bearer ${accepted.body.token}` }
  const token = await send('POST', '/tokens', { headers: bo, body: { name: 'ci', scope: ['alert:write'] } })
  const program = { authorization: `Bearer ${token.body.token}` }
  expect((await send('GET', '/auth/session', { headers: program })).body).toMatchObject({
    ...{ by: 'token', permissions: ['session:own', 'alert:write'], csrf: null },
  })
  expect((await send('GET', '/users', { headers: program })).status).toBe(403)
  expect((await send('POST', '/tokens', { headers: program, body: { name: 'x', scope: [] } })).body).toMatchObject({
    code: 'access/needs-session',
  })
  const listed = await send('GET', '/tokens', { headers: bo })
  expect(listed.text).not.toContain(token.body.token)
  await send('POST', `/users/${(added.body.user as { id: string }).id}/disable`, { headers: ana })
  for (const headers of [bo, program]) expect((await send('GET', '/auth/session', { headers })).status).toBe(401)
})

test('a cookie acts only with the token of its session, from our own pages', async () => {
  const { send, setUp } = await house()
  const { cookie, body } = await setUp()
  const post = (headers: object) => send('POST', '/teams', { headers, body: { name: 'storage' } })
  const refusals = [
    browser(cookie),
    { ...browser(cookie, body.csrf), origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { cookie, 'x-opsbook-csrf': body.csrf },
  ]
  for (const headers of refusals) expect((await post(headers)).body).toMatchObject({ code: 'access/cross-site' })
  expect((await post(browser(cookie, body.csrf))).status).toBe(201)
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  for (const path of ['/auth/login', '/auth/setup', '/auth/link'])
    expect(
      (
        await send('POST', path, {
          headers: foreign,
          body: { token: 'x', login: 'ana', name: 'A', password: PASSWORD },
        })
      ).status,
    ).toBeGreaterThanOrEqual(400)
  const login = await send('POST', '/auth/login', { headers: foreign, body: { login: 'ana', password: PASSWORD } })
  expect([login.body.code, login.cookie]).toEqual(['access/cross-site', ''])
})

test('signing out ends the session and takes the cookie away', async () => {
  const { send, setUp } = await house()
  const { cookie, body } = await setUp()
  const out = await send('POST', '/auth/logout', { headers: browser(cookie, body.csrf) })
  expect([out.status, out.cookie]).toEqual([204, 'opsbook='])
  expect((await send('GET', '/auth/session', { headers: browser(cookie) })).status).toBe(401)
})

test('fields nobody may set are refused, not taken', async () => {
  const { send, setUp } = await house()
  const { cookie, body } = await setUp()
  const headers = browser(cookie, body.csrf)
  const user = { login: 'bo', name: 'Bo', role: 'viewer' }
  for (const extra of [{ passwordHash: 'x' }, { id: 'user_1' }, { disabledAt: null }, { createdBy: 'me' }])
    expect((await send('POST', '/users', { headers, body: { ...user, ...extra } })).status).toBe(400)
  for (const login of ['Bo', 'bo bo', '-bo', 'bo\u0000', '', 'ана'])
    expect((await send('POST', '/users', { headers, body: { ...user, login } })).status).toBe(400)
})

test('characters that cannot be kept are the sender’s mistake, wherever they stand', async () => {
  const { send, setUp } = await house()
  const { cookie, body } = await setUp()
  const headers = browser(cookie, body.csrf)
  for (const path of ['/users?after=a%00b', '/users/a%00b', '/audit?action=a%00b'])
    expect((await send('GET', path, { headers })).status, path).toBe(400)
  const named = (name: string) => send('POST', '/teams', { headers, body: { name } })
  for (const name of ['a\u0000b', 'a\u001b[31m', 'gpj.\u202eexe', ' '])
    expect((await named(name)).status, JSON.stringify(name)).toBe(400)
  expect((await named('Équipe 1 👩\u200d🚒')).status).toBe(201)
  expect((await send('POST', '/auth/login', { body: { login: 'a\u0000b', password: 'a\u0000b' } })).status).toBe(401)
})

test('a stream that is open ends when its reader is shut out, and tells others nothing', async () => {
  const { desk, app, send, setUp } = await house()
  const { cookie, body } = await setUp()
  const base = await app.listen({ host: '127.0.0.1', port: 0 })
  const bo = await addPerson(desk, 'bo', 'viewer')
  const cy = await addPerson(desk, 'cy', 'viewer')
  const follow = async ({ secret }: { secret: Secret }) => {
    const headers = { authorization: `Bearer ${reveal(secret)}` }
    const { body } = await fetch(`${base}/api/v1/events`, { headers })
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = (await reader.read()).value!
    const over = (async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) text += next.value
      return performance.now()
    })()
    return { over, text: () => text, stop: () => reader.cancel() }
  }
  const [hers, other] = [await follow(bo), await follow(cy)]
  const started = performance.now()
  await send('POST', `/users/${bo.user.id}/disable`, { headers: browser(cookie, body.csrf) })
  expect((await hers.over) - started).toBeLessThan(2_000)
  expect(
    (await fetch(`${base}/api/v1/events`, { headers: { authorization: `Bearer ${reveal(bo.secret)}` } })).status,
  ).toBe(401)
  await other.stop()
  expect(other.text()).not.toContain(bo.user.id)
})

test('every route, every role: in, shut out, or unknown, as the route says', async () => {
  const { desk, send, setUp, routes } = await house()
  await setUp()
  const people = new Map<Role, string>()
  for (const role of ROLES) {
    const { secret } = await addPerson(desk, `the-${role}`, role)
    people.set(role, `Bearer ${reveal(secret)}`)
  }
  // Ending one's own session is tested above; here it would end the one the matrix is asked with.
  const asked = routes.filter(({ access, path }) => access.kind === 'user' && !/\/(?:logout|events)$/.test(path))
  const wrong: string[] = []
  for (const { method, path, access } of asked) {
    if (access.kind !== 'user') continue
    const url = path.replace(/:\w+/g, 'nothing')
    const nobody = await send(method, url)
    if (nobody.status !== 401) wrong.push(`${method} ${path} for nobody: ${nobody.status}`)
    for (const role of ROLES) {
      const { status } = await send(method, url, { headers: { authorization: people.get(role)! } })
      const may = permissionsOf(role).has(access.permission)
      // Allowed ones find nothing of that name, or complain about the missing body.
      const fits = may ? [200, 204, 400, 404].includes(status) : status === 403
      if (!fits) wrong.push(`${method} ${path} for ${role}: ${status}`)
    }
  }
  expect(wrong).toEqual([])
  expect(asked.length).toBeGreaterThan(18)
})

test('the audit is read, taken along and verified; what was changed in it is told', async () => {
  const { desk, send, setUp, anchorPath } = await house()
  const { cookie, body } = await setUp()
  const headers = browser(cookie, body.csrf)
  for (const name of ['storage', 'network', 'desk']) await send('POST', '/teams', { headers, body: { name } })
  const page = await send('GET', '/audit?limit=2', { headers })
  const items = page.body.items as { entry: { seq: number; action: string } }[]
  expect(items.map(({ entry }) => [entry.seq, entry.action])).toEqual([
    [5, 'team.created'],
    [4, 'team.created'],
  ])
  const next = await send('GET', `/audit?limit=2&after=${page.body.next}`, { headers })
  expect((next.body.items as typeof items).map(({ entry }) => entry.seq)).toEqual([3, 2])
  const behind = await send('GET', '/audit?behind=3&action=team.created', { headers })
  expect((behind.body.items as typeof items).map(({ entry }) => entry.seq)).toEqual([4, 5])
  const exported = await send('GET', '/audit/export', { headers })
  const lines = exported.text.trimEnd().split('\n')
  expect(verifyAudit(lines.map(readRecordLine))).toMatchObject({ records: 5 })
  const end = await send('GET', '/audit/end?at=2', { headers })
  expect(end.body).toMatchObject({ seq: 5, at: { hash: readRecordLine(lines[1]!).hash } })
  await extendAnchors(anchorPath, storedChain(desk.db), new Date())
  expect((await send('GET', '/audit/verify', { headers })).body).toMatchObject({ ok: true, records: 5, anchored: 5 })
  await sql`alter table audit disable trigger audit_is_append_only`.execute(desk.db)
  await sql`delete from audit where seq = 3`.execute(desk.db)
  expect((await send('GET', '/audit/verify', { headers })).body).toMatchObject({
    ok: false,
    problem: { kind: 'deleted', seq: 3 },
  })
})

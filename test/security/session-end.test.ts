/** A right that is taken away is gone everywhere within two seconds, also where an answer is still on its way. */
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { reveal } from '../../src/identity/secret.ts'
import { addPerson, deskOn, PASSWORD } from '../identity-desk.ts'
import { bearer, fromOurPage, sessionOf, tokenOf } from './principals.ts'
import { type WholeServer, wholeServer } from './whole-server.ts'

/** Follows the events until the server ends the stream. */
async function follow(house: WholeServer, headers: Record<string, string>, path = '/api/v1/events') {
  const leave = new AbortController()
  onTestFinished(() => leave.abort())
  const { body, status } = await fetch(`${house.url}${path}`, { headers, signal: leave.signal })
  const reader = body!.getReader()
  const first = await reader.read()
  const over = (async () => {
    for (;;) if ((await reader.read()).done) return performance.now()
  })().catch(() => performance.now())
  return { status, first: new TextDecoder().decode(first.value), over }
}

const within = (over: Promise<number>, limitMs: number) =>
  Promise.race([over.then(() => 'ended'), new Promise<string>((resolve) => setTimeout(resolve, limitMs, 'goes on'))])

async function people(house: WholeServer) {
  const desk = deskOn(house.db)
  const admin = await addPerson(desk, 'ana', 'admin')
  const bo = await addPerson(desk, 'bo', 'operator')
  return { ana: bearer(reveal(admin.secret)), admin, bo }
}

test('a running stream ends with the right to read it, and nobody else’s does', { timeout: 120_000 }, async () => {
  const house = await wholeServer()
  const { ana, bo } = await people(house)
  const user = `/api/v1/users/${bo.user.id}`
  const bystander = await follow(house, ana)
  const ends: Record<string, (session: string, token: { id: string }) => Promise<unknown>> = {
    'signing out': (session) => house.send('POST', '/api/v1/auth/logout', { headers: bearer(session) }),
    'a new role': async () => {
      expect((await house.send('PATCH', user, { headers: ana, body: { role: 'responder' } })).status).toBe(200)
    },
    'being disabled': async () => {
      expect((await house.send('POST', `${user}/disable`, { headers: ana })).status).toBe(200)
    },
  }
  for (const [name, act] of Object.entries(ends)) {
    const session = reveal((await sessionOf(house.db, bo.user)).secret)
    const token = await tokenOf(house.db, bo.user.id, ['incident:read'])
    const [bySession, byToken] = [await follow(house, bearer(session)), await follow(house, bearer(token.text))]
    expect([bySession.status, bySession.first]).toEqual([200, expect.stringContaining('event: hello')])
    expect(await within(bySession.over, 300)).toBe('goes on')
    await act(session, token)
    expect([name, await within(bySession.over, 2_000)]).toEqual([name, 'ended'])
    expect([name, (await house.send('GET', '/api/v1/events', { headers: bearer(session) })).status]).toEqual([
      name,
      401,
    ])
    // A token is not the session: it outlives a sign-out, and with it its stream, which its reader opens anew.
    const { status } = await house.send('GET', '/api/v1/events', { headers: bearer(token.text) })
    expect([name, status]).toEqual([name, name === 'being disabled' ? 401 : 200])
    if (status === 401) expect(await within(byToken.over, 2_000)).toBe('ended')
  }
  expect(await within(bystander.over, 100)).toBe('goes on')
})

test('a revoked token’s stream ends', async () => {
  const house = await wholeServer()
  const { ana, admin } = await people(house)
  const token = await tokenOf(house.db, admin.user.id, ['incident:read'])
  const stream = await follow(house, bearer(token.text))
  expect((await house.send('POST', `/api/v1/tokens/${token.id}/revoke`, { headers: ana })).status).toBe(200)
  expect(await within(stream.over, 2_000)).toBe('ended')
})

test('a stream ends when its session grows too old, although nobody does anything', { timeout: 60_000 }, async () => {
  const house = await wholeServer()
  const { bo } = await people(house)
  const stream = await follow(house, bearer(reveal(bo.secret)))
  await sql`update sessions set created_at = now() - interval '15 days'`.execute(house.db)
  expect(await within(stream.over, 15_000)).toBe('ended')
})

test('a runner that was shut out hears nothing more, also on the connection it holds', async () => {
  const house = await wholeServer()
  const { ana } = await people(house)
  const invited = await house.send('POST', '/api/v1/runners/enrolments', { headers: ana, body: { name: 'here' } })
  const enrol = { token: invited.json.token, version: '1', host: 'h' }
  const { json: runner } = await house.send('POST', '/api/v1/runner/enrol', { body: enrol })
  const listen = () =>
    house.send('POST', '/api/v1/runner/listen', {
      headers: bearer(runner.token),
      body: { version: '1', free: 1, runs: {} },
    })
  const held = listen()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect((await house.send('POST', `/api/v1/runners/${runner.id}/disable`, { headers: ana })).status).toBe(200)
  const wish = { page: 'docs/queue.md', procedure: 'look', mode: 'yes-changes' }
  expect((await house.send('POST', '/api/v1/runs', { headers: ana, body: wish })).status).toBe(201)
  expect((await held).json?.claimed ?? []).toEqual([])
  expect((await listen()).status).toBe(401)
})

test('guessing a password is slowed for its source alone', { timeout: 120_000 }, async () => {
  const house = await wholeServer('server: { trustedProxies: ["127.0.0.1"] }\n')
  await people(house)
  const login = (from: string, password: string, name = 'bo') =>
    house.send('POST', '/api/v1/auth/login', {
      headers: { 'x-forwarded-for': from },
      body: { login: name, password },
      waitMs: 60_000,
    })
  const guesses = []
  for (let index = 0; index < 8; index++) guesses.push(await login('198.51.100.7', `guess ${index}`))
  expect(guesses.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429, 429])
  expect(Number(guesses.at(-1)!.headers['retry-after'])).toBeGreaterThan(60)
  // The right password is refused there too: whether it was right is not told.
  expect((await login('198.51.100.7', PASSWORD)).status).toBe(429)
  expect((await login('203.0.113.5', PASSWORD)).status).toBe(201)
})

test('no secret is in the log, in an address that is answered, or in the audit', async () => {
  const house = await wholeServer()
  const { ana, admin } = await people(house)
  const page = fromOurPage(house.host, admin)
  const secrets = [ana.authorization!.slice(7), PASSWORD, page['x-opsbook-csrf']!]
  const made = await house.send('POST', '/api/v1/integrations', {
    headers: ana,
    body: { name: 'g', dialect: 'generic-json', signingSecret: 'a shared secret' },
  })
  const token = await house.send('POST', '/api/v1/tokens', {
    headers: ana,
    body: { name: 'ci', scope: ['alert:read'] },
  })
  const invited = await house.send('POST', '/api/v1/runners/enrolments', { headers: ana, body: { name: 'here' } })
  const added = await house.send('POST', '/api/v1/users', {
    headers: ana,
    body: { login: 'cy', name: 'Cy', role: 'viewer' },
  })
  secrets.push(made.json.key, 'a shared secret', token.json.token, invited.json.token, added.json.link.split('#')[1])
  await house.send('POST', '/api/v1/auth/login', {
    headers: { origin: 'https://evil.example' },
    body: { login: 'ana', password: PASSWORD },
  })
  await house.send('POST', `/intake/generic-json/${made.json.key}`, { body: { title: 'x' } })
  // A failure in the middle of each: what is logged of a request must not hold how it proved itself.
  await sql`alter table alert_requests rename to gone`.execute(house.db)
  const failed = await house.send('POST', `/intake/generic-json/${made.json.key}`, { body: { title: 'y' } })
  await sql`alter table teams rename to gone_too`.execute(house.db)
  const failedToo = await house.send('GET', '/api/v1/teams', { headers: { ...ana, cookie: page.cookie } })
  expect([failed.status, failedToo.status]).toEqual([500, 500])
  const log = house.logged.join('')
  expect(log).toContain('request failed')
  expect(house.logged.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true)
  const { text: audit } = await house.send('GET', '/api/v1/audit/export', { headers: ana })
  const { text: metrics } = await house.send('GET', '/metrics', { headers: ana })
  const { text: listed } = await house.send('GET', '/api/v1/integrations', { headers: ana })
  for (const secret of secrets) {
    for (const text of [failed.text, failedToo.text, metrics, listed, audit, log]) expect(text).not.toContain(secret)
    for (const { headers } of [made, token, invited, added]) expect(String(headers.location)).not.toContain(secret)
  }
})

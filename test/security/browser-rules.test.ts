/** What a browser is allowed to do with us when a page of somebody else tells it to. */
import { expect, test } from 'vitest'
import { reveal } from '../../src/identity/secret.ts'
import type { Role } from '../../src/kit/permission.ts'
import { addPerson, deskOn, PASSWORD } from '../identity-desk.ts'
import { bearer, fromOurPage } from './principals.ts'
import { type WholeServer, wholeServer } from './whole-server.ts'

const EVIL = 'https://evil.example'

async function somebody(house: WholeServer, role: Role = 'admin') {
  const begun = await addPerson(deskOn(house.db), `the-${role}`, role)
  return { begun, page: fromOurPage(house.host, begun), token: bearer(reveal(begun.secret)) }
}
const without = (headers: Record<string, string>, ...names: string[]) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))

test('no route that changes something takes a cookie from another page', { timeout: 120_000 }, async () => {
  const house = await wholeServer()
  const { page } = await somebody(house)
  const forged: Record<string, Record<string, string>> = {
    'no token': without(page, 'x-opsbook-csrf'),
    'a wrong token': { ...page, 'x-opsbook-csrf': 'AAAA' },
    'an empty token': { ...page, 'x-opsbook-csrf': '' },
    'another origin': { ...page, origin: EVIL },
    'no origin': { ...page, origin: 'null' },
    'a longer name of ours': { ...page, origin: `http://${house.host}.evil.example` },
    'our name in front': { ...page, origin: `http://evil.example/${house.host}` },
    'another port': { ...page, origin: `http://${house.host.replace(/\d+$/, '1')}` },
    'cross-site': { ...page, 'sec-fetch-site': 'cross-site' },
    'same-site': { ...page, 'sec-fetch-site': 'same-site' },
    'typed by hand': { ...page, 'sec-fetch-site': 'none' },
    'a form of another page': { cookie: page.cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    'an old browser': without(page, 'origin', 'sec-fetch-site'),
  }
  const wrong: string[] = []
  const changing = house.routes.filter(({ method, access }) => method !== 'GET' && access.kind === 'user')
  for (const { method, path } of changing)
    for (const [name, headers] of Object.entries(forged)) {
      const { status, json } = await house.send(method, path.replace(/:\w+/g, 'nothing'), { headers })
      if (status !== 403 || json.code !== 'access/cross-site') wrong.push(`${method} ${path} with ${name}: ${status}`)
    }
  expect(wrong).toEqual([])
  expect(changing.length).toBeGreaterThan(25)
})

test('a body that a form can send is not JSON, whatever it holds', async () => {
  const house = await wholeServer()
  const { page } = await somebody(house)
  const body = JSON.stringify({ name: 'storage' })
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/json',
    '',
    'text/plain; application/json',
    'application/jsonx',
    'application/xml',
    'text/plain, application/json',
  ]
  for (const type of types) {
    const { status } = await house.send('POST', '/api/v1/teams', { headers: { ...page, 'content-type': type }, body })
    expect([type, status]).toEqual([type, 415])
  }
  for (const type of ['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON']) {
    const named = JSON.stringify({ name: `for ${type}` })
    const { status } = await house.send('POST', '/api/v1/teams', {
      headers: { ...page, 'content-type': type },
      body: named,
    })
    expect([type, status]).toEqual([type, 201])
  }
})

test('no origin is ever let in: no answer speaks of CORS, and no question of it is answered', async () => {
  const house = await wholeServer()
  const { page, token } = await somebody(house)
  const origins = [
    EVIL,
    'null',
    `http://${house.host}`,
    `http://${house.host}.evil.example`,
    `http://evil.${house.host}`,
    'http://localhost:1',
    'file://',
    'chrome-extension://abc',
    '*',
    '',
  ]
  for (const origin of origins)
    for (const [method, path] of [
      ['GET', '/api/v1/users'],
      ['GET', '/api/v1/events'],
      ['OPTIONS', '/api/v1/users'],
      ['POST', '/api/v1/teams'],
      ['GET', '/nowhere'],
      ['GET', '/healthz'],
    ] as const)
      for (const proof of [{}, token, { ...page, origin }]) {
        const asked = {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'x-opsbook-csrf',
        }
        const { headers, status, text } = await house.send(method, path, { headers: { ...proof, ...asked } })
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
        if (method === 'OPTIONS') expect(status).toBe(404)
        // A script of another site must not even be sent what the cookie would show.
        if ('cookie' in proof && origin !== `http://${house.host}` && path === '/api/v1/users' && method === 'GET')
          expect([origin, text.includes('the-admin')]).toEqual([origin, false])
      }
})

test('a browser that was told another name for our address gets nothing', async () => {
  const house = await wholeServer()
  const { page } = await somebody(house)
  const port = house.host.split(':')[1]
  const foreign = [
    'evil.example',
    `evil.example:${port}`,
    `127.0.0.1.evil.example:${port}`,
    `localhost.evil.example`,
    'evil.example.',
    '127.0.0.1@evil.example',
    'evil.example#127.0.0.1',
    '0.0.0.0',
    '[::ffff:7f00:1]',
    `127.0.0.1:${port},evil.example`,
    ' ',
    '127.0.0.1:99999999',
    '2130706433',
    '169.254.169.254',
  ]
  const login = { login: 'the-admin', password: PASSWORD }
  for (const host of foreign) {
    // A page under that name is of the same origin to its browser and may set every header it likes.
    const own = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }
    for (const proof of [
      {},
      { cookie: page.cookie!, 'x-opsbook-csrf': page['x-opsbook-csrf']! },
      { authorization: 'Bearer x' },
      { authorization: '' },
    ]) {
      const headers = { ...own, ...proof }
      const answers = [
        await house.send('GET', '/api/v1/users', { headers }),
        await house.send('GET', '/api/v1/auth/methods', { headers }),
        await house.send('POST', '/api/v1/auth/login', { headers, body: login }),
        await house.send('POST', '/api/v1/runner/enrol', { headers, body: { token: 'x', version: '1', host: 'h' } }),
      ]
      const statuses = answers.map(({ status }) => status)
      const people = 'authorization' in proof ? [401, 421] : [421, 400]
      expect([host, proof, people.includes(statuses[0]!)]).toEqual([host, proof, true])
      for (const status of statuses.slice(1))
        expect([host, proof, [421, 400].includes(status)]).toEqual([host, proof, true])
      for (const { headers: answered } of answers) expect(answered['set-cookie']).toBeUndefined()
    }
  }
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, 'LOCALHOST', 'localhost.'])
    expect([host, (await house.send('GET', '/api/v1/auth/methods', { headers: { host } })).status]).toEqual([host, 200])
})

test('what a proxy nobody trusts says of itself changes nothing', async () => {
  const house = await wholeServer()
  const lie = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '203.0.113.9',
    forwarded: 'host=evil.example',
  }
  const login = await house.send('POST', '/api/v1/auth/login', {
    headers: { ...lie, origin: EVIL },
    body: { login: 'x', password: 'y' },
  })
  expect(login.json.code).toBe('access/cross-site')
  const { begun, token } = await somebody(house)
  const made = await house.send('POST', '/api/v1/users', {
    headers: { ...lie, ...token },
    body: { login: 'bo', name: 'Bo', role: 'viewer' },
  })
  expect(made.text).not.toContain('evil.example')
  await house.send('POST', '/api/v1/auth/login', { headers: lie, body: { login: 'the-admin', password: PASSWORD } })
  const sessions = await house.send('GET', '/api/v1/auth/sessions', { headers: token })
  expect(sessions.text).toContain(begun.sessionId)
  expect(sessions.text).not.toContain('203.0.113.9')
})

const FIXED = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

test('every class of answer carries the headers that bind a browser', async () => {
  const house = await wholeServer()
  const { token, page } = await somebody(house)
  const asked: [number, string, string, object][] = [
    [200, 'GET', '/healthz', {}],
    [200, 'GET', '/api/v1/users', { headers: token }],
    [200, 'GET', '/api/v1/events', { headers: token }],
    [200, 'GET', '/api/v1/audit/export', { headers: token }],
    [200, 'GET', '/metrics', { headers: token }],
    [200, 'HEAD', '/api/v1/users', { headers: token }],
    [201, 'POST', '/api/v1/teams', { headers: token, body: { name: 'storage' } }],
    [400, 'POST', '/api/v1/teams', { headers: token, body: {} }],
    [400, 'GET', '/api/v1/users?limit=x', { headers: token }],
    [400, 'GET', '/api/v1/%zz', {}],
    [400, 'GET', '/api/v1/\u00ff', {}],
    [431, 'GET', '/healthz', { headers: { 'x-long': 'x'.repeat(20_000) } }],
    [401, 'GET', '/api/v1/users', {}],
    [401, 'POST', '/intake/generic-json/x', { body: {} }],
    [403, 'POST', '/api/v1/teams', { headers: { cookie: page.cookie }, body: {} }],
    [404, 'GET', '/nowhere', {}],
    [404, 'GET', '/api/v1/users/nobody', { headers: token }],
    [404, 'OPTIONS', '/api/v1/users', {}],
    [
      413,
      'POST',
      '/api/v1/teams',
      { headers: { ...token, 'content-type': 'application/json' }, body: `"${'x'.repeat(2_000_000)}"` },
    ],
    [415, 'POST', '/api/v1/teams', { headers: { ...token, 'content-type': 'text/plain' }, body: 'x' }],
    [415, 'POST', '/api/v1/teams', { headers: { ...token, 'content-encoding': 'gzip' }, body: {} }],
    [421, 'GET', '/api/v1/users', { headers: { host: 'evil.example' } }],
    [204, 'POST', '/api/v1/auth/logout', { headers: token }],
  ]
  for (const [status, method, path, sent] of asked) {
    const answer = await house.send(method, path, sent)
    expect([method, path, answer.status]).toEqual([method, path, status])
    expect(answer.headers).toMatchObject(FIXED)
    expect(answer.headers['content-security-policy']).toMatch(
      /^default-src 'none'.*frame-ancestors 'none'.*require-trusted-types-for 'script'$/,
    )
    const isParsed = answer.json?.code !== 'request/malformed'
    expect(answer.headers['x-request-id'] ?? '').toMatch(isParsed ? /^request_/ : /^$/)
    if (status >= 400 && !path.startsWith('/intake'))
      expect([answer.json.code, answer.json.message].map((text) => typeof text)).toEqual(['string', 'string'])
    expect(answer.headers['x-powered-by'] ?? answer.headers.server).toBeUndefined()
    expect(answer.headers['content-type'] ?? '').not.toMatch(/html|xml|svg/)
  }
})

test('the session’s cookie is for this host alone and no script reads it', async () => {
  for (const [settings, pattern] of [
    ['', /^opsbook=obs_[a-z2-7]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/],
    [
      'server: { url: "https://ops.shop.example" }\n',
      /^__Host-opsbook=obs_[a-z2-7]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/,
    ],
  ] as const) {
    const house = await wholeServer(settings)
    await somebody(house)
    const { headers, status } = await house.send('POST', '/api/v1/auth/login', {
      body: { login: 'the-admin', password: PASSWORD },
    })
    expect(status).toBe(201)
    expect(headers['set-cookie']).toHaveLength(1)
    expect(headers['set-cookie']![0]).toMatch(pattern)
    expect(headers['strict-transport-security']).toBe(settings === '' ? undefined : 'max-age=31536000')
  }
})

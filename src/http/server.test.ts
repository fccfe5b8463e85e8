import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { permissionsOf } from '../kit/permission.ts'
import { type Route, route } from '../kit/route.ts'
import type { Authentication } from './authentication.ts'
import { describeApi } from './openapi.ts'
import { buildServer } from './server.ts'

const authentication: Authentication = {
  user: async ({ headers }) => {
    if (!headers.authorization) return { reason: 'missing' }
    const role = headers.authorization.replace('Bearer ', '')
    if (role !== 'viewer' && role !== 'admin') return { reason: 'invalid' }
    return { actor: { kind: 'user', id: role, name: role }, permissions: permissionsOf(role) }
  },
  runner: async () => ({ reason: 'missing' }),
}

const things: Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/things',
    summary: 'Makes a thing',
    access: { kind: 'user', permission: 'config:write', object: 'none' },
    body: z.object({ name: z.string().min(1) }),
    answers: { 201: z.object({ name: z.string() }) },
    handle: async ({ body }) => ({ status: 201, body: { name: body.name } }),
  }),
  route({
    method: 'GET',
    path: '/api/v1/things/:thing',
    summary: 'Shows a thing',
    access: { kind: 'user', permission: 'alert:read', object: { param: 'thing', exists: async (id) => id === 'one' } },
    handle: async ({ params, actor }) => ({ status: 200, body: { thing: params.thing, actor } }),
  }),
  route({
    method: 'GET',
    path: '/broken',
    summary: 'Throws',
    access: { kind: 'public', why: 'for the test' },
    handle: async () => {
      throw Object.assign(new Error('could not extend file: No space left on device'), { code: '53100' })
    },
  }),
]

const server = (routes = things, capacity = 100) => {
  const built = buildServer({
    ...{ routes, authentication, capacity, secure: false, trustedProxies: [] },
    hosts: { names: new Set(['ops.example.org']) },
    onError: () => undefined,
  })
  onTestFinished(() => built.close())
  return built
}

const headers = (role: string) => ({ authorization: `Bearer ${role}`, 'content-type': 'application/json' })

test('who is not known, may not, or names nothing that exists, gets three different answers', async () => {
  const app = server()
  const status = async (url: string, role?: string) =>
    (await app.inject({ url, headers: role ? headers(role) : { host: 'localhost' } })).statusCode
  expect(await status('/api/v1/things/one')).toBe(401)
  expect(await status('/api/v1/things/one', 'nobody')).toBe(401)
  expect(await status('/api/v1/things/one', 'viewer')).toBe(200)
  expect(await status('/api/v1/things/two', 'viewer')).toBe(404)
  expect(
    (await app.inject({ method: 'POST', url: '/api/v1/things', headers: headers('viewer'), payload: '{}' })).statusCode,
  ).toBe(403)
})

test('other spellings of a path are other paths, not ways around the check', async () => {
  const app = server()
  for (const url of [
    '/api/v1//things/one',
    '/API/v1/things/one',
    '/api/v1/things/one/',
    '/api/v1/things/%6Fne%2F',
    '/api/v1/x/../things/one',
  ])
    expect({ url, status: (await app.inject({ url, headers: { host: 'localhost' } })).statusCode }).not.toMatchObject({
      status: 200,
    })
})

test('a body is checked with the place of each mistake', async () => {
  const app = server()
  const post = async (payload: string, more: object = {}) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/things',
      headers: { ...headers('admin'), ...more },
      payload,
    })
    return { status: answer.statusCode, ...(answer.json() as object) }
  }
  expect(await post('{"name":"a"}')).toEqual({ status: 201, name: 'a' })
  expect(await post('{"name":""}')).toMatchObject({ status: 400, code: 'request/invalid', at: 'name' })
  expect(await post('{"name":')).toMatchObject({ status: 400, code: 'request/not-json' })
  expect(await post('a=b', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 })
  expect(await post('{}', { 'content-encoding': 'gzip' })).toMatchObject({ status: 415, code: 'request/encoded' })
  expect(await post(`{"name":${'['.repeat(70)}`)).toMatchObject({ status: 400, code: 'request/too-deep' })
  expect(await post(JSON.stringify({ name: 'x'.repeat(1_100_000) }))).toMatchObject({
    status: 413,
    code: 'request/too-large',
  })
})

test('a browser that was told another name for our address is turned away', async () => {
  const app = server()
  expect((await app.inject({ url: '/broken', headers: { host: 'evil.example' } })).statusCode).toBe(421)
  expect((await app.inject({ url: '/broken', headers: { host: 'ops.example.org' } })).statusCode).toBe(503)
})

test('a store in trouble is 503 with a time to come back, and nothing of its words leaks', async () => {
  const answer = await server().inject({ url: '/broken', headers: { host: 'localhost' } })
  expect({ status: answer.statusCode, after: answer.headers['retry-after'] }).toEqual({ status: 503, after: '5' })
  expect(answer.body).not.toContain('could not extend')
})

test('every answer carries the headers that keep a browser honest', async () => {
  const answer = await server().inject({ url: '/nothing', headers: { host: 'localhost' } })
  expect(answer.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'x-frame-options': 'DENY',
  })
  expect(answer.headers['content-security-policy']).toContain("script-src 'self'")
  expect(answer.headers['x-request-id']).toMatch(/^request_/)
})

test.each<[string, Partial<Route>]>([
  ['does not say who may use it', { access: undefined as never }],
  ['unknown permission', { access: { kind: 'user', permission: 'everything' as never, object: 'none' } }],
  ['has a parameter but no object', { access: { kind: 'user', permission: 'alert:read', object: 'none' } }],
  ['is public without a reason', { access: { kind: 'public', why: ' ' } }],
  ['has no summary', { summary: '' }],
])('there is no server when a route %s', (problem, change) => {
  expect(() => server([{ ...things[1]!, ...change } as Route])).toThrow(problem)
})

test('the API describes itself', () => {
  const described = describeApi(things, '1.0.0') as {
    paths: Record<string, Record<string, { 'x-permission'?: string }>>
  }
  expect(Object.keys(described.paths)).toEqual(['/api/v1/things', '/api/v1/things/{thing}'])
  expect(described.paths['/api/v1/things']?.post?.['x-permission']).toBe('config:write')
})

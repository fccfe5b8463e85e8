/** What is shut stays shut however its address is written, by whatever method, and whatever a header says about either. */
import { expect, test } from 'vitest'
import { reveal } from '../../src/identity/secret.ts'
import type { Route } from '../../src/kit/route.ts'
import { addPerson, deskOn } from '../identity-desk.ts'
import { bearer } from './principals.ts'
import { type Sent, type WholeServer, wholeServer } from './whole-server.ts'

const pathOf = ({ path }: Pick<Route, 'path'>) => path.replace(/:\w+/g, 'nothing').replace(/\*$/, 'anything')

/** One address in the ways that proxies, routers and file systems disagree about. */
const spellings = (path: string, host: string): string[] => {
  const last = path.lastIndexOf('/') + 1
  const encoded = `${path.slice(0, last)}%${path.charCodeAt(last).toString(16)}${path.slice(last + 1)}`
  return [
    ...[
      `/${path}`,
      `//${path}`,
      path.replace(/\/(?=[^/]*$)/, '//'),
      `${path}/`,
      `${path}//`,
      `${path}/.`,
      `${path}/..`,
    ],
    ...[
      path.toUpperCase(),
      path.replace('api', 'Api'),
      encoded,
      `${path}%2f`,
      `${path}%00`,
      `${path}%20`,
      `${path};a=b`,
    ],
    ...[`/.${path}`, `/x/..${path}`, `/%2e%2e${path}`, `/%2e${path}`, `/x/%2e%2e${path}`, path.replaceAll('/', '%2f')],
    ...[
      path.replaceAll('/', '\\'),
      `/healthz/..${path}`,
      `/healthz%2f..${path}`,
      `/healthz/..;${path}`,
      `${path}.json`,
    ],
    ...[`${path}?_method=GET`, `${path}?access_token=x`, `${path}?`, `${path}?a=1&a=2`, `http://${host}${path}`],
    ...[`${path}%E3%80%82`, `${path}\u00ff`, path.replace(/.$/, '%u0061'), `${path}%`, `${path}%zz`, `${path}%c0%af`],
  ].filter((spelled) => spelled !== path)
}

const OVERRIDES: Record<string, string>[] = [
  ...['x-http-method-override', 'x-http-method', 'x-method-override'].flatMap((name) =>
    ['GET', 'HEAD', 'OPTIONS'].map((method) => ({ [name]: method })),
  ),
  ...['x-original-url', 'x-rewrite-url', 'x-original-uri', 'x-override-url'].map((name) => ({ [name]: '/healthz' })),
  {
    'x-forwarded-for': '127.0.0.1',
    'x-real-ip': '127.0.0.1',
    'x-client-ip': '127.0.0.1',
    'true-client-ip': '127.0.0.1',
  },
  {
    'x-forwarded-host': 'localhost',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '443',
    'x-forwarded-prefix': '/healthz',
  },
  { forwarded: 'for=127.0.0.1;host=localhost;proto=https' },
  { 'x-forwarded-user': 'the-admin', 'x-remote-user': 'the-admin', 'remote-user': 'the-admin', 'x-user': 'the-admin' },
  { 'x-webauth-user': 'the-admin', 'x-auth-request-user': 'the-admin', 'x-forwarded-email': 'the-admin@shop.example' },
  { cookie: 'opsbook=; opsbook=obs_x' },
  { cookie: '__Host-opsbook=x; admin=true; role=admin' },
  { authorization: '' },
  { authorization: 'Bearer ' },
  { authorization: 'Bearer null' },
  { authorization: 'Basic Og==' },
  { authorization: 'Negotiate x' },
]

async function tried(
  house: WholeServer,
  as: Sent['headers'],
  routes: readonly Route[],
  each: (route: Route) => [string, string, Sent][],
) {
  const opened: string[] = []
  let tries = 0
  for (const route of routes)
    await Promise.all(
      each(route).map(async ([method, path, sent]) => {
        const { status, json } = await house.send(method, path, { ...sent, headers: { ...as, ...sent.headers } })
        tries += 1
        if (status < 400 || status >= 500)
          opened.push(`${method} ${path} ${JSON.stringify(sent.headers ?? {})}: ${status} ${json?.code ?? ''}`)
      }),
    )
  return { opened, tries }
}

test('no other spelling of an address, no header and no other method opens it', { timeout: 240_000 }, async () => {
  const house = await wholeServer()
  const shut = house.routes.filter(({ access }) => access.kind !== 'public')
  const { secret } = await addPerson(deskOn(house.db), 'the-viewer', 'viewer')
  const viewer = bearer(reveal(secret))
  const adminOnly = shut.filter(
    ({ access }) =>
      access.kind === 'user' &&
      /^(?:user:write|integration:write|runner:write|config:write|audit:read|server:)/.test(access.permission),
  )
  const nobody = await tried(house, {}, shut, (route) => [
    ...spellings(pathOf(route), house.host).map((path): [string, string, Sent] => [route.method, path, {}]),
    ...OVERRIDES.map((headers): [string, string, Sent] => [route.method, pathOf(route), { headers }]),
  ])
  const asViewer = await tried(house, viewer, adminOnly, (route) => [
    ...spellings(pathOf(route), house.host).map((path): [string, string, Sent] => [route.method, path, {}]),
    ...OVERRIDES.filter((headers) => !('authorization' in headers)).map((headers): [string, string, Sent] => [
      route.method,
      pathOf(route),
      { headers },
    ]),
  ])
  expect(nobody.opened).toEqual([])
  expect(asViewer.opened).toEqual([])
  expect(nobody.tries).toBeGreaterThan(8_000)
  expect(asViewer.tries).toBeGreaterThan(1_000)
})

test('methods that are not declared do not exist, and HEAD is GET without its body', { timeout: 120_000 }, async () => {
  const house = await wholeServer()
  const { secret } = await addPerson(deskOn(house.db), 'the-admin', 'admin')
  const admin = bearer(reveal(secret))
  const paths = [...new Set(house.routes.map(pathOf))]
  const wrong: string[] = []
  for (const path of paths) {
    const methods = new Set<string>(house.routes.filter((route) => pathOf(route) === path).map(({ method }) => method))
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'].filter(
      (each) => !methods.has(each),
    )) {
      // Another route's parameter may stand where this path has a word.
      if (house.routes.some((route) => route.method === method && fits(route.path, path))) continue
      const { status } = await house.send(method, path, { headers: admin })
      if (status !== 404 && status !== 405 && status !== 400) wrong.push(`${method} ${path}: ${status}`)
    }
    if (!methods.has('GET')) continue
    for (const headers of [{}, admin]) {
      const [get, head] = [await house.send('GET', path, { headers }), await house.send('HEAD', path, { headers })]
      const same = get.status === head.status && get.headers['content-type'] === head.headers['content-type']
      if (!same || head.text !== '')
        wrong.push(
          `HEAD ${path}: ${head.status} ${head.headers['content-type']}, GET ${get.status} ${get.headers['content-type']}`,
        )
    }
  }
  expect(wrong).toEqual([])
})

const fits = (pattern: string, path: string) =>
  new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+').replace(/\*$/, '.*')}$`).test(path)

test('what other servers have at well-known places is not here', async () => {
  const house = await wholeServer()
  const places = [
    '/',
    '/install',
    '/debug',
    '/debug/pprof',
    '/admin',
    '/console',
    '/env',
    '/.env',
    '/.git/config',
    '/actuator',
    '/server-status',
    '/api',
    '/api/v1',
    '/docs',
    '/documentation',
    '/swagger',
    '/graphql',
    '/config',
    '/backup',
    '/static/',
    '/index.html',
    '/favicon.ico',
    '/-/quit',
    '/api/v1/debug',
    '/api/v1/config',
  ]
  for (const place of places)
    for (const method of ['GET', 'POST']) {
      const { status, headers } = await house.send(method, place)
      expect([place, status]).toEqual([place, 404])
      expect(headers['content-type']).toMatch(/^application\/json/)
    }
})

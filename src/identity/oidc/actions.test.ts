/** Against a real provider: `oidc-provider` in a process of its own, with a browser made of `fetch` and a jar of cookies. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPerson, asker, firstAdmin, testDesk } from '../../../test/identity-desk.ts'
import { verifyStored } from '../../audit/actions.ts'
import { authenticate } from '../authenticate/actions.ts'
import type { IdentityDesk, Outcome } from '../desk.ts'
import type { OidcRules } from '../oidc-user.ts'
import { reveal, Secret } from '../secret.ts'
import { listUsers } from '../store.ts'
import { updateUser } from '../user/actions.ts'
import { finishOidc, type OidcDesk, type OidcSettings, oidcProvider, startOidc } from './actions.ts'

const redirectUri = 'http://127.0.0.1:1/api/v1/auth/oidc/callback'
const people = {
  'sub-ana': { name: 'Ana', email: 'ana@shop.example', email_verified: true, groups: ['owners'] },
  'sub-cy': { name: 'Cy Young', email: 'cy@shop.example', email_verified: true, groups: ['sre', 'chess'] },
  'sub-mallory': { name: 'Ana', email: 'ana@shop.example', email_verified: false, groups: ['oncall'] },
  'sub-guest': { name: 'Guest', email: 'guest@shop.example', email_verified: true, groups: ['chess'] },
}
const roles: OidcRules['roles'] = { owners: 'admin', sre: 'operator', oncall: 'responder' }

let provider: ChildProcess
let answers: Interface
let issuer = ''
const tell = (line: object) =>
  new Promise<{ issuer: string }>((resolve) => {
    answers.once('line', (answer) => resolve(JSON.parse(answer) as { issuer: string }))
    provider.stdin!.write(`${JSON.stringify(line)}\n`)
  })

beforeAll(async () => {
  const program = fileURLToPath(new URL('../../../test/journeys/oidc-provider-process.js', import.meta.url))
  provider = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'ignore'] })
  answers = createInterface({ input: provider.stdout! })
  issuer = (await tell({ redirectUri, people })).issuer
})
afterAll(() => provider.kill())

async function oidcDesk(changed: Partial<OidcRules> = {}): Promise<OidcDesk> {
  return withProvider(await testDesk(), changed)
}
function withProvider(desk: IdentityDesk, changed: Partial<OidcRules> = {}): OidcDesk {
  const rules = { issuer, roles, groupsClaim: 'groups', linkByEmail: true, ...changed }
  const clientSecret = new Secret('only for this test')
  const settings: OidcSettings = {
    ...{ rules, clientId: 'opsbook', clientSecret, redirectUri, scope: 'openid email profile groups' },
  }
  return { ...desk, settings, provider: oidcProvider(settings) }
}

/** Follows the provider's redirects and answers its forms, until it sends the browser back to us. */
async function browse(start: string, login: string): Promise<URL> {
  const jar = new Map<string, string>()
  let url = new URL(start)
  let form: URLSearchParams | undefined
  for (let hop = 0; hop < 20; hop++) {
    if (url.href.startsWith(redirectUri)) return url
    const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') }
    const response = await fetch(url, { redirect: 'manual', headers, ...(form ? { method: 'POST', body: form } : {}) })
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';')[0]!.split('=')
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    form = undefined
    const to = response.headers.get('location')
    if (to !== null) url = new URL(to, url)
    else {
      const page = await response.text()
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
      if (!prompt) throw new Error(`the provider showed ${response.status}: ${page.slice(0, 300)}`)
      form = new URLSearchParams(prompt === 'login' ? { prompt, login, password: 'any' } : { prompt })
    }
  }
  throw new Error('the provider redirects in circles')
}

async function begin(desk: OidcDesk, login: string) {
  const started = await startOidc(desk, '/incidents/7')
  if ('no' in started) throw new Error(started.no.code)
  const back = await browse(started.value.url, login)
  return { query: back.searchParams, browser: reveal(started.value.secret) }
}
const signInAs = async (desk: OidcDesk, login: string) => finishOidc(desk, asker(), await begin(desk, login))
const code = (outcome: Outcome<unknown>) => ('no' in outcome ? outcome.no.code : 'done')

test('somebody new gets an account and the role of their groups; the second time it is the same account', async () => {
  const desk = await oidcDesk()
  const first = await signInAs(desk, 'sub-cy')
  expect(first).toMatchObject({ value: { user: { name: 'Cy Young' }, returnTo: '/incidents/7' } })
  const again = await signInAs(desk, 'sub-cy')
  expect('value' in again && 'value' in first && again.value.user.id === first.value.user.id).toBe(true)
  const users = await listUsers(desk.db, undefined, 10)
  expect(users).toMatchObject([{ login: 'cy@shop.example', role: 'operator', createdBy: issuer, hasPassword: false }])
  if ('no' in again) throw new Error(again.no.code)
  const headers = { authorization: `Bearer ${reveal(again.value.secret)}` }
  expect(await authenticate(desk, { method: 'GET', headers })).toMatchObject({ actor: { name: 'Cy Young' } })
  expect((await verifyStored(desk.db, [])).problem).toBeUndefined()
})

test('what came back is good once, for the browser that began, with the state that was given', async () => {
  const desk = await oidcDesk()
  const back = await begin(desk, 'sub-cy')
  const other = await begin(desk, 'sub-cy')
  const noBrowser = { ...back, browser: undefined }
  expect(code(await finishOidc(desk, asker(), noBrowser))).toBe('oidc/attempt')
  expect(code(await finishOidc(desk, asker(), { ...back, browser: other.browser })), 'state of another').toBe(
    'oidc/refused',
  )
  expect(code(await finishOidc(desk, asker(), other)), 'used up by the mix-up').toBe('oidc/attempt')
  const twice = await Promise.all([finishOidc(desk, asker(), back), finishOidc(desk, asker(), back)])
  expect(twice.map(code).sort()).toEqual(['done', 'oidc/attempt'])
  const mixed = await begin(desk, 'sub-cy')
  mixed.query.set('iss', 'https://login.evil.example')
  expect(code(await finishOidc(desk, asker(), mixed)), 'another issuer').toBe('oidc/refused')
})

test('a verified address finds the account of its owner, an unverified one does not', async () => {
  const desk = withProvider(await testDesk())
  const { user } = await firstAdmin(desk)
  expect(await signInAs(desk, 'sub-mallory')).toMatchObject({ value: { user: { name: 'Ana' } } })
  expect(await listUsers(desk.db, undefined, 10)).toMatchObject([
    { id: user.id, role: 'admin' },
    { login: 'ana-2', email: null, role: 'responder' },
  ])
  expect(await signInAs(desk, 'sub-ana')).toMatchObject({ value: { user: { id: user.id } } })
})

test('who is in no group that has a role stays outside, who is disabled too', async () => {
  const desk = await oidcDesk()
  expect(code(await signInAs(desk, 'sub-guest'))).toBe('oidc/no-role')
  await signInAs(desk, 'sub-cy')
  const [cy] = await listUsers(desk.db, undefined, 10)
  await updateUser(desk, asker(), cy!.id, { disabled: true })
  expect(code(await signInAs(desk, 'sub-cy'))).toBe('oidc/disabled')
})

test('another group is another role, and what was open with the old one ends', async () => {
  const desk = await oidcDesk()
  const before = await signInAs(desk, 'sub-cy')
  await tell({ people: { ...people, 'sub-cy': { ...people['sub-cy'], groups: ['oncall'] } } })
  const after = await signInAs(desk, 'sub-cy')
  await tell({ people })
  expect(await listUsers(desk.db, undefined, 10)).toMatchObject([{ role: 'responder' }])
  if ('no' in before || 'no' in after) throw new Error('not signed in')
  const ask = (secret: Secret) =>
    authenticate(desk, { method: 'GET', headers: { authorization: `Bearer ${reveal(secret)}` } })
  expect(await ask(before.value.secret)).toEqual({ reason: 'invalid' })
  expect(await ask(after.value.secret)).toMatchObject({ actor: { kind: 'user' } })
})

test('the last administrator stays one, whatever the groups say', async () => {
  const desk = withProvider(await testDesk(), { roles: { owners: 'viewer' } })
  const { user } = await firstAdmin(desk)
  await addPerson(desk, 'bo', 'operator')
  await signInAs(desk, 'sub-ana')
  expect((await listUsers(desk.db, undefined, 10)).find(({ id }) => id === user.id)).toMatchObject({ role: 'admin' })
})

test('a slash at the end of the configured address is no other issuer', async () => {
  const desk = withProvider(await testDesk(), { issuer: `${issuer}/` })
  expect(code(await signInAs(desk, 'sub-cy'))).toBe('done')
  expect(await listUsers(desk.db, undefined, 10)).toMatchObject([{ createdBy: issuer }])
})

test('a provider that is not there is told, and asked again the next time', async () => {
  const desk = await oidcDesk()
  const away = withProvider(desk, { issuer: 'http://127.0.0.1:1' })
  expect(code(await startOidc(away, '/'))).toBe('oidc/unreachable')
  let calls = 0
  const flaky: OidcDesk = {
    ...desk,
    provider: () => (calls++ === 0 ? Promise.reject(new Error('not yet')) : desk.provider()),
  }
  expect(code(await startOidc(flaky, '/'))).toBe('oidc/unreachable')
  expect(code(await startOidc(flaky, '/'))).toBe('done')
})

import { expect, test } from 'vitest'
import { reveal } from '../../identity/secret.ts'
import { serverConfigSchema } from '../server-config.ts'
import { signInByProvider } from './sign-in-by-provider.ts'

const oidc = { issuer: 'https://login.shop.example', clientId: 'opsbook', clientSecret: 'env:OIDC_SECRET' }
const url = 'https://ops.shop.example'
const settings = (changed: object) => serverConfigSchema.safeParse({ url, oidc, ...changed })

test('the provider of the settings', () => {
  const found = signInByProvider(settings({}).data!, { OIDC_SECRET: 'kept elsewhere' })
  expect(found).toMatchObject({
    name: 'Single sign-on',
    settings: {
      redirectUri: 'https://ops.shop.example/api/v1/auth/oidc/callback',
      rules: { issuer: 'https://login.shop.example', linkByEmail: false, roles: {} },
    },
  })
  expect(reveal(found!.settings.clientSecret!)).toBe('kept elsewhere')
  expect(signInByProvider(serverConfigSchema.parse({}), {})).toBeUndefined()
})

test.each([
  ['without our own address', { url: undefined }, 'needs "url"'],
  ['an issuer without TLS', { oidc: { ...oidc, issuer: 'http://login.shop.example' } }, 'https://login'],
  ['a secret in the file of settings', { oidc: { ...oidc, clientSecret: 'hunter2' } }, 'env:NAME'],
  ['a role there is not', { oidc: { ...oidc, roles: { sre: 'root' } } }, 'viewer'],
])('refused: %s', (_what, changed, words) =>
  expect(JSON.stringify(settings(changed).error?.issues)).toContain(words.replaceAll('"', '\\"')),
)

test('an issuer on this machine may do without TLS', () =>
  expect(settings({ oidc: { ...oidc, issuer: 'http://127.0.0.1:9000' } }).success).toBe(true))

test.each([
  ['env:NOT_SET', 'nothing in env:NOT_SET'],
  ['file:/nowhere/secret', 'ENOENT'],
])('a secret that is not there stops the start: %s', (clientSecret, words) =>
  expect(() => signInByProvider(settings({ oidc: { ...oidc, clientSecret } }).data!, {})).toThrow(words),
)

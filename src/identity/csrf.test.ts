import { expect, test } from 'vitest'
import { csrfToken, isNotFromAnotherSite, isOurOwnRequest, ownOrigins } from './csrf.ts'
import { Secret } from './secret.ts'

const session = new Secret('obs_somebody')
const token = csrfToken(session)
const ours = 'https://ops.example.org'
const isOwnOrigin = ownOrigins(ours, '127.0.0.1:8080')

test.each<[string, string, Record<string, string>, boolean]>([
  ['our page', 'POST', { origin: ours, 'sec-fetch-site': 'same-origin', 'x-opsbook-csrf': token }, true],
  ['our page in a browser without Sec-Fetch', 'POST', { origin: ours, 'x-opsbook-csrf': token }, true],
  ['our page, by another of our names', 'PUT', { origin: 'http://127.0.0.1:8080', 'x-opsbook-csrf': token }, true],
  ['our page without the token', 'POST', { origin: ours, 'sec-fetch-site': 'same-origin' }, false],
  ['an empty token', 'DELETE', { origin: ours, 'x-opsbook-csrf': '' }, false],
  ['the token of another session', 'POST', { origin: ours, 'x-opsbook-csrf': csrfToken(new Secret('obs_x')) }, false],
  ['a form of another site', 'POST', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, false],
  ['another site that knows the token', 'POST', { origin: 'https://evil.example', 'x-opsbook-csrf': token }, false],
  ['a sandboxed frame', 'POST', { origin: 'null', 'x-opsbook-csrf': token }, false],
  ['a sibling domain', 'POST', { origin: ours, 'sec-fetch-site': 'same-site', 'x-opsbook-csrf': token }, false],
  ['a longer name that begins like ours', 'POST', { origin: `${ours}.evil.example`, 'x-opsbook-csrf': token }, false],
  ['another port', 'POST', { origin: `${ours}:8443`, 'x-opsbook-csrf': token }, false],
  ['a cookie without any word of its origin', 'POST', { 'x-opsbook-csrf': token }, false],
  ['an address typed by hand', 'POST', { 'sec-fetch-site': 'none', 'x-opsbook-csrf': token }, false],
  ['a method nobody knows', 'PURGE', { origin: ours }, false],
  ['reading from our page', 'GET', {}, true],
  ['reading by following a link', 'GET', { 'sec-fetch-site': 'cross-site' }, true],
  ['a script of another site that reads a stream', 'GET', { origin: 'https://evil.example' }, false],
])('%s', (_what, method, headers, expected) =>
  expect(isOurOwnRequest({ method, headers, isOwnOrigin }, session)).toBe(expected),
)

test.each<[string, Record<string, string>, boolean]>([
  ['a program', {}, true],
  ['our sign-in page', { origin: ours, 'sec-fetch-site': 'same-origin' }, true],
  ['a form of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, false],
  ['a sibling domain', { 'sec-fetch-site': 'same-site' }, false],
  ['a sandboxed frame', { origin: 'null' }, false],
])('signing in from %s', (_what, headers, expected) =>
  expect(isNotFromAnotherSite({ method: 'POST', headers, isOwnOrigin })).toBe(expected),
)

test('the token says nothing about the session', () => expect(token).not.toContain('somebody'))

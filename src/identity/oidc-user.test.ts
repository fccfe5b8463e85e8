import { expect, test } from 'vitest'
import { type OidcClaims, type OidcKnown, type OidcRules, oidcUser, safeReturn, verifiedEmail } from './oidc-user.ts'

const issuer = 'https://login.shop.example'
const rules: OidcRules = {
  ...{ issuer, groupsClaim: 'groups', linkByEmail: true, defaultRole: 'viewer' },
  roles: { oncall: 'responder', sre: 'operator', owners: 'admin' },
}
const claims: OidcClaims = { iss: issuer, sub: 's-1', name: 'Ana', email: 'Ana@shop.example', email_verified: true }
const user = (subject: string | null = null, disabled = false) => ({
  ...{ id: 'user_ana', subject, disabledAt: disabled ? new Date(0) : null },
})
const nobody: OidcKnown = { bySubject: undefined, byEmail: undefined }

test.each<[string, OidcClaims, OidcKnown, Partial<OidcRules>, string]>([
  ['somebody new', {}, nobody, {}, 'create'],
  ['somebody who was here', {}, { ...nobody, bySubject: user('s-1') }, {}, 'enter'],
  ['an account with the same verified address', {}, { ...nobody, byEmail: user() }, {}, 'link'],
  ['the same address, not verified', { email_verified: false }, { ...nobody, byEmail: user() }, {}, 'create'],
  ['verified as a text is not verified', { email_verified: 'true' }, { ...nobody, byEmail: user() }, {}, 'create'],
  [
    'the address of somebody who left, given to a new person',
    {},
    { ...nobody, byEmail: user('s-0') },
    {},
    'address-taken',
  ],
  ['linking is switched off', {}, { ...nobody, byEmail: user() }, { linkByEmail: false }, 'address-taken'],
  ['a disabled user', {}, { ...nobody, bySubject: user('s-1', true) }, {}, 'disabled'],
  ['a disabled account found by address', {}, { ...nobody, byEmail: user(null, true) }, {}, 'disabled'],
  ['an address that belongs to another account too', {}, { bySubject: user('s-1'), byEmail: user('s-9') }, {}, 'enter'],
  ['another issuer', { iss: 'https://login.evil.example' }, { ...nobody, bySubject: user('s-1') }, {}, 'wrong-issuer'],
  ['no subject', { sub: '' }, nobody, {}, 'no-subject'],
  ['a subject that is a number', { sub: 7 }, nobody, {}, 'no-subject'],
  ['a subject that cannot be kept', { sub: 'a\u0000b' }, nobody, {}, 'no-subject'],
  ['no group and no default role', {}, nobody, { defaultRole: undefined }, 'no-role'],
])('%s', (_what, said, known, changed, expected) => {
  const verdict = oidcUser({ ...claims, ...said }, known, { ...rules, ...changed })
  expect(verdict.do === 'refuse' ? verdict.why : verdict.do).toBe(expected)
})

test.each([
  [['sre', 'oncall'], 'operator'],
  [['oncall', 'owners', 'unknown'], 'admin'],
  ['oncall', 'responder'],
  [['__proto__', 'constructor', 'toString'], 'viewer'],
  [[7, null, { sre: true }], 'viewer'],
  [undefined, 'viewer'],
])('groups %j make a %s', (groups, role) =>
  expect(oidcUser({ ...claims, groups }, nobody, rules)).toMatchObject({ person: { role } }),
)

test('a name is found, and is never longer than a list shows', () => {
  const named = (said: OidcClaims) => oidcUser({ ...claims, name: undefined, ...said }, nobody, rules)
  expect(named({ preferred_username: 'ana' })).toMatchObject({ person: { name: 'ana' } })
  expect(named({})).toMatchObject({ person: { name: 'ana@shop.example' } })
  expect(named({ email: undefined })).toMatchObject({ person: { name: 's-1', email: undefined } })
  expect(named({ name: 'Ana\u0000\u202eLima' })).toMatchObject({ person: { name: 'Ana  Lima' } })
  expect(verifiedEmail({ email: 'a\u0000@b', email_verified: true })).toBeUndefined()
  expect(named({ name: 'x'.repeat(500) })).toMatchObject({ person: { name: 'x'.repeat(100) } })
  expect(verifiedEmail({ email: 'no address', email_verified: true })).toBeUndefined()
})

test.each([
  ['/incidents/7?tab=timeline#last', '/incidents/7?tab=timeline#last'],
  ['/', '/'],
  [undefined, '/'],
  ['https://evil.example/', '/'],
  ['//evil.example/', '/'],
  ['/\\evil.example/', '/'],
  ['/ok\\..\\..//evil.example', '/'],
  ['/a/..//evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/\t/evil.example', '/'],
  ['incidents', '/'],
  ['', '/'],
  [`/${'a'.repeat(2_000)}`, '/'],
])('after signing in, %s leads to %s', (asked, to) => expect(safeReturn(asked)).toBe(to))

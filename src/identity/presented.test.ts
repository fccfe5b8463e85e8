import { expect, test } from 'vitest'
import { clearCookie, presentedBy, setCookie } from './presented.ts'
import { reveal } from './secret.ts'
import { makeToken, TOKEN_CHANCE_BYTES } from './token.ts'

const text = (kind: 'api' | 'session' | 'setup') => reveal(makeToken(kind, new Uint8Array(TOKEN_CHANCE_BYTES)).secret)
const [api, session] = [text('api'), text('session')]

test.each<[string, Record<string, string>, string]>([
  ['nothing', {}, 'missing'],
  ['an API token', { authorization: `Bearer ${api}` }, 'api by header'],
  ['a session in a header', { authorization: `bearer ${session}` }, 'session by header'],
  ['a session in the cookie', { cookie: `theme=dark; opsbook=${session}; x=y` }, 'session by cookie'],
  ['an API token in the cookie', { cookie: `opsbook=${api}` }, 'invalid'],
  ['a setup link as a token', { authorization: `Bearer ${text('setup')}` }, 'invalid'],
  ['a wrong header beside a right cookie', { authorization: 'Bearer x', cookie: `opsbook=${session}` }, 'invalid'],
  ['an empty header beside a right cookie', { authorization: '', cookie: `opsbook=${session}` }, 'invalid'],
  ['another scheme', { authorization: `Basic ${api}` }, 'invalid'],
  ['two tokens', { authorization: `Bearer ${api} ${api}` }, 'invalid'],
  ['the cookie twice', { cookie: `opsbook=${session}; opsbook=${session}` }, 'missing'],
  ['an empty cookie', { cookie: 'opsbook=' }, 'missing'],
  ['a cookie that only ends like ours', { cookie: `xopsbook=${session}` }, 'missing'],
])('%s', (_what, headers, expected) => {
  const found = presentedBy(headers, false)
  expect(typeof found === 'string' ? found : `${found.kind} by ${found.via}`).toBe(expected)
})

test('with https only the cookie that other hosts cannot set counts', () => {
  expect(presentedBy({ cookie: `opsbook=${session}` }, true)).toBe('missing')
  expect(presentedBy({ cookie: `__Host-opsbook=${session}` }, true)).toMatchObject({ via: 'cookie' })
})

test('no script reads the cookie', () => {
  expect(setCookie('__Host-opsbook', 'v', { secure: true, seconds: 60.7 })).toBe(
    '__Host-opsbook=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure',
  )
  expect(clearCookie('opsbook', false)).toBe('opsbook=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0')
})

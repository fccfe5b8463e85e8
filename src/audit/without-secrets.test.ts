import { expect, test } from 'vitest'
import { REMOVED, storableText, withoutSecrets } from './without-secrets.ts'

const token = `obk_${'a2b3'.repeat(18)}cc`

test.each<[string, unknown, unknown]>([
  ['names of secrets', { password: 'x', clientSecret: 'y', api_key: 'z', Authorization: 'w' }, REMOVED],
  ['hashes of secrets', { passwordHash: 'scrypt$15', key_hash: 'ab' }, REMOVED],
])('%s are removed', (_what, value, expected) =>
  expect(Object.values(withoutSecrets(value) as object).every((item) => item === expected)).toBe(true),
)

test.each<[string, unknown, unknown]>([
  ['a hash that binds an approval', { planHash: 'ab' }, { planHash: 'ab' }],
  ['which token it was', { tokenId: 'token_1', tokens: 3 }, { tokenId: 'token_1', tokens: 3 }],
  ['that there is a password', { password: true, secret: null }, { password: true, secret: null }],
  ['one of our tokens in a text', { note: `use ${token} please` }, { note: `use ${REMOVED} please` }],
  ['a password in an address', { url: 'postgres://ops:hunter2@db/x' }, { url: `postgres://ops:${REMOVED}@db/x` }],
  ['what PostgreSQL cannot store', { text: 'a\u0000b\ud800c' }, { text: 'a\ufffdb\ufffdc' }],
  ['letters outside the first plane', { text: '🦉' }, { text: '🦉' }],
  ['a time', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ['no time', { at: new Date(Number.NaN) }, { at: null }],
  ['numbers JSON has not', [Number.NaN, Number.POSITIVE_INFINITY, 1n], ['NaN', 'Infinity', '[bigint]']],
  ['bytes', { body: new Uint8Array(3) }, { body: '[bytes]' }],
  ['a set', { roles: new Set(['a']) }, { roles: ['a'] }],
  ['names from outside', JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"a":1}}')],
])('kept right: %s', (_what, value, expected) =>
  expect(JSON.stringify(withoutSecrets(value))).toBe(JSON.stringify(expected)),
)

test('what is endless has an end', () => {
  const loop: { self?: unknown } = {}
  loop.self = loop
  expect(JSON.stringify(withoutSecrets(loop))).toContain('too deep')
  expect(JSON.stringify(withoutSecrets('x'.repeat(1_000_000))).length).toBeLessThan(5_000)
  expect((withoutSecrets(Array(10_000).fill(1)) as unknown[]).length).toBe(200)
})

test('a token cut in half by the limit is removed too', () =>
  expect(storableText(`${'x '.repeat(1_970)}${token}`)).not.toContain('a2b3'))

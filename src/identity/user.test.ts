import { expect, test } from 'vitest'
import { LOGIN_PATTERN, loginFor, losesLastAdmin } from './user.ts'

test.each([
  ['Ana Lima', [], 'ana-lima'],
  ['ana@shop.example', [], 'ana@shop.example'],
  ['Ána', ['ana'], 'a-na'],
  ['ana', ['ana', 'ana-2'], 'ana-3'],
  ['王小明', [], 'user'],
  ['-.-', ['user'], 'user-2'],
  ['x'.repeat(300), [], 'x'.repeat(80)],
])('%s signs in as %s', (wished, taken, login) => {
  expect(loginFor(wished, new Set(taken))).toBe(login)
  expect(login).toMatch(LOGIN_PATTERN)
})

const admin = { role: 'admin', disabledAt: null } as const
test.each([
  ['the only administrator steps down', admin, { role: 'viewer' }, 0, true],
  ['the only administrator is disabled', admin, { disabled: true }, 0, true],
  ['there is another one', admin, { disabled: true }, 1, false],
  ['a disabled administrator counts for nothing', { ...admin, disabledAt: new Date(0) }, { role: 'viewer' }, 0, false],
  ['an operator goes', { role: 'operator', disabledAt: null }, { disabled: true }, 0, false],
  ['stays administrator', admin, { role: 'admin' }, 0, false],
] as const)('%s', (_what, user, change, others, expected) =>
  expect(losesLastAdmin(user, change, others)).toBe(expected),
)

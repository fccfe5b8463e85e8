import { expect, test } from 'vitest'
import { judgeSetup, setupAddress } from './setup-link.ts'

const at = (hour: number) => new Date(Date.UTC(2030, 0, 1, hour))
const link = { expiresAt: at(12), usedAt: null }

test.each([
  ['a fresh link', link, false, 11, 'create'],
  ['the last moment is over', link, false, 12, 'expired'],
  ['a second click', { ...link, usedAt: at(10) }, false, 11, 'used'],
  ['a link nobody printed', undefined, false, 11, 'unknown'],
  ['an unused link of another replica, when there is an administrator', link, true, 11, 'already-set-up'],
] as const)('%s', (_what, given, usersExist, now, expected) => {
  const verdict = judgeSetup(given, usersExist, at(now))
  expect(verdict.do === 'refuse' ? verdict.why : verdict.do).toBe(expected)
})

test('the secret is in no part of the address that a server sees', () => {
  const url = new URL(setupAddress('http://127.0.0.1:8080', 'obu_secret'))
  expect(url.pathname + url.search).toBe('/setup')
  expect(url.hash).toBe('#obu_secret')
})

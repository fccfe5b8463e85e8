import { expect, test } from 'vitest'
import type { Matcher } from '../../../src/http/contract.ts'
import { readMatcher } from '../../../src/response/alert/matcher/read-matchers.ts'
import { matchersIn, matcherText, newSilencePath } from './matcher-text.ts'

const MATCHERS: readonly Matcher[] = [
  { name: 'alertname', operator: '=', value: 'Slow' },
  { name: 'host', operator: '=~', value: 'web-\\d+"' },
  { name: 'a name', operator: '!=', value: 'x=y, z' },
  { name: 'team', operator: '!~', value: '' },
]

test('an address gives back the conditions it was made from', () => {
  expect(matchersIn(new URL(newSilencePath(MATCHERS), 'http://x').searchParams)).toEqual(MATCHERS)
})

test.each(['nonsense', '["a","=="]', '["a","==","b"]', '{"name":"a"}', '["a","=",1]'])('%j is no condition', (text) => {
  expect(matchersIn(new URLSearchParams([['matcher', text]]))).toEqual([])
})

test.each(MATCHERS)('$name is written so that it is read as the same', (matcher) => {
  expect(readMatcher(matcherText(matcher))).toEqual({ ok: true, matcher })
})

import { expect, test } from 'vitest'
import { labelSet } from '../../../kit/label-set.ts'
import { matcherText, matchesAll } from '../matcher/matcher.ts'
import { readListQuery } from './read-list-query.ts'
import { readPostedSilence } from './read-posted-silence.ts'

const good = {
  matchers: [{ name: 'a', value: 'b', isRegex: false, isEqual: true }],
  ...{ createdBy: 'ana', comment: 'c', startsAt: '2030-01-01T00:00:00Z', endsAt: '2030-01-02T00:00:00.5+02:00' },
}
const read = (body: unknown) => {
  const reading = readPostedSilence(typeof body === 'string' ? body : JSON.stringify(body))
  return reading.ok ? reading.wanted : `${reading.status} ${reading.body.code} ${reading.body.message}`
}

test('a whole silence', () =>
  expect(read({ ...good, id: 'x' })).toEqual({
    ...{ id: 'x', matchers: [{ name: 'a', operator: '=', value: 'b' }], createdBy: 'ana', comment: 'c' },
    ...{ startsAt: new Date('2030-01-01T00:00:00Z'), endsAt: new Date('2030-01-01T22:00:00.500Z') },
  }))
test.each([
  [{ isRegex: false }, 'a="b"'],
  [{ isRegex: true }, 'a=~"b"'],
  [{ isRegex: false, isEqual: false }, 'a!="b"'],
  [{ isRegex: true, isEqual: false }, 'a!~"b"'],
])('%j is %s', (flags, expected) => {
  const wanted = read({ ...good, matchers: [{ name: 'a', value: 'b', ...flags }] })
  expect(typeof wanted === 'string' ? wanted : wanted.matchers.map(matcherText).join()).toBe(expected)
})
test('an empty id is none, an empty comment is one', () => {
  expect(read({ ...good, id: '', comment: '' })).not.toHaveProperty('id')
})

// Status, code and, where it is not Go's own, message as release 0.25.0 answers.
test.each([
  ['', '422 602 silence in body is required'],
  ['x', '400 400 parsing silence body from "" failed, because'],
  [[], '400 400 parsing silence body from "" failed, because json: cannot unmarshal array'],
  [{}, '422 602 comment in body is required'],
  [{ ...good, comment: undefined }, '422 602 comment in body is required'],
  [{ ...good, createdBy: undefined }, '422 602 createdBy in body is required'],
  [{ ...good, matchers: [] }, '422 612 matchers in body should have at least 1 items'],
  [{ ...good, matchers: [{ name: 'a', value: 'b' }] }, '422 602 matchers.0.isRegex in body is required'],
  [{ ...good, matchers: [{ value: 'b', isRegex: false }] }, '422 602 matchers.0.name in body is required'],
  [{ ...good, matchers: 'x' }, '400 400 parsing silence body'],
  [{ ...good, matchers: [5] }, '400 400 parsing silence body'],
  [{ ...good, createdBy: 5 }, '400 400 parsing silence body'],
  [{ ...good, startsAt: 'yesterday' }, '400 400 parsing silence body from "" failed, because parsing time "yesterday"'],
  [{ ...good, endsAt: '2030-13-01T00:00:00Z' }, '400 400 parsing silence body'],
])('%j', (body, expected) => expect(read(body)).toContain(expected))

const query = (text: string) => {
  const reading = readListQuery(new URLSearchParams(text))
  if (!reading.ok) return reading.message
  const { matchers, isReceiver, shows } = reading.query
  return [
    matchesAll(matchers, labelSet([['a', 'b']])),
    isReceiver('team-db'),
    ...(['active', 'silenced', 'inhibited', 'unprocessed'] as const).map(shows),
  ]
    .map(Number)
    .join('')
}
test.each([
  ['', '111111'],
  ['filter=a%3Db', '111111'],
  ['filter=a%3D%22b%22&filter=c%3D', '111111'],
  ['filter=a%3Dc', '011111'],
  ['receiver=team-.*', '111111'],
  ['receiver=team', '101111'],
  ['active=false&silenced=0&inhibited=no&unprocessed=maybe', '110000'],
  ['active=TRUE&silenced=1', '111111'],
  ['filter=x', 'bad matcher format: x'],
  ['receiver=(', 'failed to parse receiver param: error parsing regexp: missing closing )'],
])('?%s', (text, expected) => expect(query(text)).toContain(expected))

import { expect, test } from 'vitest'
import type { Matcher } from '../matcher/matcher.ts'
import { readMatchers } from '../matcher/read-matchers.ts'
import { changeSilence, expireSilence, type WantedSilence } from './change-silence.ts'
import { compareSilences, type Silence, silenceStateAt } from './silence.ts'

const at = (minutes: number) => new Date(Date.UTC(2030, 0, 1, 12, minutes))
const NOW = at(30)
const matchers = (text: string): readonly Matcher[] => {
  const read = readMatchers(text)
  return read.ok ? read.matchers : []
}
const silence = (from: number, to: number, text = 'team="db"', id = 's'): Silence => ({
  id,
  matchers: matchers(text),
  startsAt: at(from),
  endsAt: at(to),
  updatedAt: at(from),
  createdBy: 'ana',
  comment: 'new disks',
})
const wanted = (from: number, to: number, text?: string, id?: string): WantedSilence => {
  const { updatedAt: _, id: __, ...content } = silence(from, to, text)
  return { ...content, ...(id === undefined ? {} : { id }) }
}

test.each([
  [31, 40, 'pending'],
  [30, 40, 'active'],
  [20, 30, 'active'],
  [20, 29, 'expired'],
] as const)('%d..%d is %s at 30', (from, to, expected) => expect(silenceStateAt(silence(from, to), NOW)).toBe(expected))

const minute = (date: Date) => Math.round((date.getTime() - at(0).getTime()) / 6000) / 10
function check(asked: WantedSilence, previous: Silence | undefined, expected: string) {
  const change = changeSilence(asked, previous, NOW)
  if (change.do === 'refuse') return expect(`${change.why}: ${change.message}`).toBe(expected)
  const { startsAt, endsAt } = change.silence
  const replaced = change.do === 'create' && change.expires
  const gone = replaced ? `, ${replaced.id} expires at ${minute(replaced.endsAt)}` : ''
  if (replaced) expect(silenceStateAt(replaced, NOW)).toBe('expired')
  expect(`${change.do} ${minute(startsAt)}..${minute(endsAt)}${gone}`).toBe(expected)
}

// From Alertmanager's API v2: postSilences, and the answers of release 0.25.0.
test.each([
  ['a new one', wanted(30, 90), undefined, 'create 30..90'],
  ['a planned one', wanted(60, 90), undefined, 'create 60..90'],
  ['it begins now at the earliest', wanted(1, 90), undefined, 'create 30..90'],
  [
    'ends before it begins',
    wanted(60, 40),
    undefined,
    'invalid: Failed to create silence: start time must be before end time',
  ],
  [
    'ends as it begins',
    wanted(40, 40),
    undefined,
    'invalid: Failed to create silence: start time must be before end time',
  ],
  ['lies in the past', wanted(1, 29), undefined, "invalid: Failed to create silence: end time can't be in the past"],
  ['nobody knows its id', wanted(30, 90, undefined, 'x'), undefined, 'unknown: silence not found'],
  ['an active one is made longer', wanted(20, 90, undefined, 's'), silence(20, 60), 'update 20..90'],
  ['an active one is made shorter', wanted(20, 40, undefined, 's'), silence(20, 60), 'update 20..40'],
  [
    'an active one begins at another time',
    wanted(25, 60, undefined, 's'),
    silence(20, 60),
    'create 30..60, s expires at 30',
  ],
  [
    'an active one gets other conditions',
    wanted(20, 60, 'team="web"', 's'),
    silence(20, 60),
    'create 30..60, s expires at 30',
  ],
  ['a pending one is moved', wanted(50, 80, undefined, 's'), silence(40, 60), 'update 50..80'],
  [
    'a pending one is brought forward to now',
    wanted(29, 80, undefined, 's'),
    silence(40, 60),
    'create 30..80, s expires at 30',
  ],
  [
    'a pending one gets other conditions',
    wanted(40, 60, 'a=~"b.*"', 's'),
    silence(40, 60),
    'create 40..60, s expires at 30',
  ],
  ['an expired one comes back as a new one', wanted(30, 60, undefined, 's'), silence(1, 10), 'create 30..60'],
] as const)('%s', (_, asked, previous, expected) => check(asked, previous, expected))

test.each([
  ['', 'silence invalid: at least one matcher required'],
  ['a=""', 'silence invalid: at least one matcher must not match the empty string'],
  ['a=~".*",b!="c"', 'silence invalid: at least one matcher must not match the empty string'],
  ['a=~"(?=b)"', 'silence invalid: invalid label matcher 0:'],
])('conditions %s are refused', (text, expected) => {
  const change = changeSilence(wanted(30, 90, text), undefined, NOW)
  expect(change.do === 'refuse' && change.message).toContain(expected)
})
test('a condition needs a name', () => {
  const nameless = { ...wanted(30, 90), matchers: [{ name: '', operator: '=', value: 'x' } as const] }
  expect(changeSilence(nameless, undefined, NOW)).toMatchObject({
    message: 'silence invalid: invalid label matcher 0: invalid label name ""',
  })
})
test('one condition that fits something is enough', () =>
  check(wanted(30, 90, 'a=~".*",b="c"'), undefined, 'create 30..90'))
test('whole seconds are enough to keep a start', () => {
  const previous = { ...silence(20, 60), startsAt: new Date(at(20).getTime() + 345) }
  check(wanted(20, 90, undefined, 's'), previous, 'update 20..90')
})

test('expiring ends it now, whatever it was', () => {
  for (const before of [silence(20, 60), silence(40, 60)]) {
    const after = expireSilence(before, NOW)!
    expect(silenceStateAt(after, NOW)).toBe('expired')
    expect(after.startsAt.getTime()).toBeLessThanOrEqual(after.endsAt.getTime())
  }
  expect(expireSilence(silence(1, 10), NOW)).toBeUndefined()
})

test('the list has active, pending, expired', () => {
  const list = [
    silence(1, 5, '', 'e1'),
    silence(50, 60, '', 'p2'),
    silence(20, 90, '', 'a2'),
    silence(40, 99, '', 'p1'),
    silence(1, 9, '', 'e0'),
    silence(20, 80, '', 'a1'),
  ]
  expect(list.sort(compareSilences(NOW)).map(({ id }) => id)).toEqual(['a1', 'a2', 'p1', 'p2', 'e0', 'e1'])
})

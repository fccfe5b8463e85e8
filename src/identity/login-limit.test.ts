import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideLogin, LOGIN_LIMITS, type LoginHistory, sourceOf } from './login-limit.ts'

const start = Date.UTC(2030, 0, 1)
const minute = (n: number) => new Date(start + n * 60_000)
const history = (changed: Partial<LoginHistory>): LoginHistory => ({
  ...{ pair: [], source: [], account: [], knownSource: false },
  ...changed,
})
const times = (count: number, at = 0) => Array.from({ length: count }, () => minute(at))

test.each<[string, Partial<LoginHistory>, number, 'try' | number]>([
  ['the first try', {}, 0, 'try'],
  ['the fifth mistake still allows none more', { pair: times(5) }, 1, 15],
  ['four mistakes leave one try', { pair: times(4) }, 1, 'try'],
  ['the window has passed', { pair: times(5) }, 15, 'try'],
  ['a second before it has passed', { pair: times(5) }, 14.99, 15],
  ['room comes back one by one', { pair: [minute(0), ...times(4, 10)] }, 14, 15],
  ['one source at many accounts', { source: times(30) }, 1, 15],
  ['many sources at one account', { account: times(20) }, 1, 15],
  ['the owner, from where they always are', { account: times(500), knownSource: true }, 1, 'try'],
  [
    'the owner, with too many mistakes of their own',
    { pair: times(5, 2), account: times(500), knownSource: true },
    3,
    17,
  ],
  ['a clock that runs ahead locks nobody for longer than the window', { pair: times(5, 600) }, 1, 16],
  ['two limits: the longer wait', { pair: times(5), source: times(30, 5) }, 6, 20],
])('%s', (_what, changed, now, expected) =>
  expect(decideLogin(history(changed), minute(now))).toEqual(
    expected === 'try' ? { do: 'try' } : { do: 'wait', until: minute(expected) },
  ),
)

test('however one tries: never more than the limit in a window, and never locked for longer than one', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 240_000 }), { maxLength: 200 }), (gaps) => {
      const failed: Date[] = []
      let now = start
      for (const gap of gaps) {
        now += gap
        const verdict = decideLogin(history({ pair: failed }), new Date(now))
        if (verdict.do === 'try') failed.push(new Date(now))
        else expect(verdict.until.getTime() - now).toBeLessThanOrEqual(LOGIN_LIMITS.windowMs)
      }
      for (const { time } of failed.map((each) => ({ time: each.getTime() }))) {
        const inWindow = failed.filter(
          (each) => each.getTime() > time - LOGIN_LIMITS.windowMs && each.getTime() <= time,
        )
        expect(inWindow.length).toBeLessThanOrEqual(LOGIN_LIMITS.pair)
      }
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::99', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('tries from %s count for %s', (address, source) => expect(sourceOf(address)).toBe(source))

import { expect, test } from 'vitest'
import { judgeSession, SESSION_LIMITS, shouldNoteUse } from './session.ts'

const at = (hours: number) => new Date(Date.UTC(2030, 0, 1) + hours * 3_600_000)
const active = { disabledAt: null }
const session = (lastSeen: number, ended: number | null = null) => ({
  ...{ createdAt: at(0), lastSeenAt: at(lastSeen), endedAt: ended === null ? null : at(ended) },
})

test.each([
  ['used just now', session(5), active, 5, 'live'],
  ['not used for 23 hours', session(5), active, 28, 'live'],
  ['not used for a day', session(5), active, 29, 'idle'],
  ['in use, but two weeks old', session(335.9), active, 336, 'too-old'],
  ['signed out', session(5, 5), active, 5, 'ended'],
  ['its user was disabled a moment ago', session(5), { disabledAt: at(5) }, 5, 'user-disabled'],
] as const)('%s', (_what, times, user, now, expected) => {
  const verdict = judgeSession(times, user, at(now))
  expect(verdict.is === 'over' ? verdict.why : verdict.is).toBe(expected)
})

test('it tells when it ends: idle or absolute, what comes first', () => {
  expect(judgeSession(session(5), active, at(6))).toMatchObject({ endsAt: at(30) })
  expect(judgeSession(session(330), active, at(330))).toMatchObject({ endsAt: at(336) })
  expect(SESSION_LIMITS.idleMs).toBeLessThan(SESSION_LIMITS.absoluteMs)
})

test.each([
  ['never noted', null, 0, true],
  ['59 seconds ago', at(0), 59 / 3600, false],
  ['a minute ago', at(0), 60 / 3600, true],
  ['by a clock ahead of ours', at(1), 0, false],
])('use is noted at most once a minute: %s', (_what, last, now, expected) =>
  expect(shouldNoteUse(last, at(now))).toBe(expected),
)

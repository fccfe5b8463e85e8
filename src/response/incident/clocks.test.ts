import { expect, test } from 'vitest'
import {
  type Clock,
  clockNotices,
  clockState,
  meetClock,
  meetUpdate,
  nextInstant,
  noteNotice,
  retimeClocks,
  startClocks,
  stopClocks,
} from './clocks.ts'

const minute = (n: number) => new Date(Date.UTC(2030, 0, 1, 0, n))
const minutes = (date: Date | undefined) => (date ? (date.getTime() - minute(0).getTime()) / 60_000 : undefined)
const P0 = { ackSeconds: 600, firstUpdateSeconds: 600, updateSeconds: 1200, mitigationSeconds: 3600 }
const P2 = { ackSeconds: 3600 }
const said = (clocks: readonly Clock[], at: number) =>
  clockNotices(clocks, minute(at)).map(({ kind, mark }) => `${kind} ${mark}`)
const due = (clocks: readonly Clock[], kind = 'acknowledge') =>
  minutes(clocks.find((each) => each.kind === kind)?.dueAt)
const state = (clocks: readonly Clock[], at: number, kind = 'acknowledge') =>
  clockState(clocks.find((each) => each.kind === kind)!, minute(at))

test.each([
  [4, []],
  [5, ['acknowledge 50', 'first-update 50']],
  [8, ['acknowledge 80', 'first-update 80']],
  [10, ['acknowledge 100', 'first-update 100']],
  [30, ['acknowledge 100', 'first-update 100', 'mitigation 50']],
])('after %i minutes a P0 has to say %j', (at, expected) =>
  expect(said(startClocks(P0, minute(0)), at)).toEqual(expected),
)

test('a notice is given once, and the next instant is the next mark', () => {
  let clocks = startClocks({ ackSeconds: 600 }, minute(0))
  expect(minutes(nextInstant(clocks))).toBe(5)
  clocks = noteNotice(clocks, clockNotices(clocks, minute(5))[0]!, minute(5))
  expect([said(clocks, 6), minutes(nextInstant(clocks))]).toEqual([[], 8])
  clocks = noteNotice(clocks, clockNotices(clocks, minute(11))[0]!, minute(11))
  expect([said(clocks, 60), nextInstant(clocks), state(clocks, 60)]).toEqual([[], undefined, 'breached'])
})

test('a promise that was kept is quiet; kept late it says so', () => {
  const clocks = startClocks(P0, minute(0))
  expect(said(meetClock(clocks, 'acknowledge', minute(3)), 9)).toEqual(['first-update 80'])
  expect(state(meetClock(clocks, 'acknowledge', minute(3)), 60)).toBe('met')
  expect(state(meetClock(clocks, 'acknowledge', minute(12)), 60)).toBe('met-late')
  const twice = meetClock(meetClock(clocks, 'acknowledge', minute(3)), 'acknowledge', minute(12))
  expect(minutes(twice[0]!.metAt)).toBe(3)
})

test.each<[string, number, number, number]>([
  ['a worse one counts from the change, but never gives more time', 5, 15, 15],
  ['late in the old time the old end stays', 55, 60, 60],
])('severity P2 → P0: %s', (_, at, dueAt, shown) => {
  const clocks = retimeClocks(startClocks(P2, minute(0)), P0, minute(at))
  expect([due(clocks), shown]).toEqual([dueAt, dueAt])
})

test('severity P0 → P2: the longer time counts from the start, and the marks are told anew', () => {
  let clocks = startClocks(P0, minute(0))
  clocks = noteNotice(clocks, { kind: 'acknowledge', mark: 50, dueAt: minute(10) }, minute(5))
  clocks = retimeClocks(clocks, P2, minute(6))
  expect([due(clocks), said(clocks, 29), said(clocks, 30)]).toEqual([60, [], ['acknowledge 50']])
  expect(due(clocks, 'mitigation')).toBeUndefined()
})

test('a change does not forget what was met or breached', () => {
  const met = meetClock(startClocks(P2, minute(0)), 'acknowledge', minute(20))
  expect(state(retimeClocks(met, P0, minute(30)), 99)).toBe('met')
  const breached = noteNotice(
    startClocks(P0, minute(0)),
    { kind: 'acknowledge', mark: 100, dueAt: minute(10) },
    minute(10),
  )
  const relaxed = retimeClocks(breached, P2, minute(11))
  expect([state(relaxed, 12), said(relaxed, 90)]).toEqual(['breached', []])
})

test('each posted status sets the time for the next one', () => {
  const first = meetUpdate(startClocks(P0, minute(0)), P0, minute(7))
  expect([state(first, 8, 'first-update'), due(first, 'update')]).toEqual(['met', 27])
  expect(due(meetUpdate(first, P0, minute(20)), 'update')).toBe(40)
  expect(meetUpdate(startClocks(P2, minute(0)), P2, minute(7)).some(({ kind }) => kind === 'update')).toBe(false)
})

test('without a promise there is no clock, and an incident that is over is not asked for more', () => {
  expect([nextInstant(startClocks({}, minute(0))), state(startClocks({}, minute(0)), 999)]).toEqual([
    undefined,
    'stopped',
  ])
  expect(nextInstant(stopClocks(startClocks(P0, minute(0))))).toBeUndefined()
})

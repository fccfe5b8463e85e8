import { expect, test } from 'vitest'
import type { Incident } from '../../../src/http/contract.ts'
import { clockWords, isClockAtRisk, isOf, nextClock, ownerOf } from './incident-words.ts'

const at = (minutes: number) => new Date(Date.UTC(2030, 0, 1, 3, minutes)).toISOString()
const now = (minutes: number) => Date.parse(at(minutes))
type Clock = Incident['clocks'][number]
const clock = (more: Partial<Clock> = {}): Clock => ({
  ...{ kind: 'acknowledge', state: 'running', startedAt: at(0), dueAt: at(10), metAt: null, breachedAt: null },
  ...more,
})

test.each<[string, Clock, number, string, string]>([
  ['it counts down', clock(), 2, 'due in 8m', 'quiet'],
  ['at 80 % it is at risk, before the server says so', clock(), 8, 'due in 2m', 'warning'],
  ['then it is over, whatever the server said last', clock(), 13, '3m over', 'bad'],
  ['kept', clock({ state: 'met', metAt: at(4) }), 30, 'kept after 4m', 'good'],
  ['kept late', clock({ state: 'met-late', metAt: at(12) }), 30, 'kept 2m late', 'warning'],
  ['nothing promised', clock({ dueAt: null }), 5, 'no time promised', 'quiet'],
  ['stopped', clock({ state: 'stopped' }), 50, 'no time promised', 'quiet'],
])('%s', (_, given, minute, words, tone) => {
  expect(clockWords(given, now(minute))).toEqual({ what: 'Ack', words, tone })
})

const incident = (more: Partial<Incident>): Incident =>
  ({ status: 'open', roles: [], clocks: [], acknowledgedBy: null, ...more }) as unknown as Incident

test('the promise that ends first is the next one; kept and stopped ones are none', () => {
  const clocks = [
    clock({ kind: 'mitigation', dueAt: at(60) }),
    clock({ kind: 'first-update', dueAt: at(15) }),
    clock({ metAt: at(1) }),
    clock({ kind: 'update', dueAt: at(5), state: 'stopped' }),
  ]
  expect(nextClock(incident({ clocks }))?.kind).toBe('first-update')
  expect(isClockAtRisk(incident({ clocks }), now(5))).toBe(false)
  expect(isClockAtRisk(incident({ clocks }), now(14))).toBe(true)
  expect(isClockAtRisk(incident({ clocks, status: 'resolved' }), now(14))).toBe(false)
})

test('the commander leads, else whoever acked; a role and an offer make it mine', () => {
  const [ana, ben] = [
    { id: 'ana', name: 'Ana' },
    { id: 'ben', name: 'Ben' },
  ]
  const acked = incident({ acknowledgedBy: ana })
  expect(ownerOf(acked)).toEqual(ana)
  const offer = { to: ben, by: ana, at: at(1) }
  const led = incident({ acknowledgedBy: ana, roles: [{ role: 'commander', holder: ben, since: at(0), offer: null }] })
  expect(ownerOf(led)).toEqual(ben)
  expect([isOf(acked, 'ana'), isOf(acked, 'ben'), isOf(led, 'ben')]).toEqual([true, false, true])
  expect(isOf(incident({ roles: [{ role: 'scribe', holder: null, since: null, offer }] }), 'ben')).toBe(true)
})

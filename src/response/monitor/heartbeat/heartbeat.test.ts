import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterSilence } from './after-silence.ts'
import { dueAt, type Expectation, type Standing } from './heartbeat.ts'
import { judgeTime } from './judge-time.ts'
import { takePing } from './take-ping.ts'

const minute = (n: number) => new Date(Date.UTC(2030, 0, 1, 12, 0, 0) + n * 60_000)
const everyFive: Expectation = {
  ...{ rhythm: { everyMs: 300_000 }, graceMs: 120_000, longestRunMs: 600_000 },
  ...{ severity: 'critical', labels: {}, matchers: [] },
}
const fresh: Standing = {
  ...{ state: 'new', why: undefined, lastOkAt: undefined, startedAt: undefined, expectedAt: minute(5) },
}
const up: Standing = { ...fresh, state: 'up', lastOkAt: minute(0) }
const judged = (standing: Standing, at: number) => {
  const { state, why } = judgeTime(standing, everyFive, minute(at))
  return why === undefined ? state : `${state}: ${why}`
}

test('up, late when its time is over, down when its grace is', () => {
  expect([4, 5, 6.9, 7].map((at) => judged(up, at))).toEqual(['up', 'late', 'late', 'down: it did not come'])
  expect(judged(fresh, 7)).toBe('down: it has never come')
})

test('a success brings it up from wherever it was, and measures the run', () => {
  const begun = takePing(up, everyFive, { kind: 'start' }, minute(4)).standing
  const { standing, durationMs } = takePing(begun, everyFive, { kind: 'success' }, minute(6))
  expect(durationMs).toBe(120_000)
  expect(standing).toEqual({ ...up, lastOkAt: minute(6), expectedAt: minute(11) })
  const down = judgeTime(up, everyFive, minute(9))
  expect(takePing(down, everyFive, { kind: 'success' }, minute(10)).standing).toMatchObject({
    state: 'up',
    why: undefined,
  })
})

test('while it runs it is not missing; a run that does not end is', () => {
  const begun = takePing(up, everyFive, { kind: 'start' }, minute(4)).standing
  expect(judged(begun, 13)).toBe('up')
  expect(judged(begun, 14)).toBe('down: its run began and did not end in time')
})

test('a failure is down at once, with its exit status', () => {
  const failed = takePing(up, everyFive, { kind: 'fail', exitCode: 3 }, minute(4)).standing
  expect(failed).toMatchObject({ state: 'down', why: 'it ended with exit status 3', lastOkAt: minute(0) })
  expect(dueAt(failed, everyFive)).toBeUndefined()
})

test('a job that pings a little before its time came for that time', () => {
  const nightly = { ...everyFive, rhythm: { cron: '0 3 * * *', zone: 'UTC', earlyMs: 60_000 } }
  const taken = (at: string) =>
    takePing(up, nightly, { kind: 'success' }, new Date(at)).standing.expectedAt.toISOString()
  expect(taken('2030-01-01T02:59:30Z')).toBe('2030-01-02T03:00:00.000Z')
  expect(taken('2030-01-01T02:50:00Z')).toBe('2030-01-01T03:00:00.000Z')
})

test('what could have come while nobody listened is waited for anew', () => {
  const silence = { from: minute(2), until: minute(60) }
  const after = afterSilence(up, everyFive, silence)
  expect(after.expectedAt).toEqual(minute(65))
  expect([64, 65, 67].map((at) => judged(after, at))).toEqual(['up', 'late', 'down: it did not come'])
})

test('one that was late already gets its grace once more, a run its length, one that is down nothing', () => {
  const late: Standing = { ...up, state: 'late' }
  expect(afterSilence(late, everyFive, { from: minute(6), until: minute(60) }).expectedAt).toEqual(minute(60))
  const running = { ...up, startedAt: minute(1) }
  const after = afterSilence(running, everyFive, { from: minute(2), until: minute(60) })
  expect(dueAt(after, everyFive)).toEqual(minute(70))
  const down: Standing = { ...up, state: 'down', why: 'it did not come' }
  expect(afterSilence(down, everyFive, { from: minute(8), until: minute(60) })).toBe(down)
})

test('whatever comes whenever: nothing is down before its grace is over, and everything that is silent is down after', () => {
  const step = fc.record({
    wait: fc.integer({ min: 1, max: 900 }),
    what: fc.constantFrom('success', 'start', 'silence', 'look'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let now = minute(0).getTime()
      let standing = up
      let heardAt = now
      for (const { wait, what } of steps) {
        const before = now
        now += wait * 1_000
        if (what === 'silence') {
          standing = afterSilence(standing, everyFive, { from: new Date(before), until: new Date(now) })
          if (standing.state !== 'down') heardAt = now
        } else if (what === 'look') {
          const next = judgeTime(standing, everyFive, new Date(now))
          if (next.state === 'down' && standing.state !== 'down') expect(now - heardAt).toBeGreaterThanOrEqual(120_000)
          standing = next
        } else {
          standing = takePing(standing, everyFive, { kind: what }, new Date(now)).standing
          heardAt = now
        }
      }
      // A lone observer who looks often enough sees its silence within rhythm, grace and the longest run.
      for (let looks = 0; looks < 3; looks += 1) standing = judgeTime(standing, everyFive, new Date(now + 1_500_000))
      expect(standing.state).toBe('down')
    }),
  )
})

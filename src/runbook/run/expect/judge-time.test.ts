import { expect, test } from 'vitest'
import { judgeTime, showSeconds } from './judge-time.ts'

const check = (text: string, maxSeconds: number, durationMs: number, verdict: string) =>
  expect({
    text,
    durationMs,
    verdict: judgeTime({ minSeconds: 0, maxSeconds, text, line: 1 }, durationMs).verdict,
  }).toEqual({
    text,
    durationMs,
    verdict,
  })

test('a promise is kept or broken', () => {
  check('< 30 seconds', 30, 29_000, 'passed')
  check('< 30 seconds', 30, 31_000, 'failed')
  check('1-2 hours', 7200, 60_000, 'passed')
  check('~5 minutes', 300, 350_000, 'passed')
  check('~5 minutes', 300, 370_000, 'failed')
})
test('what promises nothing is not judged', () => {
  check('> 4 hours', 14_400, 1, 'unverified')
  check('Immediate', 0, 1, 'unverified')
})
test('the words', () => {
  expect(judgeTime({ minSeconds: 0, maxSeconds: 30, text: '< 30 seconds', line: 1 }, 45_000).reason).toBe(
    'took 45 s, the page says < 30 seconds',
  )
  expect([0.04, 4.25, 200, 3900, 7200].map(showSeconds)).toEqual(['40 ms', '4.3 s', '3 min 20 s', '1 h 5 min', '2 h'])
})

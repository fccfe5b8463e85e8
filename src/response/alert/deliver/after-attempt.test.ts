import { expect, test } from 'vitest'
import { type Attempt, afterAttempt } from './after-attempt.ts'

const minute = 60_000
const check = (attempt: Attempt, attempts: number, ageMs: number, expected: string) => {
  const after = afterAttempt(attempt, attempts, ageMs)
  expect(
    after.do === 'again'
      ? `again in ${after.inMs}: ${after.why}`
      : after.do === 'give up'
        ? `${after.do}: ${after.why}`
        : after.do,
  ).toBe(expected)
}
test.each([
  [{ status: 200 }, 1, 0, 'delivered'],
  [{ status: 204 }, 9, 0, 'delivered'],
  [{ status: 503 }, 1, 0, 'again in 1000: answered 503'],
  [{ status: 500 }, 5, minute, 'again in 16000: answered 500'],
  [{ status: 429 }, 2, 0, 'again in 2000: answered 429'],
  [{ status: 408 }, 2, 0, 'again in 2000: answered 408'],
  [{ status: 502 }, 30, minute, 'again in 300000: answered 502'],
  [{ error: 'connection refused' }, 1, 0, 'again in 1000: connection refused'],
  [{ status: 400 }, 1, 0, 'give up: answered 400'],
  [{ status: 404 }, 1, 0, 'give up: answered 404'],
  [{ status: 302 }, 1, 0, 'give up: answered 302'],
  [{ refused: '169.254.1.1 is a link-local address' }, 1, 0, 'give up: 169.254.1.1 is a link-local address'],
  [{ status: 503 }, 99, 25 * 60 * minute, 'give up: answered 503'],
] as const)('%j at attempt %d', check)

import { expect, test } from 'vitest'
import type { SendOutcome } from '../../channel.ts'
import { LANES, type Lane } from '../../lane.ts'
import { afterSend } from './after-send.ts'

const busy: SendOutcome = { state: 'failed', lasting: false, why: 'answered 503' }
const check = (outcome: SendOutcome, attempts: number, lane: Lane, ageMs: number, expected: string) => {
  const after = afterSend({ outcome, attempts, ageMs, lane, canProve: true, proofWithinMs: 90_000 })
  const told =
    after.do === 'again'
      ? `again in ${after.inMs}${after.tryNext ? ', next method' : ''}`
      : after.do === 'accepted'
        ? `accepted, proof in ${after.proofInMs}`
        : after.do === 'failed'
          ? `failed${after.addressIsGone ? ', gone' : ''}: ${after.why}`
          : after.do
  expect(told).toBe(expected)
}
test.each([
  [{ state: 'accepted', providerRef: 'x' }, 1, LANES.p0, 0, 'accepted, proof in 90000'],
  [{ state: 'delivered' }, 3, LANES.calm, 0, 'delivered'],
  [busy, 1, LANES.p0, 0, 'again in 2000, next method'],
  [busy, 1, LANES.calm, 0, 'again in 2000'],
  [busy, 2, LANES.calm, 3_000, 'again in 4000, next method'],
  [busy, 30, LANES.calm, 3_000, 'again in 120000, next method'],
  [busy, 1, LANES.calm, 12_000, 'again in 2000, next method'],
  [{ ...busy, retryAfterMs: 60_000 }, 1, LANES.calm, 0, 'again in 60000, next method'],
  [{ ...busy, retryAfterMs: 10 ** 9 }, 1, LANES.p0, 0, 'again in 900000, next method'],
  [busy, 9, LANES.p0, 7 * 3_600_000, 'failed: answered 503'],
  [
    { state: 'failed', lasting: true, why: 'no such mailbox', addressIsGone: true },
    1,
    LANES.p0,
    0,
    'failed, gone: no such mailbox',
  ],
  [{ state: 'failed', lasting: true, why: 'answered 400' }, 1, LANES.p0, 0, 'failed: answered 400'],
] as const)('%j, attempt %d', check)
test('a channel that cannot prove anything is not asked for proof', () =>
  expect(
    afterSend({ outcome: { state: 'accepted' }, attempts: 1, ageMs: 0, lane: 0, canProve: false, proofWithinMs: 1 }),
  ).toMatchObject({ do: 'accepted', proofInMs: undefined }))

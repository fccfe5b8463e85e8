import { expect, test } from 'vitest'
import type { Approval, RunEvent } from '../record/events.ts'
import { replay } from '../record/replay.ts'
import { writtenApprovals } from './written-approvals.ts'

const line = (event: object, seq = 1) => ({ seq, at: '2026-01-01T00:00:00Z', prev: '', ...event }) as RunEvent
const waits = replay([line({ type: 'run.paused', needs: 'approval', reason: 'r', step: 'restart' })])
const said = (by: string, verdict: Approval['verdict'], more: Partial<Approval> = {}): Approval => ({
  ...{ type: 'approval', planHash: 'h', by, verdict, ...more },
})
const ends = (state: typeof waits, ...given: Approval[]) =>
  writtenApprovals(state, given)
    .slice(given.length)
    .map((event) => (event.type === 'run.finished' ? `${event.result}, ${event.reason}` : event.type))

test.each([
  ['a yes', waits, [said('ana', 'approved')], []],
  ['a no', waits, [said('ana', 'rejected', { note: 'not now' })], ['rejected, rejected by ana: not now']],
  ['a no beside a yes', waits, [said('ana', 'rejected'), said('ben', 'approved')], ['rejected, rejected by ana']],
  ['a no that was taken back', waits, [said('ana', 'rejected'), said('ana', 'approved')], []],
  [
    'a no to the step it waits before',
    waits,
    [said('ana', 'rejected', { steps: ['restart'] })],
    ['rejected, rejected by ana'],
  ],
  ['a no to another step', waits, [said('ana', 'rejected', { steps: ['purge'] })], []],
  ['a no while it goes on', replay([]), [said('ana', 'rejected')], []],
  [
    'a no while it waits for a person',
    replay([line({ type: 'run.paused', needs: 'person', reason: 'r' })]),
    [said('ana', 'rejected')],
    [],
  ],
])('%s', (_, state, given, expected) => {
  expect(writtenApprovals(state, given).slice(0, given.length)).toEqual(given)
  expect(ends(state, ...given)).toEqual(expected)
})

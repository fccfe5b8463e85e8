import { expect, test } from 'vitest'
import type { Approval, RunStarted } from '../record/events.ts'
import { missingApproval } from './missing-approval.ts'

const NOW = '2026-03-02T10:00:00.000Z'
const approval = (by: string, rest: Partial<Approval> = {}): Approval => ({
  ...{ type: 'approval', planHash: 'h1', by, verdict: 'approved' },
  ...rest,
})
const started = { planHash: 'h1', actor: 'ana' } as RunStarted
const STATE = { started, carriedOnBy: 'dee', latestAt: '2026-03-02T09:30:00.000Z' }

/** How many approvals the step has, of how many it needs. */
function check(
  approvals: readonly Approval[],
  expected: 'enough' | string,
  needs: { count?: number; twoPerson?: boolean } = {},
) {
  const step = { id: 'purge', title: 'Purge', approval: { count: 1, of: [], twoPerson: false, ...needs } }
  expect(missingApproval(step, { ...STATE, approvals }, NOW) ?? 'enough').toMatch(expected)
}

test('nobody is asked where the step wants nobody', () =>
  expect(missingApproval({ id: 'a', title: 'A' }, { ...STATE, approvals: [] }, NOW)).toBeUndefined())

test.each<[string, Approval[], string, object?]>([
  ['none yet', [], 'needs 1 approval; it has 0'],
  ['one for all steps', [approval('bo')], 'enough'],
  ['one for this step', [approval('bo', { steps: ['purge'] })], 'enough'],
  ['one for another step', [approval('bo', { steps: ['restart'] })], 'has 0'],
  [
    'first this step, then another',
    [approval('bo', { steps: ['purge'] }), approval('bo', { steps: ['restart'] })],
    'enough',
  ],
  [
    'first all, then against another',
    [approval('bo'), approval('bo', { steps: ['restart'], verdict: 'rejected' })],
    'enough',
  ],
  [
    'first all, then against this',
    [approval('bo'), approval('bo', { steps: ['purge'], verdict: 'rejected' })],
    'has 0',
  ],
  ['taken back', [approval('bo'), approval('bo', { verdict: 'rejected' })], 'has 0'],
  ['of another plan', [approval('bo', { planHash: 'h0' })], 'has 0'],
  ['expired', [approval('bo', { expiresAt: '2026-03-02T09:59:59.000Z' })], 'has 0'],
  ['not expired', [approval('bo', { expiresAt: '2026-03-02T10:00:01.000Z' })], 'enough'],
  ['twice the same person', [approval('bo'), approval('bo')], 'has 1', { count: 2 }],
  ['two people', [approval('bo'), approval('cy')], 'enough', { count: 2 }],
  ['their own run', [approval('ana')], 'enough'],
  [
    'their own run where two people are wanted',
    [approval('ana')],
    'somebody else than ana and dee',
    { twoPerson: true },
  ],
  ['of whoever carries on a run of another', [approval('dee')], 'has 0', { twoPerson: true }],
])('%s', (_name, approvals, expected, needs) => check(approvals, expected, needs))

test('an approval that has expired stays so when the clock is set back', () => {
  const step = { id: 'purge', title: 'Purge', approval: { count: 1, of: [], twoPerson: false } }
  const state = { ...STATE, approvals: [approval('bo', { expiresAt: '2026-03-02T09:00:00.000Z' })] }
  expect(missingApproval(step, state, '2026-03-02T08:00:00.000Z')).toMatch('has 0')
})

import { expect, test } from 'vitest'
import { allBut, at, policyOf, START, step, told } from '../../../../test/escalation-world.ts'
import type { Severity } from '../../incident/severity.ts'
import type { Policy } from '../policy/policy.ts'
import { virtualEscalation } from './virtual-escalation.ts'

const TWO = policyOf([step(0, ['ana']), step(5, ['ben'])])

function check(
  what: string,
  policy: Policy,
  gone: readonly string[],
  expected: readonly string[],
  severity: Severity = 'P1',
) {
  test(what, () => {
    const run = virtualEscalation(policy, severity, START, allBut(...gone))
    run.passUntil(at(60))
    expect(told(run)).toEqual(expected)
  })
}

check('each step waits for its time, then comes the fallback', TWO, [], ['0 ana', '5 ben', '10 boss', '10 exhausted'])
check('who cannot be reached is passed at once', TWO, ['ana'], ['0 nobody', '0 ben', '5 boss', '5 exhausted'])
check(
  'the steps are gone through again',
  { ...TWO, repeat: 1 },
  [],
  ['0 ana', '5 ben', '10 ana', '15 ben', '20 boss', '20 exhausted'],
)
check(
  'a round that reached nobody is not repeated',
  { ...TWO, repeat: 3 },
  ['ana', 'ben'],
  ['0 nobody', '0 nobody', '0 boss', '0 exhausted'],
)
check(
  'steps without a time between them do not repeat without end at one instant',
  policyOf([step(0, ['ana']), step(0, ['ben'])], { repeat: 2 }),
  ['ben'],
  ['0 ana', '0 nobody', '5 ana', '5 nobody', '10 ana', '10 nobody', '15 boss', '15 exhausted'],
)
check(
  'a step of another severity takes no time',
  policyOf([step(0, ['ana']), step(5, ['ben'], { severities: ['P0'] }), step(5, ['cy'])]),
  [],
  ['0 ana', '5 cy', '10 boss', '10 exhausted'],
)
const OFFICE = {
  name: 'office',
  times: [{ weekdays: [{ from: 1, to: 5 }], times: [{ from: 540, to: 1020 }], location: 'UTC' }],
}
check(
  'at night the variant for the night is followed',
  policyOf([step(0, ['desk'], { during: OFFICE }), step(0, ['ana'], { outside: OFFICE }), step(5, ['ben'])]),
  [],
  ['0 ana', '5 ben', '10 boss', '10 exhausted'],
)

test('where nobody at all can be reached it is said once and tried every minute, until somebody can', () => {
  const gone = ['ana', 'ben', 'boss']
  const run = virtualEscalation(TWO, 'P1', START, (page, now) => allBut(...gone)(page, now))
  run.passUntil(at(2.5))
  gone.length = 0
  run.passUntil(at(4))
  expect(told(run).filter((line) => !line.endsWith('nobody'))).toEqual(['0 exhausted', '3 ana'])
})

test('nobody is paged after an acknowledgement, but for steps that ask for more', () => {
  const run = virtualEscalation(
    policyOf([step(0, ['ana']), step(5, ['ben']), step(30, ['lead'], { until: 'resolved' })]),
    'P0',
    START,
    allBut(),
  )
  run.happen({ type: 'acknowledged', at: at(2) }, at(2))
  run.passUntil(at(120))
  expect(told(run)).toEqual(['35 lead'])
})

test('an acknowledgement that runs out begins anew', () => {
  const run = virtualEscalation({ ...TWO, ackTimeoutMs: { P0: 1_800_000 } }, 'P0', START, allBut())
  run.passUntil(at(1))
  run.happen({ type: 'acknowledged', at: at(1) }, at(1))
  run.passUntil(at(33))
  expect(told(run)).toEqual(['0 ana', '31 drop', '31 ana'])
})

test('what is snoozed wakes and begins anew', () => {
  const run = virtualEscalation(TWO, 'P2', START, allBut())
  run.happen({ type: 'snoozed', until: at(60) }, at(1))
  run.passUntil(at(66))
  expect(told(run)).toEqual(['60 drop', '60 ana', '65 ben'])
})

test('"I cannot" of the last one who was asked brings the next step at once', () => {
  const run = virtualEscalation(policyOf([step(0, ['ana', 'cy']), step(15, ['ben'])]), 'P1', START, allBut())
  run.passUntil(at(0))
  run.happen({ type: 'declined', userId: 'ana', hadIt: false }, at(1))
  run.happen({ type: 'declined', userId: 'cy', hadIt: false }, at(2))
  expect(told(run)).toEqual(['0 ana+cy', '2 ben'])
})

test('who had it and gives it back is followed by the next step', () => {
  const run = virtualEscalation(TWO, 'P1', START, allBut())
  run.passUntil(at(0))
  run.happen({ type: 'acknowledged', at: at(1) }, at(1))
  run.happen({ type: 'declined', userId: 'ana', hadIt: true }, at(20))
  expect(told(run)).toEqual(['0 ana', '20 ben'])
})

test('escalate now: the next step, also for somebody who has it and wants help', () => {
  const run = virtualEscalation(TWO, 'P1', START, allBut())
  run.passUntil(at(0))
  run.happen({ type: 'escalate' }, at(1))
  run.happen({ type: 'acknowledged', at: at(2) }, at(2))
  run.happen({ type: 'escalate' }, at(3))
  run.happen({ type: 'escalate' }, at(4))
  run.passUntil(at(60))
  expect(told(run)).toEqual(['0 ana', '1 ben', '3 boss', '4 boss'])
})

test('a worse severity brings its policy; who has it already is not paged again', () => {
  const worse = policyOf([step(0, ['ana', 'lead']), step(5, ['cto'])], { name: 'worst' })
  const run = virtualEscalation(TWO, 'P2', START, allBut())
  run.passUntil(at(0))
  run.happen({ type: 'acknowledged', at: at(1) }, at(1))
  run.happen({ type: 'raised', severity: 'P0', policy: worse, has: ['ana'] }, at(9))
  run.happen({ type: 'acknowledged', at: at(10) }, at(10))
  run.passUntil(at(60))
  expect(told(run)).toEqual(['0 ana', '9 lead'])
})

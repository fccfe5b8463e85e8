import { expect, test } from 'vitest'
import { type NotificationRule, WEEKDAYS } from './notification-rules.ts'
import { type PlanFacts, planMessages } from './plan-messages.ts'

const now = new Date('2030-01-15T22:30:00Z')
const methods = ['push', 'voice', 'mail'].map((id, rank) => ({ id, channel: id, rank }))
const rules: NotificationRule[] = [
  {
    severities: ['P0', 'P1'],
    steps: [
      { method: 'voice', afterSeconds: 120 },
      { method: 'push', afterSeconds: 0 },
      { method: 'push', afterSeconds: 300 },
    ],
  },
  { severities: ['P2'], steps: [{ method: 'mail', afterSeconds: 0 }] },
  {
    severities: ['P3'],
    steps: [
      { method: 'gone', afterSeconds: 0 },
      { method: 'mail', afterSeconds: 600 },
    ],
  },
]
const quiet = { from: '22:00', to: '07:00', days: WEEKDAYS, zone: 'UTC' }
const check = (more: Partial<PlanFacts>, expected: string) => {
  const facts = {
    methods,
    rules: undefined,
    quiet: undefined,
    severity: 'P1' as const,
    urgency: 'low' as const,
    now,
    ...more,
  }
  const told = planMessages(facts).map(
    ({ method, dueAt }) => `${method.id} ${(dueAt.getTime() - now.getTime()) / 1_000}`,
  )
  expect(told.join(', ')).toBe(expected)
}
test.each([
  ['without rules, urgent: all of them, the best first', {}, 'push 0, voice 120, mail 240'],
  ['without rules, the rest: the one that disturbs least', { severity: 'P3' }, 'mail 0'],
  ['without rules, what a policy calls urgent', { severity: 'P3', urgency: 'high' }, 'push 0, voice 120, mail 240'],
  ['with rules, in the order of time', { rules }, 'push 0, voice 120, push 300'],
  ['each severity has its own', { rules, severity: 'P2' }, 'mail 0'],
  ['a method that has gone gives its time to the next', { rules, severity: 'P3' }, 'mail 0'],
  [
    'rules whose methods have all gone are as none',
    { rules: [{ severities: ['P1'], steps: [{ method: 'gone', afterSeconds: 0 }] }] },
    'push 0, voice 120, mail 240',
  ],
  ['quiet hours hold back what can wait', { rules, quiet, severity: 'P2' }, 'mail 30600'],
  ['and never a P1', { rules, quiet }, 'push 0, voice 120, push 300'],
  ['nor what a policy calls urgent', { quiet, severity: 'P3', urgency: 'high' }, 'push 0, voice 120, mail 240'],
  ['nobody without a method gets anything', { methods: [], rules }, ''],
] as const)('%s', (_, more, expected) => check(more as Partial<PlanFacts>, expected))

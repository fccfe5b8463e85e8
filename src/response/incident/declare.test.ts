import { expect, test } from 'vitest'
import { incidentOf, minute } from '../../../test/incident-of.ts'
import { labelOf } from '../../kit/label-set.ts'
import { type AlertFacts, considerAlert, type Declaration, type DeclareRule, declareFor, fillTitle } from './declare.ts'
import { DEFAULT_POLICY } from './severity-policy.ts'

const alert = (severity: AlertFacts['severity'], labels: Record<string, string> = {}): AlertFacts => ({
  ...{ id: 'alert_1', summary: 'Checkout is slow', severity, group: 'g' },
  labels: { alertname: 'CheckoutSlow', ...labels },
  annotations: { team: 'shop' },
})
const rules: DeclareRule[] = [
  {
    name: 'payments',
    matches: (labels) => labelOf(labels, 'service') === 'pay',
    severity: 'P0',
    title: 'Payments: {{ labels.alertname }}',
  },
  { name: 'noise', matches: (labels) => labelOf(labels, 'env') === 'dev', severity: 'none' },
  { name: 'drills', matches: (labels) => labelOf(labels, 'env') === 'drill', kind: 'drill' },
]
const shown = (declared: Declaration) =>
  declared.declare ? `${declared.severity} ${declared.kind} ${declared.by}: ${declared.title}` : declared.why

test.each<[string, AlertFacts, string]>([
  ['critical', alert('critical'), 'P1 normal alert: Checkout is slow'],
  ['error', alert('error'), 'P2 normal alert: Checkout is slow'],
  ['warning', alert('warning'), 'P3 normal alert: Checkout is slow'],
  ['info', alert('info'), 'its severity is info and no rule names it'],
  ['a rule makes it worse', alert('info', { service: 'pay' }), 'P0 normal rule: Payments: CheckoutSlow'],
  ['a rule silences it', alert('critical', { env: 'dev' }), 'rule "noise" says such alerts are none'],
  [
    'the first rule decides',
    alert('critical', { service: 'pay', env: 'dev' }),
    'P0 normal rule: Payments: CheckoutSlow',
  ],
  ['a label of the team’s own scale', alert('info', { severity: 'P0' }), 'P0 normal alert: Checkout is slow'],
  ['a label with a word', alert('error', { severity: 'critical' }), 'P2 normal alert: Checkout is slow'],
  ['a rule may say only the kind', alert('error', { env: 'drill' }), 'P2 drill rule: Checkout is slow'],
])('%s', (_, facts, expected) => expect(shown(declareFor(facts, rules, DEFAULT_POLICY))).toBe(expected))

test('in a book that counts from one, critical is its P1: the worst there is', () => {
  expect(shown(declareFor(alert('critical'), [], { ...DEFAULT_POLICY, startsAtOne: true }))).toMatch(/^P0/)
  expect(shown(declareFor(alert('info'), [], { ...DEFAULT_POLICY, startsAtOne: true }))).toMatch(/^its severity/)
})

test.each([
  ['{{ labels.service }} down', 'pay down'],
  ['{{ $labels.service }}: {{summary}}', 'pay: Checkout is slow'],
  ['{{ annotations.team }}', 'shop'],
  ['{{ labels.constructor }}{{ nothing }} x', 'x'],
])('the title %s becomes %s', (template, expected) =>
  expect(fillTitle(template, alert('info', { service: 'pay' }))).toBe(expected),
)

const yes = declareFor(alert('critical'), [], DEFAULT_POLICY)
const no = declareFor(alert('info'), [], DEFAULT_POLICY)
const open = incidentOf()
const resolved = incidentOf([30, { type: 'resolved' }])
const considered = (declaration: Declaration, latest: Parameters<typeof considerAlert>[1], at = 35) => {
  const move = considerAlert(declaration, latest, { now: minute(at), reopenWithinMs: 10 * 60_000 })
  return move.do === 'attach'
    ? `attach${move.reopen ? ' reopen' : ''}${move.raiseTo ? ` ${move.raiseTo}` : ''}`
    : move.do
}

test.each<[string, string, string]>([
  ['nothing there yet', considered(yes, undefined), 'open'],
  ['nothing there yet, and it is none', considered(no, undefined), 'ignore'],
  ['its group has one', considered(yes, open), 'attach'],
  ['no incident by itself, but its group has one', considered(no, open), 'attach'],
  ['it is worse', considered(yes, { ...open, severity: 'P3' }), 'attach P1'],
  [
    'it is worse, but a person has chosen',
    considered(yes, { ...open, severity: 'P3', severityByHand: true }),
    'attach',
  ],
  ['it comes back soon', considered(yes, resolved), 'attach reopen'],
  ['it comes back later', considered(yes, resolved, 41), 'open'],
  ['what is none reopens nothing', considered(no, resolved), 'ignore'],
  ['merged: it counts where it went', considered(yes, { ...open, status: 'merged' }), 'attach'],
])('%s', (_, found, expected) => expect(found).toBe(expected))

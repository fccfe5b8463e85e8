import { expect, test } from 'vitest'
import type { LabelSet } from '../../../kit/label-set.ts'
import { compileMatchers } from '../matcher/matcher.ts'
import { readMatchers } from '../matcher/read-matchers.ts'
import { type InhibitRule, inhibitions } from './inhibit.ts'

const conditions = (text: string) => {
  const read = readMatchers(text)
  const compiled = compileMatchers(read.ok ? read.matchers : [])
  return compiled.ok ? compiled.matchers : []
}
const rule = (source: string, target: string, ...equal: string[]): InhibitRule => ({
  source: conditions(source),
  target: conditions(target),
  equal,
})
function check(rules: InhibitRule[], firing: Record<string, LabelSet>, labels: LabelSet, ...expected: string[]) {
  const alerts = Object.entries(firing).map(([fingerprint, labels]) => ({ fingerprint, labels }))
  const found = inhibitions(rules, alerts)(labels)
  expect(found.map(({ rule, by }) => `${rule}:${by.fingerprint}`)).toEqual(expected)
}

const bySeverity = rule('severity="critical"', 'severity="warning"', 'cluster')
const critical = { severity: 'critical', cluster: 'a' }
test('a critical alert of the cluster makes its warnings quiet', () =>
  check([bySeverity], { c: critical }, { severity: 'warning', cluster: 'a' }, '0:c'))
test('not those of another cluster', () => check([bySeverity], { c: critical }, { severity: 'warning', cluster: 'b' }))
test('not what the target does not fit', () => check([bySeverity], { c: critical }, { severity: 'info', cluster: 'a' }))
test('not without a source that fires', () => check([bySeverity], {}, { severity: 'warning', cluster: 'a' }))
test('without equal labels any source will do', () =>
  check([rule('severity="critical"', 'severity="warning"')], { c: critical }, { severity: 'warning' }, '0:c'))
test('labels both lack are equal', () =>
  check([bySeverity], { c: { severity: 'critical' } }, { severity: 'warning' }, '0:c'))
test('a label that only one lacks is not', () => check([bySeverity], { c: critical }, { severity: 'warning' }))
test('several rules, several reasons', () =>
  check(
    [bySeverity, rule('alertname="Down"', 'alertname!="Down"', 'cluster')],
    { c: critical, d: { alertname: 'Down', cluster: 'a' } },
    { severity: 'warning', cluster: 'a' },
    '0:c',
    '1:d',
  ))

// Alertmanager's rule for alerts that fit both sides: they are quiet only because of one that fits the source alone.
const upwards = rule('alertname=~"A|B"', 'alertname=~"B|C"', 'host')
const on = (alertname: string) => ({ alertname, host: 'h' })
test.each([
  ['both sides do not silence both sides', { b: on('B') }, on('B'), []],
  ['a source alone does', { a: on('A') }, on('B'), ['0:a']],
  ['both sides silence a target alone', { b: on('B') }, on('C'), ['0:b']],
  ['a target alone silences nothing', { c: on('C') }, on('B'), []],
  ['a source is never quiet', { b: on('B') }, on('A'), []],
  ['a source alone is preferred as the reason', { b: on('B'), a: on('A') }, on('C'), ['0:a']],
] as const)('%s', (_, firing, labels, expected) => check([upwards], firing, labels, ...expected))
test('an alert does not silence itself', () => check([rule('a="1"', 'a="1"')], { x: { a: '1' } }, { a: '1' }))

import { expect, test } from 'vitest'
import { readAlertRules } from '../artifact/alert-rules.ts'
import { readQuantity } from '../parse/quantity.ts'
import { compareQuantities, compareWithRule } from './limits.ts'

const quantities = (a: string, b: string, expected: string) =>
  expect(compareQuantities(readQuantity(a)!, readQuantity(b)!), `${a} | ${b}`).toBe(expected)

test('two quantities', () => {
  quantities('>200ms', '0.2s', 'same')
  quantities('70-85%', '70-85%', 'same')
  quantities('70-85%', '50-80%', 'different')
  quantities('2GB', '2048MB', 'same')
  quantities('>3.5GB', '>80%', 'unlike')
  quantities('>5', '>5%', 'unknown')
})

const rule = (text: string, expr: string, expected: string) =>
  expect(
    compareWithRule(readQuantity(text)!, readAlertRules(`- alert: A\n  expr: ${expr}\n`)[0]!),
    `${text} | ${expr}`,
  ).toBe(expected)

test('a quantity and a rule', () => {
  rule('>5%', 'errors / requests > 0.05', 'same')
  rule('>10%', 'errors / requests > 0.05', 'different')
  rule('>5%', 'errors / requests * 100 > 5', 'same')
  rule('>85%', 'storage_size_bytes > 80e9', 'unlike')
  rule('>80GB', 'storage_size_bytes > 80e9', 'same')
  rule('>100ms', 'slo:latency_p95:5m > 0.100', 'same')
  rule('>200ms', 'duration_seconds > 0.1', 'different')
  rule('>3', 'restarts > 3', 'same')
  rule('>3', 'absent(up)', 'unknown')
})

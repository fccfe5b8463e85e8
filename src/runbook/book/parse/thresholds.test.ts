import { expect, test } from 'vitest'
import { readListedAlerts } from './listed-alerts.ts'
import { readDocument } from './read-document.ts'
import { readThresholds } from './thresholds.ts'

const read = (markdown: string) => readThresholds(readDocument('page.md', markdown))
const check = (markdown: string, ...rows: string[]) =>
  expect(
    read(markdown).map(({ metric, target, warning, critical, alertIf, direction }) =>
      [metric, target?.text, warning?.text, critical?.text, alertIf?.text, direction].join(' | '),
    ),
  ).toEqual(rows)

test('tables by the words of their header', () => {
  check(
    '| Metric | Target | Warning | Critical |\n|---|---|---|---|\n| Hits | >80% | 70-80% | <70% |\n| Colour | red | | |\n',
    'Hits | >80% | 70-80% | <70% |  | higher-is-better',
  )
  check(
    '| Resource | Normal | Warning | Critical |\n|---|---|---|---|\n| CPU | <50% | 50-80% | >80% |\n',
    'CPU | <50% | 50-80% | >80% |  | lower-is-better',
  )
  check('| Metric | Value |\n|---|---|\n| CPU | 5 |\n')
})

test('sections about one metric, with or without limits', () => {
  check(
    '#### 1. Error Rate\n\n**Metric**: `errors_total`\n**Target**: <1% of calls\n**Alert If**: >5% for >5 minutes\n',
    'Error Rate | <1% of calls |  |  | >5% for >5 minutes | lower-is-better',
  )
  check('#### Active\n\n**Metric**: `active`\n**Use**: planning\n', 'Active |  |  |  |  | unknown')
  check('#### Other\n\n**Metric**: `active`\n')
})

test('bullets below "Alert If"', () => {
  check(
    '## Queue\n\n**Alert If**:\n- Depth > 1000\n- Consumers below 2\n- Anything odd\n',
    'Depth |  |  |  | Depth > 1000 | lower-is-better',
    'Consumers |  |  |  | Consumers below 2 | higher-is-better',
  )
})

test('alerts listed in tables', () => {
  const alerts = readListedAlerts(
    readDocument(
      'page.md',
      '| Alert Name | Condition | Duration | Severity |\n|---|---|---|---|\n| HighErrors | Error rate >10% | 5m | Critical |\n',
    ),
  )
  expect(alerts).toMatchObject([
    { name: 'HighErrors', condition: 'Error rate >10%', duration: '5m', severity: 'Critical', line: 3 },
  ])
  expect(alerts[0]!.quantity).toMatchObject({ operator: '>', value: 10, unit: '%' })
})

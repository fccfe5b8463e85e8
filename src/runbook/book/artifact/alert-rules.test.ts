import { expect, test } from 'vitest'
import { readAlertRules, readLimit, runbookOf } from './alert-rules.ts'

const FILE = `# Rules of the shop
groups:
  - name: api
    rules:
      - record: job:errors:5m
        expr: sum(rate(errors_total[5m]))
      - alert: ApiDown
        expr: up == 0
        for: 5m
        labels:
          severity: critical
        annotations:
          runbook_url: "docs/api.md#down"
      - alert: ApiSlow
        expr: |
          histogram_quantile(0.95,
            rate(request_duration_seconds_bucket[5m])
          ) > 0.2
`

test('rules of a file, with the places of what they say', () => {
  const [down, slow, ...others] = readAlertRules(FILE)
  expect(others).toEqual([])
  expect(down).toMatchObject({ name: 'ApiDown', line: 7, column: 16, for: { text: '5m', seconds: 300, line: 9 } })
  expect(down!.labels.get('severity')?.text).toBe('critical')
  expect(runbookOf(down!)).toEqual({ text: 'docs/api.md#down', line: 13, column: 24 })
  expect(slow).toMatchObject({ name: 'ApiSlow', line: 14 })
  expect(runbookOf(slow!)).toBeUndefined()
})

test('a fragment in a page: lines and columns count in the page', () => {
  const [rule] = readAlertRules('- alert: ApiDown\n  expr: up == 0\n', 40, 3)
  expect(rule).toMatchObject({ name: 'ApiDown', line: 40, column: 13 })
})

const check = (text: string, names: readonly string[]) =>
  expect(readAlertRules(text).map(({ name }) => name)).toEqual(names)

test('resources of the operator', () =>
  check(
    'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec:\n  groups:\n    - name: a\n      rules:\n        - alert: A\n          expr: x > 1\n',
    ['A'],
  ))
test('several documents', () => check('- alert: A\n  expr: x\n---\n- alert: B\n  expr: y\n', ['A', 'B']))
test('a template that is hardly YAML keeps what can be read', () =>
  check('{{- if .Values.alerts }}\n- alert: A\n  expr: x > 1\n{{- end }}\n', []))
test('a map with the word alert is no rule', () => check('notify:\n  alert: everyone\n', []))
test('no alerts, no YAML, an alias bomb', () => {
  check('services:\n  web: {}\n', [])
  check('alert: [', [])
  check(
    `a: &a [x]\n${Array.from({ length: 30 }, (_, at) => `b${at}: &b${at} [*a, *a]`).join('\n')}\n- alert: A\n  expr: x\n`,
    [],
  )
})

const limit = (expr: string, expected: object | undefined) =>
  expected ? expect(readLimit(expr)).toMatchObject(expected) : expect(readLimit(expr)).toBeUndefined()

test('the comparison an expression ends in', () => {
  limit('up{job="api"} == 0', { operator: '==', value: 0, metric: 'up' })
  limit('storage_size_bytes > 80e9  # 80GB', { operator: '>', value: 80e9, metric: 'storage_size_bytes' })
  limit('sum(rate(errors[5m])) / sum(rate(requests[5m])) > 0.05', { operator: '>', value: 0.05 })
  limit('absent(up{job="api"})', undefined)
  limit('a > b * 3', undefined)
})

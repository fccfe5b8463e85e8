import { expect, test } from 'vitest'
import { readDocument } from './read-document.ts'
import { readSlos } from './slos.ts'

const check = (markdown: string, ...rows: string[]) =>
  expect(
    readSlos(readDocument('page.md', markdown)).map(({ name, objective, windowSeconds, alert }) =>
      [name, objective.text, windowSeconds, alert].join(' | '),
    ),
  ).toEqual(rows)

const SECTIONS = `# Service Level Objectives (SLOs)

### Availability

- **Target:** 99.9% uptime (< 43 minutes a month)
- **Measurement:** health checks
- **Window:** 30 days
- **Alert:** < 99.5% over 5 minutes

### Speed

- **Response Time:** P95 < 200ms, P99 < 500ms
`

test('a table with windows', () => {
  check(
    '| SLO | Target | Measurement Window |\n|---|---|---|\n| Latency (p95) | < 100ms | 5-minute rolling |\n| Open | TBD | 30 d |\n',
    'Latency (p95) | < 100ms | 300 | ',
  )
})

test('sections below a heading about objectives', () => {
  check(
    SECTIONS,
    'Availability | 99.9% | 2592000 | < 99.5% over 5 minutes',
    'Response Time P95 | < 200ms |  | ',
    'Response Time P99 | < 500ms |  | ',
  )
})

test('a table is the whole list', () => {
  check(`${SECTIONS}\n# Summary\n\n| SLO | Target |\n|---|---|\n| Errors | 0.1% |\n`, 'Errors | 0.1% |  | ')
})

test('other targets are no objectives', () => {
  check('# Dashboards\n\n- **Target:** 99% uptime\n')
  check('# Service Level Objectives\n\n| Component | RTO |\n|---|---|\n| A | 2 h |\n')
})

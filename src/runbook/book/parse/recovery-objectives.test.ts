import { expect, test } from 'vitest'
import { readDocument } from './read-document.ts'
import { readRecoveryObjectives } from './recovery-objectives.ts'

const check = (markdown: string, ...rows: string[]) =>
  expect(
    readRecoveryObjectives(readDocument('page.md', markdown)).map(({ name, rtoSeconds, rpoSeconds, backup }) =>
      [name, rtoSeconds, rpoSeconds, backup].join(' | '),
    ),
  ).toEqual(rows)

test('tables, also with the long names and without a column called component', () => {
  check(
    '| Priority | Component | RTO | RPO | Backup Frequency |\n|---|---|---|---|---|\n| High | Data | 2 hours | 1 hour | Hourly |\n| Low | Cache | N/A | N/A | None |\n',
    'Data | 7200 | 3600 | Hourly',
    'Cache |  |  | None',
  )
  check('| What | Recovery point objective (RPO) |\n|---|---|\n| Nightly | 24 hours |\n', 'Nightly |  | 86400 | ')
})

test('sections with labels or bullets', () => {
  check('## Fire\n\n**RTO**: 4 hours\n**RPO**: 1 hour (last backup)\n', 'Fire | 14400 | 3600 | ')
  check('## Flood\n\n- RTO: 30 min\n', 'Flood | 1800 |  | ')
})

test('definitions are none', () => {
  check(
    '## Words\n\n- **RTO**: Recovery Time Objective, the longest downtime\n- **RPO (Recovery Point Objective)**: lost data\n',
  )
})

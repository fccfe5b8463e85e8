import { expect, test } from 'vitest'
import { readPolicies } from './policies.ts'
import { readDocument } from './read-document.ts'

const read = (markdown: string) =>
  readPolicies(readDocument('page.md', markdown)).map(({ kind, value, seconds }) =>
    [kind, value, seconds].join(' ').trim(),
  )
const check = (text: string, ...policies: string[]) =>
  expect({ text, found: read(`- ${text}`) }).toEqual({ text, found: policies })

const DAY = 86_400

test('rhythms', () => {
  check('**Weekly**: Review logs', `cadence  ${7 * DAY}`)
  check('**Reviewed quarterly** for accuracy', `cadence  ${90 * DAY}`)
  check('**Frequency:** Weekly (or when cache > 5GB)', `cadence  ${7 * DAY}`)
  check('**Drill** (2 hours, quarterly)', `cadence  ${90 * DAY}`)
  check('Update every 30 minutes (P1), 1 hour (P2)', 'cadence  1800')
  check('the daily paper')
  check('RPO: 24 hours (last daily backup)')
})

test('how long kept, by when, how many, how far ahead, how long watched', () => {
  check('Hourly: Keep 24 hours (24 backups)', `retention 24 ${DAY}`)
  check('Remove backup after 7 days', `retention  ${7 * DAY}`)
  check('90-day retention period', `retention  ${90 * DAY}`)
  check('Schedule a review within 48 hours', `deadline  ${2 * DAY}`)
  check('**Timeline**: Within 5 business days of the incident', `deadline  ${5 * DAY}`)
  check('Every review must have at least 3 action items', 'minimum 3')
  check('Each action item must have owner and deadline', 'minimum')
  check('Announce it (72h advance)', `notice  ${3 * DAY}`)
  check('**Timing:** Complete 24 hours before maintenance', `notice  ${DAY}`)
  check('Monitor for 15 minutes', 'observation  900')
  check('No recurrence within 1 hour', 'observation  3600')
})

test('sentences without a promise', () => {
  check('95% of calls complete within 100ms')
  check('Wait 5 minutes before a retry')
  check('when at least one instance is down')
  check('Stop at least 5 minutes early')
  expect(read('```bash\n# Keep daily backups for 30 days\n```\n')).toEqual([])
  expect(read('## PIR Template\n\n- Review within 2 days\n')).toEqual([])
})

test('schedules in tables', () => {
  expect(read('| Runbook | Frequency |\n|---|---|\n| Cleanup | Weekly |\n')).toEqual([`cadence  ${7 * DAY}`])
  expect(
    read(
      '| Environment | Day | Time (UTC) | Duration | Notification |\n|---|---|---|---|---|\n| Production | Tuesday | 02:00-04:00 | 2 hours | 72h advance |\n| Test | Any | - | - | No notice |\n',
    ),
  ).toEqual(['window  7200', `notice  ${3 * DAY}`])
})

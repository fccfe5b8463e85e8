import { expect, test } from 'vitest'
import { readEscalations } from './escalations.ts'
import { readDocument } from './read-document.ts'

const check = (markdown: string, ...rows: string[]) =>
  expect(
    readEscalations(readDocument('page.md', markdown)).map(
      ({ severity, steps }) =>
        `${severity}: ${steps.map(({ afterSeconds, to }) => `${afterSeconds ?? '-'} ${to}`).join(', ')}`,
    ),
  ).toEqual(rows)

test('matrices take the time from the header or from the cell', () => {
  check(
    '| Severity | Initial Response | After 30 min | After 1 hour |\n|---|---|---|---|\n| **P0** | On-call | Lead | - |\n',
    'P0: 0 On-call, 1800 Lead',
  )
  check(
    '| Severity | First Response | Escalation 1 |\n|---|---|---|\n| P1 | On-call (immediate) | Commander (5 min) |\n',
    'P1: 0 On-call, 300 Commander',
  )
})

test('situations', () => {
  check(
    '| Situation | Escalate To | Timing |\n|---|---|---|\n| Data loss | Manager | Immediately |\n| Unclear | Senior | After 1 hour |\n',
    'Data loss: 0 Manager',
    'Unclear: 3600 Senior',
  )
})

test('timed bullets belong to the severity around them', () => {
  check(
    '## Runbook\n\n**Severity:** P0 - Critical\n\n### Escalation\n\n- **Initial Response:** Engineer\n- **After 20 min:** Escalate to SRE Team\n- **Contact:** a@example.org\n',
    'P0 - Critical: 0 Engineer, 1200 SRE Team',
  )
  check('## A\n\n**Escalation**:\n- After 1 hour: Manager\n', ': 3600 Manager')
})

test('ordered actions stay one list across fences', () => {
  check(
    '## Escalation Path\n\n1. **Collect**:\n```bash\ntar\n```\n\n2. **Review**:\n```bash\ngit log\n```\n',
    ': - Collect, - Review',
  )
})

test('levels with triggers', () => {
  check(
    '## Escalation Procedures\n\n### Level 1: On-Call\n\n**Escalation Triggers**:\n- Cannot resolve in 30 minutes\n\n### Level 2: Lead\n\n**Escalation Triggers**:\n- Data at risk\n\n### Level 3: Director\n',
    ': 0 On-Call, 1800 Lead, - Director',
  )
})

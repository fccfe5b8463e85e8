import { expect, test } from 'vitest'
import { readContacts } from './contacts.ts'
import { readDocument } from './read-document.ts'

const check = (markdown: string, ...rows: string[]) =>
  expect(
    readContacts(readDocument('page.md', markdown)).map(({ role, contact, kind, responsibility }) =>
      `${role} ${kind} ${contact} ${responsibility}`.trim(),
    ),
  ).toEqual(rows)

test('tables, one contact a channel', () => {
  check(
    '| Role | Contact | Responsibility |\n|---|---|---|\n| **Lead** | lead@example.org | Decides |\n',
    'Lead email lead@example.org Decides',
  )
  check(
    '| Team | Email | Slack | PagerDuty |\n|---|---|---|---|\n| SRE | sre@example.org | #sre | - |\n',
    'SRE email sre@example.org',
    'SRE channel #sre',
  )
  check('| Action | Owner |\n|---|---|\n| Do | Me |\n')
})

test('bullets and labels below a heading about contacts', () => {
  check(
    '# A\n\n## Emergency Contacts (all)\n\n- **On-Call**: oncall@example.org, PagerDuty\n- Hotline: +1-555-0100\n- **Docs**: `docs/a.md`\n- **Lead**: [Name]\n\n---\n\n**Last Updated**: 2025-01-01\n',
    'On-Call email oncall@example.org',
    'On-Call other PagerDuty',
    'Hotline phone +1-555-0100',
    'Docs path docs/a.md',
    'Lead other [Name]',
  )
  check(
    '# Support and Contacts\n\n## Vendor\n\n- **Cloud**: https://example.org/help\n',
    'Cloud link https://example.org/help',
  )
})

test('labels elsewhere', () => {
  check('# A\n\n**Contact Information**:\n- Lead: lead@example.org\n', 'Lead email lead@example.org')
  check(
    '# A\n\n### Escalation\n\n- **After 1 h:** Lead\n- **Contact:** a@example.org, Slack #oncall\n',
    'Contact email a@example.org',
    'Contact channel #oncall',
  )
  check('# Contacting support\n\n- First: gather logs\n')
})

import { expect, test } from 'vitest'
import { ana, ben, incidentOf, minute } from '../../../test/incident-of.ts'
import { repositoryOf } from '../../../test/repository-of.ts'
import { durationWords, fillTemplate, updateDue } from './communication.ts'
import { OUR_TEMPLATES, readTemplates, templateFor } from './read-templates.ts'

const PAGE = `# Incident response

## Communication

### Internal Communication

**Status Updates Template**:
\`\`\`
INCIDENT UPDATE - [timestamp]
Status: [Investigating | Identified | Monitoring | Resolved]
Impact: [Who sees what]
Next Steps: [What comes next]
\`\`\`

### External Communication

1. **Initial Notification** (within 30 minutes):
   \`\`\`
   Subject: [INCIDENT] Shop disturbed

   Impact: [Description]
   Started: [Time]
   Status: Investigating
   \`\`\`

2. **Resolution Notice**:
   \`\`\`
   Subject: [RESOLVED] Shop disturbed

   Over since [time]. Duration: [Total downtime]
   \`\`\`

3. **How to log in**:
   \`\`\`
   ssh status@example.org
   \`\`\`

## Post-Mortem Template

\`\`\`markdown
# Notification of [Title]
What happened here
\`\`\`
`
const templates = readTemplates([repositoryOf({ 'docs/incident.md': PAGE })])

test('the texts of a book, with for whom and when they are', () => {
  expect(
    templates.map(({ id, audience, moment, subject, withinSeconds }) => [id, audience, moment, subject, withinSeconds]),
  ).toEqual([
    ['docs/incident.md#status-updates-template', 'internal', 'update', undefined, undefined],
    ['docs/incident.md#initial-notification', 'public', 'first', '[INCIDENT] Shop disturbed', 1800],
    ['docs/incident.md#resolution-notice', 'public', 'resolved', '[RESOLVED] Shop disturbed', undefined],
  ])
  expect(readTemplates([repositoryOf({ 'a.md': '# Nothing\n' })])).toBe(OUR_TEMPLATES)
})

test('a template is filled with what is known, and says what is not', () => {
  const incident = incidentOf([3, { type: 'acknowledged' }], [9, { type: 'mitigated' }])
  const filled = fillTemplate(templates[0]!, incident, { facts: { impact: 'Nobody can pay' }, now: minute(12) })
  expect(filled).toEqual({
    text: 'INCIDENT UPDATE - 2030-01-01 00:12 UTC\nStatus: Monitoring\nImpact: Nobody can pay\nNext Steps: [What comes next]\n',
    open: ['[What comes next]'],
  })
  expect(fillTemplate(templates[1]!, incident, { facts: { impact: 'x' }, now: minute(12) })).toEqual({
    subject: '[INCIDENT] Shop disturbed',
    text: 'Impact: x\nStarted: 2030-01-01 00:00 UTC\nStatus: Investigating\n',
    open: [],
  })
  expect(fillTemplate(templates[2]!, incident, { facts: {}, now: minute(75) }).text).toContain('Duration: 1 h 15 min')
})

test('our own templates ask only for what people know', () => {
  const open = OUR_TEMPLATES.flatMap((each) => fillTemplate(each, incidentOf(), { facts: {}, now: minute(1) }).open)
  expect(open).toEqual(['[impact]', '[impact]', '[actions]', '[next steps]', '[cause]'])
})

test.each([
  ['internal', 'open', false, 'status-updates-template'],
  ['public', 'open', false, 'initial-notification'],
  ['public', 'resolved', true, 'resolution-notice'],
] as const)('%s, %s, posted before: %s → %s', (audience, status, posted, expected) =>
  expect(templateFor(templates, { audience, status, posted })?.id).toContain(expected),
)

test('who owes the next word, and who hears of it when it is late', () => {
  const posted = { type: 'status-posted', text: 'x', audience: 'internal' } as const
  const alone = incidentOf([3, { type: 'acknowledged' }, ben])
  expect(updateDue(alone, minute(5))).toEqual({ dueAt: minute(10), owers: ['ben'], overdue: false })
  const staffed = incidentOf(
    [1, { type: 'role-taken', role: 'commander' }, ana],
    [1, { type: 'role-taken', role: 'communications' }, ben],
    [4, posted],
  )
  expect(updateDue(staffed, minute(5))).toEqual({ dueAt: minute(34), owers: ['ben'], overdue: false })
  expect(updateDue(staffed, minute(34))).toMatchObject({ owers: ['ben', 'ana'], overdue: true })
  expect(updateDue(incidentOf([4, posted], [5, { type: 'resolved' }]), minute(99))).toBeUndefined()
})

test.each([
  [0, '0 min'],
  [61, '1 h 1 min'],
  [1440, '1 d'],
])('%i minutes are %s', (minutes, expected) => expect(durationWords(minutes * 60_000)).toBe(expected))

import { expect, test } from 'vitest'
import { minute } from '../../../test/incident-of.ts'
import { repositoryOf } from '../../../test/repository-of.ts'
import { readWorkflows } from './read-workflow.ts'
import { answersOf, likelyAnswer, type WorkflowLog, workflowPosition, workflowProblem } from './workflow.ts'

const CHART = `# Runbooks

## Incident Response Workflow

\`\`\`mermaid
graph TD
    A[Detected] --> B{Severity?}
    B -->|P0/P1| C[Page]
    B -->|P2/P3| D[Ticket]
    C --> E[Mitigate]
    D --> E
    E --> F{Resolved?}
    F -->|No| G[Escalate]
    G --> E
    F -->|Yes| H[Close]
\`\`\`
`
const PHASES = `# Incident process

## Incident Response Workflow

### Phase 1: Detection (0-5 minutes)

Look.

### Phase 2: Response

Act.

### Phase 3: Recovery

Rest.
`
const LIST = '# Incidents\n\n## Incident handling process\n\n1. Acknowledge\n1. Diagnose\n1. Repair\n'
const only = (text: string) => readWorkflows([repositoryOf({ 'docs/incidents.md': text })])[0]!
const chart = only(CHART)
const log = (...entries: string[]): WorkflowLog =>
  entries.map((entry) => {
    const [step, answer] = entry.split('=')
    return { step: step!, by: 'Ana', at: minute(0), ...(answer === undefined ? {} : { answer }) }
  })
const at = (...entries: string[]) =>
  workflowPosition(chart, log(...entries))
    .current.map(({ id }) => id)
    .join(',')

test.each([
  [[], 'A'],
  [['A'], 'B'],
  [['A', 'B=P0/P1'], 'C'],
  [['A', 'B=P2/P3'], 'D'],
  [['A', 'B=P2/P3', 'D', 'E'], 'F'],
  [['A', 'B=P2/P3', 'D', 'E', 'F=No', 'G'], 'E'],
  [['A', 'B=P2/P3', 'D', 'E', 'F=No', 'G', 'E', 'F=Yes'], 'H'],
  [['A', 'B=P2/P3', 'D', 'E', 'F=Yes', 'H'], ''],
  [['Z', 'H', 'A'], 'B'],
])('after %j it is at %s', (entries, expected) => expect(at(...entries)).toBe(expected))

test('it is finished when every end was reached, and each turn of a loop is remembered', () => {
  const position = workflowPosition(chart, log('A', 'B=P0/P1', 'C', 'E', 'F=No', 'G', 'E', 'F=Yes', 'H'))
  expect([position.finished, position.done.filter(({ step }) => step === 'E').length]).toEqual([true, 2])
})

test.each([
  ['a step that is not on', { step: 'E' }, 'workflow/not-current'],
  ['a question without an answer', { step: 'B' }, 'workflow/answer'],
  ['an answer that is not there', { step: 'B', answer: 'P9' }, 'workflow/answer'],
  ['an answer', { step: 'B', answer: 'P2/P3' }, undefined],
])('%s', (_, done, expected) => expect(workflowProblem(chart, log('A'), done)?.code).toBe(expected))

test('the severity answers its own question', () => {
  const question = chart.steps.find(({ id }) => id === 'B')!
  expect(answersOf(question)).toEqual(['P0/P1', 'P2/P3'])
  expect(likelyAnswer(question, ['p2', 'medium'])).toBe('P2/P3')
  expect(likelyAnswer(chart.steps[0]!, ['p2'])).toBeUndefined()
})

test.each([
  ['phases with headings', PHASES, 3, 'Phase 1: Detection (0-5 minutes)'],
  ['a numbered list', LIST, 3, 'Acknowledge'],
  ['a chart', CHART, 8, 'Detected'],
])('read from %s', (_, text, steps, first) => {
  const workflow = only(text)
  expect([workflow.steps.length, workflow.steps[0]!.text]).toEqual([steps, first])
})

test('a chart that is called a workflow comes before a list', () => {
  const all = readWorkflows([repositoryOf({ 'docs/a.md': LIST, 'docs/b.md': CHART })])
  expect(all.map(({ title }) => title)).toEqual(['Incident Response Workflow', 'Incident handling process'])
})

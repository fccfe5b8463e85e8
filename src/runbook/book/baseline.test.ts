import { expect, test } from 'vitest'
import type { Diagnostic } from '../../kit/diagnostic.ts'
import { type BaselineDemands, baselineClaims } from './baseline.ts'
import type { Book } from './book.ts'
import { readPage } from './parse/read-page.ts'

const bookOf = (pages: Record<string, string>, owners = false): Book => ({
  root: '.',
  repositories: [
    {
      root: '.',
      files: new Set(Object.keys(pages)),
      folders: new Set(),
      complete: true,
      artifacts: owners ? [{ file: 'CODEOWNERS', text: '* @team-ops\n' }] : [],
      pages: Object.entries(pages).map(([file, text]) => readPage(file, text)),
    },
  ],
  unread: [],
})
const demands: BaselineDemands = { documents: ['operations', 'runbook', 'troubleshooting'], symptoms: 2, procedures: 1 }
const OPERATIONS =
  '# Operations\n\n**Owner**: team-ops\n\n## Prerequisites\n\n- access to the cluster\n\n## Not supported\n\n- more than one region\n'
const RUNBOOK = `# Runbook — API

**Owner**: team-ops

## Restart the API

**When**: the API does not answer

\`\`\`bash
# 1. Restart it
systemctl restart api
# 2. Verify
curl -s http://localhost:8080/health
# Expected: {"status":"ok"}
\`\`\`

**Expected Time**: < 30 seconds

## Look at the queue

\`\`\`bash
# 1. Count
queuectl list
\`\`\`

## Escalation

| Role | Contact |
| --- | --- |
| On call | #ops |
`
const TROUBLE = `# Troubleshooting — API

**Owner**: team-ops

| Symptom | Cause | Action |
| --- | --- | --- |
| 502 from the proxy | the API is down | restart the API |
| slow answers | the disk is full | remove old logs |
| nothing at all | | |
`
const pages = { 'docs/OPERATIONS.md': OPERATIONS, 'docs/RUNBOOK.md': RUNBOOK, 'docs/TROUBLESHOOTING.md': TROUBLE }
const judge = (book: Book, part: { findings?: Diagnostic[]; demands?: Partial<BaselineDemands> } = {}) =>
  new Map(
    baselineClaims({
      book,
      findings: [{ repository: '.', findings: part.findings ?? [] }],
      demands: { ...demands, ...part.demands },
    }).map((claim) => [claim.id, claim]),
  )
const found = (rule: string): Diagnostic => ({
  rule,
  severity: 'error',
  file: 'docs/RUNBOOK.md',
  span: { line: 3, column: 1, endLine: 3, endColumn: 4 },
  message: 'found',
})

test('documents are found by name; a missing one is named', () => {
  expect(judge(bookOf(pages)).get('documents')).toMatchObject({
    passed: true,
    measured: 3,
    proof: [{ line: 1 }, { line: 1 }, { line: 1 }],
  })
  expect(judge(bookOf({ 'docs/RUNBOOK.md': RUNBOOK })).get('documents')).toMatchObject({
    passed: false,
    summary: 'missing: operations, troubleshooting',
  })
})
test('unfinished text breaks the claim on its line', () =>
  expect(judge(bookOf(pages), { findings: [found('RB407')] }).get('no-todo')).toMatchObject({
    passed: false,
    broken: [{ file: 'docs/RUNBOOK.md', line: 3 }],
  }))
test('a command that cannot be parsed breaks "all commands work"; without any command nothing is proved', () => {
  expect(judge(bookOf(pages)).get('commands')).toMatchObject({ passed: true })
  expect(judge(bookOf(pages), { findings: [found('RB107')] }).get('commands')).toMatchObject({
    passed: false,
    measured: 1,
  })
  expect(judge(bookOf({ 'docs/a.md': '# A\n\nText.\n' })).get('commands')).toMatchObject({ passed: false })
})
test('boundaries must be stated', () => {
  expect(judge(bookOf(pages)).get('boundaries')).toMatchObject({
    passed: true,
    proof: [{ file: 'docs/OPERATIONS.md', line: 9 }],
  })
  expect(judge(bookOf({ 'docs/RUNBOOK.md': RUNBOOK })).get('boundaries')).toMatchObject({ passed: false })
})
test('only rows with cause and action count, and the others are named when they are missed', () => {
  expect(judge(bookOf(pages)).get('symptoms')).toMatchObject({ passed: true, measured: 2 })
  expect(judge(bookOf(pages), { demands: { symptoms: 3 } }).get('symptoms')).toMatchObject({
    passed: false,
    broken: [{ file: 'docs/TROUBLESHOOTING.md', line: 9 }],
  })
})
test('every changing procedure has a time bound, or is named', () => {
  expect(judge(bookOf(pages)).get('recovery-times')).toMatchObject({ passed: true, measured: 1, required: 1 })
  const unbounded = RUNBOOK.replace('**Expected Time**: < 30 seconds', '')
  expect(judge(bookOf({ 'docs/RUNBOOK.md': unbounded })).get('recovery-times')).toMatchObject({
    passed: false,
    broken: [{ line: 5 }],
  })
})
test('a new engineer gets prerequisites, a check, someone to call and an owner', () => {
  const claims = judge(bookOf(pages))
  for (const id of ['prerequisites', 'verification', 'escalation', 'owner']) {
    expect([id, claims.get(`handover-${id}`)?.passed]).toEqual([id, true])
  }
})
test('an owner comes from the page, from CODEOWNERS or from the settings', () => {
  const ownerless = bookOf({ 'docs/a.md': '# A\n\nText.\n' })
  expect(judge(ownerless).get('handover-owner')).toMatchObject({
    passed: false,
    broken: [{ file: 'docs/a.md', line: 1 }],
  })
  expect(judge(ownerless, { demands: { owner: 'team-ops' } }).get('handover-owner')).toMatchObject({ passed: true })
  expect(judge(bookOf({ 'docs/a.md': '# A\n\nText.\n' }, true)).get('handover-owner')).toMatchObject({ passed: true })
})

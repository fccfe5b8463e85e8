import { expect, test } from 'vitest'
import { readPage } from '../parse/read-page.ts'
import { hasAnchor, nearestHeading } from './page-anchors.ts'

const TEXT = `# Runbook

## 1. High Error Rate

## What's new — & old?

## Steps

## Steps

## \`kubectl\` commands

<a name="by-hand"></a>

## With id {#own-id}
`

function check(file: string, files: readonly string[], fragments: Readonly<Record<string, boolean>>): void {
  const page = readPage(file, TEXT)
  const repository = {
    root: '.',
    files: new Set([file, ...files]),
    folders: new Set(['docs', 'source']),
    complete: true,
    artifacts: [],
    pages: [page],
  }
  for (const [fragment, known] of Object.entries(fragments))
    expect(hasAnchor(repository, page, fragment), fragment).toBe(known)
}

const SHARED = {
  '': true,
  top: true,
  steps: true,
  'steps-1': true,
  'steps-2': false,
  'kubectl-commands': true,
  'by-hand': true,
  'own-id': true,
  'user-content-steps': true,
  L12: true,
  gone: false,
}

test('on a forge a number stays in the anchor', () =>
  check('docs/a.md', [], {
    ...SHARED,
    '1-high-error-rate': true,
    'high-error-rate': false,
    'whats-new---old': true,
    'what-s-new-old': false,
  }))

test('on a site any common spelling is right', () =>
  check('source/a.html.md', ['config.rb'], { ...SHARED, 'high-error-rate': true, 'what-s-new-old': true }))

test('a page that includes others may have more', () => {
  const page = readPage('docs/a.md', '# A\n\n{% include "b.md" %}\n')
  const repository = {
    root: '.',
    files: new Set<string>(),
    folders: new Set<string>(),
    complete: true,
    artifacts: [],
    pages: [page],
  }
  expect(hasAnchor(repository, page, 'anything')).toBe(true)
})

test('the heading that was meant', () => {
  const page = readPage('docs/a.md', '# A\n\n## Access logs\n\n## Access keys\n\n## Restart the queue\n')
  const near = (fragment: string) => nearestHeading(page, fragment)?.text
  expect(near('accessing-logs')).toBe('Access logs')
  expect(near('restart-queue')).toBe('Restart the queue')
  expect(near('access')).toBeUndefined()
  expect(near('something-else')).toBeUndefined()
})

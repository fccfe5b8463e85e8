import { expect, test } from 'vitest'
import type { Repository } from '../book.ts'
import { type Evidence, readEvidence, writeEvidence } from '../evidence-file.ts'
import { contentFingerprint } from '../findings/fingerprint.ts'
import { readPage } from '../parse/read-page.ts'
import { lintBook } from './lint-book.ts'

const TEXT = '# Restore\n\n## Restore the Data\n\n```bash\nls backup\n```\n'
const entry: Evidence = {
  ...{ date: '2026-02-01T10:00:00Z', commit: 'c0ffee', contentHash: contentFingerprint(TEXT) },
  ...{ environment: { os: 'linux' }, passed: 1, failed: 0, unverified: 0, standIns: 0 },
}

function found(evidence: string | undefined, { days, folder = '' }: { days?: number; folder?: string } = {}) {
  const file = `${folder}docs/restore.md`
  const place = `${folder}.opsbook/verified.json`
  const repository: Repository = {
    ...{ root: '.', files: new Set([file, place]), folders: new Set(['docs']), complete: true },
    artifacts: evidence === undefined ? [] : [{ file: place, text: evidence }],
    pages: [readPage(file, TEXT)],
  }
  const [result] = lintBook(
    { root: '.', repositories: [repository], unread: [] },
    {
      ...{ now: new Date('2026-03-02T00:00:00Z'), rules: {}, overrides: [], profile: 'default' },
      rule: {
        ...{ namespaceConfigured: false, variables: [], generatedRoutes: [], severityAliases: {} },
        ...(days === undefined ? {} : { evidenceDays: days }),
      },
    },
  )
  return result!.findings.filter(({ rule }) => rule === 'RB404').map(({ message }) => message)
}
const file = (change: Partial<Evidence> = {}) => writeEvidence(new Map([['docs/restore.md', { ...entry, ...change }]]))

test.each<[what: string, messages: string[], seen: string[]]>([
  ['no evidence file: silent', found(undefined), []],
  ['a fresh test of this page', found(file()), []],
  ['the page changed', found(file({ contentHash: 'other' })), ['The page changed since it was tested on 2026-02-01']],
  ['the test failed', found(file({ failed: 1 })), ['The page failed when it was last tested on 2026-02-01']],
  [
    'too long ago',
    found(file({ date: '2025-11-01T10:00:00Z' })),
    ['The page was last tested on 2025-11-01, 121 days ago'],
  ],
  ['as long as the settings say', found(file(), { days: 20 }), ['The page was last tested on 2026-02-01, 29 days ago']],
  [
    'beside a folder of its own',
    found(file({ failed: 1 }), { folder: 'shop/' }),
    ['The page failed when it was last tested on 2026-02-01'],
  ],
  ['a file of something else', found('{"schema":"x"}'), []],
  ['no JSON', found('{'), []],
])('%s', (_what, messages, seen) => expect(messages).toEqual(seen))

test('what is written is read, and sorted by page', () => {
  const pages = new Map([
    ['b.md', entry],
    ['a.md', { ...entry, passed: 2 }],
  ])
  expect([...readEvidence(writeEvidence(pages))!.keys()]).toEqual(['a.md', 'b.md'])
  expect(readEvidence(writeEvidence(pages))!.get('b.md')).toEqual(entry)
})

import { expect, test } from 'vitest'
import { readMetadata } from './metadata.ts'
import { readDocument } from './read-document.ts'

const read = (markdown: string) => readMetadata(readDocument('page.md', markdown))

test('labels at the head and at the foot', () => {
  const page =
    '# A\n\n**Last Updated**: 2025-12-22  \n**Owner**: Team A\n\n## B\n\n**Owner**: of B only\n\ntext\n\n- item\n\n---\n\n**Status**: Active\n**Next Review**: 2026-02-21\nQuestions? Ask.\n'
  const { lines, frontMatter, ...fields } = read(page)
  expect(fields).toEqual({ lastUpdated: '2025-12-22', owner: 'Team A', status: 'Active', nextReview: '2026-02-21' })
  expect(lines).toEqual({ lastUpdated: 3, owner: 4, status: 16, nextReview: 17 })
  expect(frontMatter).toEqual({})
})

test('front matter wins, but a bare date gives way to a label', () => {
  const { lines, frontMatter, ...fields } = read(
    '---\nstatus: active\ndate: 2026-01-21\nlast_reviewed: 2026-07-17\nalerts: [A, {alertname: B}]\n---\n\n# A\n\n**Status:** Old\n**Last Updated:** 2025-11-26\n',
  )
  expect(fields).toEqual({
    status: 'active',
    lastUpdated: '2025-11-26',
    lastReviewed: '2026-07-17',
    alerts: ['A', 'B'],
  })
  expect(lines).toMatchObject({ status: 2, lastReviewed: 4, lastUpdated: 11 })
  expect(frontMatter).toHaveProperty('date')
})

test('flattened front matter', () => {
  expect(
    read(
      '______________________________\n\n## status: active date: 2026-02-03 last_reviewed: 2026-07-17 topic: x\n\n# A\n',
    ),
  ).toMatchObject({
    status: 'active',
    lastUpdated: '2026-02-03',
    lastReviewed: '2026-07-17',
  })
})

test('alerts of the page are names, not links to them', () => {
  expect(read('# A\n\n**Alerts:** `One`, `Two`\n').alerts).toEqual(['One', 'Two'])
  expect(read('# A\n\n* **Alerts**: <https://alerts.example.org>\n')).not.toHaveProperty('alerts')
  expect(read('# A\n\ntext\n\n## B\n\n- x\n\n**Severity:** P0\n')).not.toHaveProperty('severity')
})

test('a document control list', () => {
  expect(read('# A\n\n## Z\n\n**Document Control**:\n- Version: 1.0\n- Owner: Security Team\n')).toMatchObject({
    version: '1.0',
    owner: 'Security Team',
  })
})

import { expect, test } from 'vitest'
import { repositoryOf } from '../../../test/repository-of.ts'
import { clockTerms, DEFAULT_POLICY, readSeverity, readSeverityPolicy } from './severity-policy.ts'

const policy = (...pages: string[]) =>
  readSeverityPolicy([repositoryOf(Object.fromEntries(pages.map((text, at) => [`page-${at}.md`, text])))])

const TABLE = `# Severity

| Severity | Response Time | Examples |
|---|---|---|
| **P0 - Critical** | Immediate | Shop is closed |
| **P1 - High** | < 1 hour | Slow |
| **P2 - Medium** | < 4 hours | Some |
| **P3 - Low** | Best effort | Typo |
`
const FROM_ONE = `# Incident response

## Severity Levels

### Severity 1 (Critical) - P1

**Response Time**: Immediate (within 5 minutes)
**Communication**: Hourly updates

### Severity 2 (High) - P2

**Response Time**: Within 15 minutes

### Severity 3 (Medium) - P3

**Response Time**: Within 1 hour

### Severity 4 (Low) - P4

**Response Time**: Best effort
`

test('the names and times are those of the book, and best effort is no promise', () => {
  const { levels, startsAtOne } = policy(TABLE)
  expect(startsAtOne).toBe(false)
  expect(levels.P0).toMatchObject({ name: 'P0 - Critical', ackSeconds: 300, from: { file: 'page-0.md' } })
  expect(levels.P1.ackSeconds).toBe(3600)
  expect(clockTerms(levels.P3)).toEqual({})
})

test('a scale that counts from one has its worst at P0', () => {
  const read = policy(FROM_ONE)
  expect(read.startsAtOne).toBe(true)
  expect(read.levels.P0.name).toContain('Severity 1')
  expect(clockTerms(read.levels.P0)).toEqual({ ackSeconds: 300, firstUpdateSeconds: 3600, updateSeconds: 3600 })
  expect(read.levels.P3.name).toContain('Severity 4')
})

test('a scale with times beats one of alerts, whatever comes first', () => {
  const alerts =
    '# Alert severity levels\n\n| Severity | Description |\n|---|---|\n| critical | a |\n| warning | b |\n| info | c |\n'
  expect(policy(alerts, TABLE).levels.P1.name).toBe('P1 - High')
  expect(policy(alerts)).toEqual(DEFAULT_POLICY)
  expect(policy('# Nothing\n')).toEqual(DEFAULT_POLICY)
})

test.each([
  ['p1', 'P1'],
  ['P0', 'P0'],
  ['critical', 'P0'],
  ['SEV2', 'P1'],
  ['P4', 'P3'],
  ['low', 'P3'],
  ['Severity 3 (Medium)', 'P2'],
  ['terrible', undefined],
])('"%s" names %s in a book that counts from one', (text, expected) =>
  expect(readSeverity(text, policy(FROM_ONE))).toBe(expected),
)

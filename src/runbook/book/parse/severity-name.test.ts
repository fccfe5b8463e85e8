import { expect, test } from 'vitest'
import { readSeverityName } from './severity-name.ts'

const check = (text: string, expected: string | undefined, rest = '') => {
  const name = readSeverityName(text)
  const shown = name && `${name.style} ${name.rank} ${name.label}${name.alias ? ` = ${name.alias}` : ''}`
  expect({ text, name: shown, rest: name?.rest }).toEqual({ text, name: expected, rest: expected && rest })
}

test('codes', () => {
  check('P0', 'p0 0 P0')
  check('P0 - Critical', 'p0 0 P0 = Critical')
  check('P0 - Critical (SLA Impact)', 'p0 0 P0 = Critical', 'SLA Impact')
  check('P1: High', 'p0 1 P1 = High')
  check('P2 Medium', 'p0 2 P2 = Medium')
  check('P3 – Low', 'p0 3 P3 = Low')
  check('SEV1', 'sev 0 SEV1')
  check('sev-2', 'sev 1 SEV2')
  check('Severity 1 (Critical)', 'sev 0 SEV1 = Critical')
  check('Severity 1 (Critical) - P1', 'sev 0 SEV1 = P1')
  check('Severity 4 (Low) - No immediate user impact', 'sev 3 SEV4 = Low', 'No immediate user impact')
})

test('words, with signs before them and explanations behind them', () => {
  check('Critical', 'words 0 Critical')
  check('🔴 Critical', 'words 0 Critical')
  check('High (Action Within 15 Minutes)', 'words 1 High', 'Action Within 15 Minutes')
  check('Medium: workaround exists', 'words 2 Medium', 'workaround exists')
  check('Critical (P1): Severe impact', 'p0 1 P1 = Critical', 'Severe impact')
  check('warning', 'words 2 Warning')
  check('`info`'.replaceAll('`', ''), 'words 4 Info')
})

test('the name is kept as written', () => {
  const written = (text: string) => readSeverityName(text)?.written
  expect(written('🔴 P0 - Critical (SLA Impact)')).toBe('P0 - Critical')
  expect(written('Severity 1 (Critical) - no service')).toBe('Severity 1 (Critical)')
  expect(written('High (Action Within 15 Minutes)')).toBe('High')
})

test('text that only begins like a severity', () => {
  for (const text of [
    'High Availability',
    'High CPU usage',
    'Critical Alerts (Immediate Response Required)',
    'Low latency',
    'P95 Latency',
    'P0/P1',
    'P1-P3',
    'P0 Incident Response',
    'Critical Contacts',
    'Medium-term fix',
    'Information',
    'S3 bucket',
    'Severity',
    'Major version upgrade',
    'P1 High availability',
    '',
    'critical path',
  ])
    check(text, undefined)
})

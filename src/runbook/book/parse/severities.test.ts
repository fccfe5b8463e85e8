import { expect, test } from 'vitest'
import { readDocument } from './read-document.ts'
import { readSeverities } from './severities.ts'

const show = (markdown: string) =>
  readSeverities(readDocument('page.md', markdown)).map(({ style, levels }) => [
    style,
    ...levels.map(
      ({ name, rank, responseSeconds, conditions }) => `${rank} ${name} ${responseSeconds ?? '-'} ${conditions.length}`,
    ),
  ])
const check = (markdown: string, ...scales: string[][]) => expect(show(markdown)).toEqual(scales)

test('a table with response times', () => {
  check(
    '# A\n\n| Severity | Response Time | Examples |\n|---|---|---|\n| **P0 - Critical** | < 5 minutes | All down |\n| **P1 - High** | < 1 hour | Slow |\n',
    ['p0', '0 P0 - Critical 300 1', '1 P1 - High 3600 1'],
  )
})

test('words rank by their order in the scale', () => {
  check(
    '# Alert severity levels\n\n| Severity | Description |\n|---|---|\n| critical | Down |\n| warning | Slow |\n| info | News |\n',
    ['words', '0 critical - 1', '1 warning - 1', '2 info - 1'],
  )
})

test('headings with labels, and with plain bullets', () => {
  check(
    '# S\n\n## SEV1\n\n**Response Time**: Immediate (within 5 minutes)\n**Communication**: Hourly updates\n\n**Examples**:\n- Data lost\n- All down\n\n## SEV2\n\n**Response Time**: Best effort\n',
    ['sev', '0 SEV1 300 2', '1 SEV2 - 0'],
  )
  check(
    '# Incident Classification\n\n## 🔴 Critical (Immediate Action Required)\n\n- **Store down**: no orders\n\n## High (Action Within 15 Minutes)\n\n- **Queue grows**\n- Slow\n',
    ['words', '0 Critical 0 1', '1 High 900 2'],
  )
})

test('lists, bold names and matrices; a scale from P1 starts at 0', () => {
  check('# S\n\n**Severity Levels**:\n- **Critical (P1)**: All down\n- **High (P2)**: Slow\n- **Low (P3)**: Rest\n', [
    'p1',
    '0 Critical (P1) - 1',
    '1 High (P2) - 1',
    '2 Low (P3) - 1',
  ])
  check('# S\n\n**P0 - Critical**:\n- Down\n- Lost\n\n**P1 - High**:\n- Slow\n', [
    'p0',
    '0 P0 - Critical - 2',
    '1 P1 - High - 1',
  ])
  check(
    '# S\n\n| Factor | Critical | High | Low |\n|---|---|---|---|\n| Data | Lost | Late | Fine |\n| Users | All | Some | None |\n',
    ['words', '0 Critical - 2', '1 High - 2', '2 Low - 2'],
  )
})

test('resolution and update times', () => {
  const page =
    '# S\n\n## P0\n\n- **Response Time:** < 5 min\n- **Resolution Target:** < 1 hour\n- **Communication:** every 30 minutes\n\n## P1\n\n- **Updates:** Daily\n'
  const [scale] = readSeverities(readDocument('page.md', page))
  expect(scale!.levels[0]).toMatchObject({
    responseSeconds: 300,
    resolutionSeconds: 3600,
    updateSeconds: 1800,
    responseText: '< 5 min',
  })
  expect(scale!.levels[1]).toMatchObject({ updateSeconds: 86_400 })
})

test('a column of update intervals', () => {
  const page =
    '# S\n\n| Severity | Response Time | Update Interval |\n|---|---|---|\n| P0 | 5 minutes | 15 minutes |\n| P1 | 1 hour | - |\n'
  const [scale] = readSeverities(readDocument('page.md', page))
  expect(scale!.levels.map(({ updateSeconds }) => updateSeconds)).toEqual([900, undefined])
})

test('what is no scale', () => {
  check(
    '# S\n\n| Severity | First Response | After 1 hour |\n|---|---|---|\n| P1 | On-call | Lead |\n| P2 | On-call | Lead |\n',
  )
  check('# Thing\n\n- **Critical**: do this\n- **Warning**: do that\n')
  check('# Alerts\n\n## Critical Alerts\n\n- A\n\n## Warning Alerts\n\n- B\n')
  check('# S\n\n| Priority | Component | RTO |\n|---|---|---|\n| High | A | 1 h |\n| High | B | 2 h |\n')
})

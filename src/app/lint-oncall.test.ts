import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lintOncall } from './lint-oncall.ts'
import { readConfig } from './read-config.ts'

const NOW = new Date('2026-01-05T00:00:00Z')

/** Code, line and message of what is found in settings, in a folder with calendars. */
function found(yaml: string, files: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-oncall-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'inside'))
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, 'inside', file), text)
  symlinkSync('/etc/passwd', join(folder, 'inside', 'link.ics'))
  const { config, diagnostics, spanOf } = readConfig('opsbook.yaml', yaml)
  expect(diagnostics).toEqual([])
  const findings = lintOncall({ config, folder: join(folder, 'inside'), file: 'opsbook.yaml', spanOf }, NOW)
  return findings.map(
    ({ rule, severity, span, message }) => `${rule} ${severity} ${span.line}:${span.column} ${message}`,
  )
}

test('gaps, strangers, single people and bad calendars are found at their lines', () => {
  expect(
    found(
      `oncall:
  people: { ana: {} }
  calendars:
    gone: { file: gone.ics }
    link: { file: link.ics }
    bad: { file: bad.ics }
  schedules:
    office:
      zone: UTC
      layers:
        - name: hours
          people: [ana]
          restrict: [{ days: [mon-fri], from: "09:00", to: "17:00" }]
    all:
      zone: UTC
      layers:
        - name: both
          people: [ana, zoe]
`,
      { 'bad.ics': 'hello' },
    ),
  ).toEqual([
    'RB706 warning 4:5 Calendar "gone": gone.ics cannot be read: ENOENT',
    'RB706 warning 5:5 Calendar "link": link.ics cannot be read: it lies outside of the folder of the settings',
    'RB706 warning 6:5 Calendar "bad": is no iCalendar: invalid line (no token ";" or ":") "hello"',
    'RB701 warning 8:5 Nobody is on call on "office" for 1640 h of the next 90 days: 2026-01-05 00:00 to 2026-01-05 09:00, and 65 more times',
    'RB705 warning 8:5 "office" has one person only: ana',
    'RB704 error 18:25 "zoe" is none of the people of "oncall.people"',
  ])
})

const shift = (days: string, from: string, to: string) =>
  `restrict: [{ days: [${days}], from: "${from}", to: "${to}" }]`

test('hours that need nobody are no gap, and a rule can be switched off or raised', () => {
  const office = (rules: string) => `
${rules}
oncall:
  schedules:
    office:
      zone: UTC
      covers: [{ days: [mon-fri], from: "10:00", to: "12:00" }]
      layers: [{ name: hours, people: [ana, ben], ${shift('mon-fri', '09:00', '17:00')} }]
    late:
      zone: UTC
      layers: [{ name: hours, people: [ana, ben], ${shift('mon-sun', '00:00', '23:00')} }]
`
  expect(found(office('')).map((each) => each.slice(0, 13))).toEqual(['RB701 warning'])
  expect(found(office('rules: { RB701: error }')).map((each) => each.slice(0, 11))).toEqual(['RB701 error'])
  expect(found(office('rules: { RB701: off }'))).toEqual([])
})

test('a layer without effect, layers that are on together, and people of weekends only are told', () => {
  expect(
    found(`oncall:
  schedules:
    it:
      zone: UTC
      layers:
        - { name: hidden, people: [kim] }
        - { name: week, people: [ana], priority: 5, ${shift('mon-sat', '00:00', '24:00')} }
        - { name: weekend, people: [ben], priority: 5, ${shift('sat-sun', '00:00', '24:00')} }
`),
  ).toEqual([
    'RB702 info 6:11 Layer "hidden" of "it" has people, but others are on instead for all of the next 90 days',
    'RB702 info 7:11 Layers "week" and "weekend" of "it" are on together for 312 h of the next 90 days',
    'RB703 info 3:5 "ben" is on call on "it" at weekends only in the next 90 days',
  ])
})

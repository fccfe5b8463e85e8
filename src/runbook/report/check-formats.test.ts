import { expect, test } from 'vitest'
import { checkGithub } from './check-github.ts'
import { checkJson } from './check-json.ts'
import { checkJunit } from './check-junit.ts'
import { checkMarkdown } from './check-markdown.ts'
import type { CheckReport, ReportedFinding } from './check-report.ts'
import { checkSarif } from './check-sarif.ts'
import { checkPlain, checkTable } from './check-table.ts'
import { jsonText } from './json-text.ts'
import { asciiSigns, plainStyle } from './style.ts'

const ESC = '\u001b'

const finding = (part: Partial<ReportedFinding> = {}): ReportedFinding => ({
  rule: 'RB407',
  severity: 'error',
  file: 'docs/a page.md',
  repository: '.',
  fileInRepository: 'docs/a page.md',
  line: 3,
  column: 3,
  endLine: 3,
  endColumn: 7,
  message: 'unfinished text: "TODO"',
  hint: 'Write it or remove it',
  source: '- TODO: fail over',
  occurrence: 0,
  fingerprint: '0123456789abcdef',
  ...part,
})
const report = (...findings: ReportedFinding[]): CheckReport => ({
  roots: ['.'],
  pages: [
    { file: 'docs/a page.md', kind: 'runbook', title: 'A' },
    { file: 'docs/b.md', kind: 'reference', title: 'B' },
  ],
  findings,
})
const table = (part: Partial<ReportedFinding>, columns = 80) =>
  checkTable(report(finding(part)), { ...plainStyle, columns })

test('the table shows the line, the place and what to do', () =>
  expect(table({})).toBe(`docs/a page.md  runbook · 1 error
  ✗ 3:3 RB407 unfinished text: "TODO"
    3│ - TODO: fail over
     │   ^^^^
    = hint  Write it or remove it
`))
test('a hint is given once a page', () => {
  const text = checkTable(report(finding(), finding({ line: 9 })), plainStyle)
  expect(text.match(/= hint/g)).toHaveLength(1)
})
test('tabs and wide characters before the place do not shift the mark', () => {
  const [, , source, caret] = table({ source: '\t日本 TODO', column: 5, endColumn: 9 }).split('\n')
  expect(source).toBe('    3│  日本 TODO')
  expect(caret).toBe('     │       ^^^^')
})
test('no line of the table is wider than the terminal', () => {
  for (const columns of [40, 60, 80]) {
    const long = table(
      {
        source: `${'x'.repeat(200)}TODO${'y'.repeat(200)}`,
        column: 201,
        endColumn: 205,
        message: 'a long message '.repeat(12),
        hint: 'do '.repeat(60),
      },
      columns,
    )
    for (const line of long.split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
    expect(long).toContain('TODO')
  }
})
test('without Unicode there is none', () =>
  expect(checkTable(report(finding()), { ...plainStyle, signs: asciiSigns })).not.toMatch(/[^\u0000-\u007f]/))
test('escape sequences of a page never reach the terminal', () => {
  const evil = {
    message: `${ESC}[2J`,
    source: `${ESC}]0;title\u0007 TODO \u202e`,
    hint: `\u009b31m`,
    file: `docs/${ESC}[1m.md`,
  }
  for (const text of [
    table(evil),
    checkPlain(report(finding(evil))),
    checkJunit(report(finding(evil))),
    checkGithub(report(finding(evil)), () => ''),
    checkMarkdown(report(finding(evil))),
    jsonText(checkJson(report(finding(evil)))),
  ]) {
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/)
  }
})

test('plain output is one record a line', () =>
  expect(checkPlain(report(finding({ message: 'two\nlines\tand a tab' })))).toBe(
    'docs/a page.md:3:3\terror\tRB407\ttwo\\nlines\\tand a tab\n',
  ))

test('an annotation cannot start a command of its own', () => {
  const line = checkGithub(report(finding({ file: 'a,b:c.md', message: '100 %\n::stop-commands::x' })), () => 'todo')
  expect(line).toBe(
    '::error file=a%2Cb%3Ac.md,line=3,endLine=3,col=3,endColumn=7,title=RB407 todo::100 %25\\n::stop-commands::x%0AWrite it or remove it\n',
  )
})

test('JUnit keeps warnings as skipped cases and pages without findings as passes', () => {
  const xml = checkJunit(report(finding({ message: 'a < b & "c"' }), finding({ severity: 'warning', line: 5 })))
  expect(xml).toContain('<testsuites name="opsbook check" tests="3" failures="1" errors="0" skipped="1">')
  expect(xml).toContain('<failure type="RB407" message="a &lt; b &amp; &quot;c&quot;">')
  expect(xml).toContain('<testcase classname="docs/b.md" name="no findings"/>')
})

test('Markdown of a page does not become Markdown of the comment', () => {
  const text = checkMarkdown(
    report(finding({ message: '**bold** | @team [x](http://e.example) `code`', hint: '<img src=x>' })),
  )
  expect(text.split('\n').at(-2)).not.toMatch(/\*\*|@|\[|<|`/)
  expect(text).toContain('1 error')
})

test('SARIF has rules, regions, fixes and stable fingerprints', () => {
  const fix = {
    title: 'mend',
    safe: true,
    edits: [{ span: { line: 3, column: 3, endLine: 3, endColumn: 7 }, text: 'done' }],
  }
  const manual = {
    id: 'RB407',
    name: 'todo',
    summary: 'No unfinished text.',
    why: 'It misleads.',
    severity: 'error',
  } as const
  const [run] = checkSarif(report(finding({ fix }), finding({ severity: 'info' })), {
    version: '1.2.3',
    manual: () => manual,
  }).runs
  expect(run!.tool.driver.rules).toHaveLength(1)
  expect(run!.results).toMatchObject([
    {
      ruleId: 'RB407',
      ruleIndex: 0,
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'docs/a%20page.md' },
            region: { startLine: 3, startColumn: 3, endColumn: 7 },
          },
        },
      ],
      partialFingerprints: { 'opsbook/v1': '0123456789abcdef' },
      fixes: [{ artifactChanges: [{ replacements: [{ insertedContent: { text: 'done' } }] }] }],
    },
    { level: 'note' },
  ])
})

test('JSON counts and names every finding', () =>
  expect(checkJson(report(finding(), finding({ severity: 'info' })))).toMatchObject({
    schema: 'opsbook.check/v1',
    counts: { pages: 2, error: 1, warning: 0, info: 1 },
    findings: [{ rule: 'RB407', line: 3, endLine: 3 }, { severity: 'info' }],
  }))
test('JSON in ASCII means the same', () => {
  const value = { text: 'é → 日本 😀 \u202e' }
  const text = jsonText(value, { ascii: true })
  expect(text).not.toMatch(/[^\u0000-\u007f]/)
  expect(JSON.parse(text)).toEqual(value)
  expect(JSON.parse(jsonText(value))).toEqual(value)
})

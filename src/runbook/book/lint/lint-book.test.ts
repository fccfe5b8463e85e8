import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Diagnostic } from '../../../kit/diagnostic.ts'
import type { Book, Repository } from '../book.ts'
import type { Page } from '../page.ts'
import { readDocument } from '../parse/read-document.ts'
import { lintBook } from './lint-book.ts'
import { page as lines } from './place.ts'
import type { LintSettings } from './profiles.ts'
import type { Finding, Rule } from './rule.ts'

const tick = '```'

const settings: LintSettings = {
  now: new Date('2026-03-02T00:00:00Z'),
  rules: {},
  overrides: [],
  profile: 'default',
  rule: { namespaceConfigured: false, variables: [], generatedRoutes: [], severityAliases: {} },
}

/** A page of which only the text matters. */
function pageOf(file: string, text: string, kind: Page['kind'] = 'runbook', diagnostics: Diagnostic[] = []): Page {
  const empty = { readings: [], procedures: [], hooks: [], symptoms: [], severities: [], thresholds: [], slos: [] }
  const more = {
    objectives: [],
    contacts: [],
    escalations: [],
    checklists: [],
    policies: [],
    decisions: [],
    scripts: [],
  }
  const metadata = { lines: {}, frontMatter: {} }
  const rest = { title: file, titleLine: 1, metadata, ...empty, ...more, drills: [], parameters: [] }
  return { file, document: readDocument(file, text), kind, ...rest, diagnostics }
}

const repositoryOf = (pages: Page[], root = '.'): Repository => ({
  root,
  files: new Set(pages.map(({ file }) => file)),
  folders: new Set(),
  complete: true,
  artifacts: [],
  pages,
})

const bookOf = (...repositories: Repository[]): Book => ({ root: '.', repositories, unread: [] })

/** Finds a word on every line; stands for any rule about a line. */
const wordRule = (id: string, word: string, more: Partial<Rule> = {}): Rule => ({
  id,
  name: `${word}-rule`,
  summary: '',
  why: '',
  severity: 'warning',
  examples: [],
  *page({ document }): Iterable<Finding> {
    for (const [index, text] of document.lines.entries()) {
      const at = text.includes('<!--') ? -1 : text.indexOf(word)
      if (at < 0) continue
      const line = index + 1
      yield { span: { line, column: at + 1, endLine: line, endColumn: at + 1 + word.length }, message: word }
    }
  },
  ...more,
})

const silent = (id: string, severity: Rule['severity']): Rule => ({ ...wordRule(id, id, { severity }), page: () => [] })
const directives = [silent('RB901', 'warning'), silent('RB902', 'error'), silent('RB903', 'warning')]

const shown = ({ rule, severity, file, span }: Diagnostic) => `${file}:${span.line} ${rule} ${severity}`

function check(pages: Page[], rules: Rule[], expected: string[], changes: Partial<LintSettings> = {}) {
  const [result] = lintBook(bookOf(repositoryOf(pages)), { ...settings, ...changes }, [...rules, ...directives])
  expect(result!.findings.map(shown)).toEqual(expected)
}

const red = wordRule('RB801', 'red')
const blue = wordRule('RB802', 'blue')

test('findings are sorted by file, line, column and rule', () =>
  check(
    [pageOf('b.md', 'blue red\nred'), pageOf('a.md', 'x\nblue')],
    [blue, red],
    ['a.md:2 RB802 warning', 'b.md:1 RB802 warning', 'b.md:1 RB801 warning', 'b.md:2 RB801 warning'],
  ))

test('what the reader reported is a finding like any other', () => {
  const span = { line: 1, column: 1, endLine: 1, endColumn: 1 }
  const problem: Diagnostic = { rule: 'RB020', severity: 'error', file: 'a.md', span, message: 'front matter' }
  check([pageOf('a.md', 'x', 'runbook', [problem])], [red], ['a.md:1 RB020 error'])
  check([pageOf('a.md', 'x', 'runbook', [problem])], [red], ['a.md:1 RB020 info'], { rules: { RB020: 'info' } })
  check([pageOf('a.md', 'x', 'runbook', [problem])], [red], [], { rules: { RB020: 'off' } })
})

test('levels: nearest wins', () => {
  const rule = wordRule('RB801', 'red', { severity: 'info', kinds: { drill: 'error' }, executable: 'warning' })
  const level = (changes: Partial<LintSettings>, expected: string[], kind: Page['kind'] = 'runbook') =>
    check([pageOf('old/a.md', 'red', kind)], [rule], expected, changes)
  const legacy = [{ files: ['old/**'], rules: { RB801: 'warning' as const } }]
  level({}, ['old/a.md:1 RB801 info'])
  level({}, ['old/a.md:1 RB801 error'], 'drill')
  level({ profile: 'executable' }, ['old/a.md:1 RB801 warning'], 'drill')
  level({ profile: 'executable', rules: { RB801: 'info' } }, ['old/a.md:1 RB801 info'], 'drill')
  level({ rules: { RB801: 'off' } }, [])
  level({ rules: { RB801: 'off' }, overrides: legacy }, ['old/a.md:1 RB801 warning'])
  level({ overrides: [...legacy, { files: ['**/a.md'], rules: { RB801: 'error' } }] }, ['old/a.md:1 RB801 error'])
  level({ overrides: [{ files: ['new/**'], rules: { RB801: 'error' } }] }, ['old/a.md:1 RB801 info'])
})

test('a finding may count for less than its rule, never for more', () => {
  const span = { line: 1, column: 1, endLine: 1, endColumn: 2 }
  const rule = (severity: Rule['severity']): Rule => ({
    ...wordRule('RB801', 'red', { severity }),
    page: () => [
      { span, message: 'a', severity: 'info' },
      { span, message: 'b', severity: 'error' },
    ],
  })
  check([pageOf('a.md', 'x')], [rule('warning')], ['a.md:1 RB801 info', 'a.md:1 RB801 warning'])
})

test('a rule about the repository reports on any of its files', () => {
  const span = { line: 1, column: 1, endLine: 1, endColumn: 1 }
  const rule: Rule = {
    ...silent('RB801', 'error'),
    repository: ({ pages }) => [
      ...pages.map(({ file }) => ({ file, span, message: 'page' })),
      { file: 'alerts.yml', span, message: 'artifact' },
    ],
  }
  const off = [{ files: ['b.md'], rules: { RB801: 'off' as const } }]
  const pages = [pageOf('b.md', 'x'), pageOf('a.md', '<!-- ops-disable-file RB801 -- kept by another team -->')]
  check(pages, [rule], ['alerts.yml:1 RB801 error', 'b.md:1 RB801 error'])
  check(pages, [rule], ['alerts.yml:1 RB801 error'], { overrides: off })
})

test('a disabled line, block, stretch or page is excused; the reason is mandatory', () => {
  const excused = (text: string, expected: string[]) => check([pageOf('a.md', text)], [red, blue], expected)
  const next = '<!-- ops-disable-next-line RB801 -- it is a colour -->'
  excused(lines(next, 'red blue', 'red'), ['a.md:2 RB802 warning', 'a.md:3 RB801 warning'])
  excused(lines(next, '', `${tick}text`, 'x', 'red', tick, 'red'), ['a.md:7 RB801 warning'])
  excused(lines(next, '| a |', '|---|', '| red |'), [])
  excused(lines('<!-- ops-disable RB801 -- colours -->', 'red', '<!-- ops-enable RB801 -->', 'red'), [
    'a.md:4 RB801 warning',
  ])
  excused(lines('<!-- ops-disable RB801, RB802 -- colours -->', 'red blue', '<!-- ops-enable -->', 'blue'), [
    'a.md:4 RB802 warning',
  ])
  excused(lines('red', '<!-- ops-disable-file RB801 -- colours -->', 'red'), [])
  excused(lines('<!-- ops-disable-next-line RB801 -->', 'red'), ['a.md:1 RB902 error', 'a.md:2 RB801 warning'])
  excused(lines('<!-- ops-disable-next-line -- why -->', 'red'), ['a.md:1 RB903 warning', 'a.md:2 RB801 warning'])
})

test('an excuse that excuses nothing, or no rule that exists, is reported', () => {
  const reported = (text: string, expected: string[], changes: Partial<LintSettings> = {}) => {
    const [result] = lintBook(bookOf(repositoryOf([pageOf('a.md', text)])), { ...settings, ...changes }, [
      red,
      blue,
      ...directives,
    ])
    expect(result!.findings.map(({ rule, message, hint }) => `${rule} ${message} | ${hint}`)).toEqual(expected)
  }
  const unused =
    'RB901 ops-disable-next-line RB801 excuses nothing: there is no such finding here any more | Remove RB801 from the comment'
  reported(lines('<!-- ops-disable-next-line RB801 -- why -->', 'green'), [unused])
  reported(lines('<!-- ops-disable-next-line RB801 -- why -->', 'green'), [], { rules: { RB801: 'off' } })
  reported(lines('<!-- ops-disable-next-line RB8O1 -- why -->', 'red'), [
    'RB903 ops-disable-next-line names RB8O1, which is no rule | Did you mean RB801 (red-rule)?',
    'RB801 red | undefined',
  ])
  reported(lines('<!-- ops-disable-next-line blue-rule -- why -->', 'green'), [
    'RB903 ops-disable-next-line names blue-rule, which is no rule | Did you mean RB802 (blue-rule)?',
  ])
})

test('where each finding needs its own excuse, a comment above a block speaks of as many as it counts', () => {
  const danger = wordRule('RB801', 'red', { singly: true })
  const block = (comment: string, ...code: string[]) =>
    lines(`<!-- ops-disable-next-line ${comment} -- rebuilt -->`, `${tick}text`, ...code, tick)
  const excused = (text: string, expected: string[]) => check([pageOf('a.md', text)], [danger, blue], expected)
  excused(block('RB801', 'red'), [])
  excused(block('RB801', 'red', 'red'), ['a.md:1 RB901 warning', 'a.md:3 RB801 warning', 'a.md:4 RB801 warning'])
  excused(block('RB801x2', 'red', 'red'), [])
  excused(block('RB801x2', 'red'), ['a.md:1 RB901 warning', 'a.md:3 RB801 warning'])
  excused(block('RB801x2, RB802', 'red', 'blue', 'blue', 'red'), [])
  excused(lines('<!-- ops-disable-next-line RB801 -- rebuilt -->', 'red red'), [])
  excused(lines('<!-- ops-disable RB801 -- all of it -->', 'red', 'red'), [])
  excused(lines('<!-- ops-disable-file RB801 -- all of it -->', 'red', 'red'), [])
})

test('a comment that speaks of another number of findings says of how many', () => {
  const danger = wordRule('RB801', 'red', { singly: true })
  const text = lines('<!-- ops-disable-next-line RB801 -- rebuilt -->', `${tick}text`, 'red', 'red', tick)
  const [result] = lintBook(bookOf(repositoryOf([pageOf('a.md', text)])), settings, [danger, ...directives])
  expect(result!.findings[0]).toMatchObject({
    message: 'ops-disable-next-line RB801 speaks of 1 and there are 2, so it excuses nothing',
    hint: 'If all of them are right here, write RB801x2',
  })
})

test('a directive that is shown as code is an example of one', () =>
  check([pageOf('a.md', 'Write `<!-- ops-disable-file RB801 -->`.\n\nred')], [red], ['a.md:3 RB801 warning']))

test('findings below a fence that swallows the page are held back, the one about the fence is not', () => {
  const broken = lines('red', '', `${tick}bash`, 'ls', '', '## Mitigation', '', 'red red red')
  const aboutFence = wordRule('RB101', 'Mitigation', { severity: 'error' })
  check([pageOf('a.md', broken)], [aboutFence, red], ['a.md:1 RB801 warning', 'a.md:6 RB101 error'])
})

test('the order of pages, repositories and rules changes nothing', () => {
  const texts = ['red', 'blue\nred', '<!-- ops-disable-file RB801 -- colours -->\nred blue', 'x']
  const pages = texts.map((text, index) => pageOf(`p${index}.md`, text))
  const firstSeen: Rule = {
    ...silent('RB803', 'warning'),
    repository: ({ pages: [first] }) =>
      first ? [{ file: first.file, span: { line: 1, column: 1, endLine: 1, endColumn: 1 }, message: 'first' }] : [],
  }
  const lint = (order: Page[], rules: Rule[], flip: boolean) => {
    const repositories = [
      repositoryOf(order, 'a'),
      repositoryOf(
        order.slice(0, 2).sort((a, b) => (a.file < b.file ? -1 : 1)),
        'b',
      ),
    ]
    return lintBook(bookOf(...(flip ? repositories.reverse() : repositories)), settings, rules)
  }
  const rules = [red, blue, firstSeen, ...directives]
  const expected = (order: Page[]) =>
    lint(
      [...order].sort((a, b) => (a.file < b.file ? -1 : 1)),
      rules,
      false,
    )[0]
  fc.assert(
    fc.property(
      fc.shuffledSubarray(pages, { minLength: 4 }),
      fc.shuffledSubarray(rules, { minLength: 6 }),
      fc.boolean(),
      (order, some, flip) => {
        expect(lint(order, some, flip)[0]).toEqual(expected(order))
      },
    ),
  )
})

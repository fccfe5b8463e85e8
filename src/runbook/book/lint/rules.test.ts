import { expect, test } from 'vitest'
import type { Diagnostic, Edit } from '../../../kit/diagnostic.ts'
import type { Book, Repository } from '../book.ts'
import { isPageName } from '../page-name.ts'
import { readPage } from '../parse/read-page.ts'
import { lintBook } from './lint-book.ts'
import type { LintSettings } from './profiles.ts'
import type { Rule, RuleExample, RuleSettings } from './rule.ts'
import { rules } from './rules.ts'

const MARK = ' ⟵'
const PAGE = 'docs/runbooks/example.md'

const defaults: RuleSettings = { namespaceConfigured: false, variables: [], generatedRoutes: [], severityAliases: {} }

function bookOf(text: string, example: RuleExample): Book {
  const file = example.file ?? PAGE
  const texts = { ...example.files, [file]: text }
  const names = Object.keys(texts)
  const folders = names.flatMap((name) => name.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/')))
  const repository: Repository = {
    root: '.',
    files: new Set(names),
    folders: new Set(folders.filter((folder) => folder !== '')),
    complete: true,
    artifacts: names.filter((name) => !isPageName(name)).map((name) => ({ file: name, text: texts[name]! })),
    pages: names.filter((name) => isPageName(name)).map((name) => readPage(name, texts[name]!)),
  }
  return { root: '.', repositories: [repository], unread: [] }
}

/** The rule is switched on even where it is off by default; all others run too, because directives look at them. */
function found(rule: Rule, example: RuleExample, text: string): Diagnostic[] {
  const settings: LintSettings = {
    now: new Date(example.now ?? '2026-03-02T00:00:00Z'),
    rules: { [rule.id]: 'warning' },
    overrides: [],
    profile: 'default',
    rule: { ...defaults, ...example.settings },
  }
  const [repository] = lintBook(bookOf(text, example), settings)
  return repository!.findings.filter((finding) => finding.rule === rule.id)
}

const unmark = (text: string) => text.replaceAll(MARK, '')

const markedLines = (text: string) =>
  text.split('\n').flatMap((line, index) => (line.endsWith(MARK) ? [index + 1] : []))

/** Applies the safe fixes of findings to their page, the last place first. */
function applySafe(text: string, findings: readonly Diagnostic[]): string {
  const edits = findings.flatMap(({ fix }) => (fix?.safe ? [...fix.edits] : []))
  const lines = text.split('\n')
  const starts = lines.map((_, index) => lines.slice(0, index).reduce((sum, line) => sum + line.length + 1, 0))
  const offset = (line: number, column: number) => starts[line - 1]! + column - 1
  const from = ({ span }: Edit) => offset(span.line, span.column)
  return edits
    .sort((a, b) => from(b) - from(a))
    .reduce(
      (done, edit) =>
        done.slice(0, from(edit)) + edit.text + done.slice(offset(edit.span.endLine, edit.span.endColumn)),
      text,
    )
}

test('ids are unique, sorted and well formed; names are unique', () => {
  const ids = rules.map((rule) => rule.id)
  expect(ids).toEqual([...new Set(ids)].sort())
  expect(ids.filter((id) => !/^RB\d{3}$/.test(id))).toEqual([])
  expect(new Set(rules.map((rule) => rule.name)).size).toBe(rules.length)
})

test('every rule says what it checks and why, in sentences', () => {
  for (const { id, summary, why, examples } of rules) {
    expect.soft(summary, id).toMatch(/^[A-Z`].*[.]$/)
    expect.soft(why.length, id).toBeGreaterThan(60)
    expect.soft(examples.length, id).toBeGreaterThan(0)
  }
})

for (const rule of rules) {
  for (const example of rule.examples) {
    test(`${rule.id} ${rule.name}: ${example.title}`, () => {
      const bad = unmark(example.bad)
      const findings = found(rule, example, bad)
      const marked = markedLines(example.bad)
      const own = findings.filter(({ file }) => file === (example.file ?? PAGE))
      if (marked.length > 0) expect([...new Set(own.map(({ span }) => span.line))]).toEqual(marked)
      expect(findings.length).toBeGreaterThan(0)
      expect(found(rule, example, unmark(example.good))).toEqual([])

      if (!findings.some(({ fix }) => fix?.safe)) return
      const mended = applySafe(bad, own)
      const left = found(rule, example, mended)
      expect(left.filter(({ fix }) => fix?.safe)).toEqual([])
      expect(left.length).toBeLessThan(findings.length)
      expect(applySafe(mended, left)).toBe(mended)
    })
  }
}

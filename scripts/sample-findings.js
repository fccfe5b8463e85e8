#!/usr/bin/env node
/**
 * Prints a sample of the findings of one rule with the lines around them, for judging by hand how many are true.
 * The sample is the same on every machine: findings are ordered by a hash of their place and text.
 *
 *   npm run build && node scripts/sample-findings.js RULE [COUNT] [FOLDER]
 *
 * COUNT is 60 by default; FOLDER is ../shared/corpus. `RULE` may be `all` for a table of hits and pages a rule.
 */
import { resolve } from 'node:path'
import { loadBook } from '../dist/runbook/book/actions.js'
import { lintBook } from '../dist/runbook/book/lint/lint-book.js'
import { rules } from '../dist/runbook/book/lint/rules.js'

const [rule = 'all', count = '60', folder = '../shared/corpus'] = process.argv.slice(2)
const BEFORE = 4
const AFTER = 6

const loaded = await loadBook([folder], { cwd: process.cwd() })
if (!loaded.ok) {
  console.error(`cannot read ${resolve(folder)}:`, loaded.refusal)
  process.exit(1)
}
const book = loaded.value
const switchedOn = rules.filter(({ id, severity }) => severity === 'off' && id === rule)
const results = lintBook(book, {
  now: new Date('2026-03-02T00:00:00Z'),
  rules: Object.fromEntries(switchedOn.map(({ id }) => [id, 'info'])),
  overrides: [],
  profile: 'default',
  rule: { namespaceConfigured: false, variables: [], generatedRoutes: [], severityAliases: {} },
})
const findings = results.flatMap(({ repository, findings: found }) =>
  found.map((finding) => ({ repository, ...finding })),
)

if (rule === 'all') printTable()
else printSample()

function printTable() {
  for (const id of [...new Set([...rules.map((each) => each.id), ...findings.map((each) => each.rule)])].sort()) {
    const own = findings.filter((finding) => finding.rule === id)
    const pages = new Set(own.map((finding) => `${finding.repository}/${finding.file}`)).size
    const levels = ['error', 'warning', 'info'].map(
      (level) => `${own.filter((each) => each.severity === level).length} ${level}`,
    )
    const name = rules.find((each) => each.id === id)?.name ?? ''
    console.log(
      `${id} ${name.padEnd(28)} ${String(own.length).padStart(5)} hits ${String(pages).padStart(4)} pages  ${levels.join(', ')}`,
    )
  }
}

function printSample() {
  const own = findings.filter((finding) => finding.rule === rule)
  const sample = own
    .map((finding) => ({
      finding,
      order: hash(`${finding.repository}/${finding.file}:${finding.span.line}:${finding.message}`),
    }))
    .sort((a, b) => a.order - b.order)
    .slice(0, Number(count))
    .map((each) => each.finding)
  for (const [index, finding] of sample.entries()) {
    const { repository, file, span, severity, message } = finding
    console.log(`\n=== ${index + 1}/${sample.length} ${repository}/${file}:${span.line}:${span.column} ${severity}`)
    console.log(`    ${message}`)
    printLines(repository, file, span)
  }
  console.log(`\n${own.length} findings of ${rule}, ${sample.length} shown`)
}

function printLines(repository, file, span) {
  const page = book.repositories.find(({ root }) => root === repository)?.pages.find((each) => each.file === file)
  if (!page) return
  const last = Math.min(page.document.lines.length, Math.max(span.endLine, span.line) + AFTER, span.line + 25)
  for (let line = Math.max(1, span.line - BEFORE); line <= last; line++) {
    console.log(
      `${line === span.line ? '>' : ' '}${String(line).padStart(5)} ${page.document.lines[line - 1].slice(0, 160)}`,
    )
  }
}

/** FNV-1a, 32 bits: spreads neighbouring places, and gives the same order everywhere. */
function hash(text) {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0
  return value
}

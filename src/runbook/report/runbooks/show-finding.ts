import type { z } from 'zod'
import { visible, visibleLines } from '../../../kit/visible.ts'
import { applyFixes } from '../../book/fix/apply-edits.ts'
import { unifiedDiff } from '../../book/fix/unified-diff.ts'
import { rules } from '../../book/lint/rules.ts'
import { unreadable } from '../../book/unreadable.ts'
import type { ReportedFinding } from '../check-report.ts'
import type { CheckedBook } from './checked-book.ts'
import type { findingShape } from './runbook-shape.ts'

const NAMES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(unreadable).map(([id, { name }]) => [id, name] as const),
  ...rules.map(({ id, name }) => [id, name] as const),
])

const AROUND = 1
const LONGEST_LINE = 400
const MOST_LINES = 12
const LONGEST_DIFF = 8_000
/** A diff is made by going through the whole page. */
const LARGEST_MENDED = 300_000

/** A finding with the lines it is about and, where there is one, its fix as a diff. */
export function showFinding(book: CheckedBook, finding: ReportedFinding): z.input<typeof findingShape> {
  const { rule, severity, fingerprint, fileInRepository, repository, line, endLine, message, hint } = finding
  return {
    ...{ fingerprint, rule, ruleName: NAMES.get(rule) ?? rule, severity, repository, line, endLine },
    page: fileInRepository,
    message: visibleLines(message),
    hint: hint === undefined ? null : visibleLines(hint),
    source: sourceOf(book, finding),
    fix: fixOf(book, finding),
    accepted: book.accepted.has(fingerprint),
  }
}

const documentOf = ({ pages }: CheckedBook, { repository, fileInRepository }: ReportedFinding) =>
  pages.find((each) => each.page.file === fileInRepository && each.repository === repository)?.page.document

function sourceOf(book: CheckedBook, finding: ReportedFinding): { line: number; text: string }[] {
  const lines = documentOf(book, finding)?.lines
  if (!lines) return finding.source === undefined ? [] : [{ line: finding.line, text: cut(finding.source) }]
  const from = Math.max(1, finding.line - AROUND)
  const to = Math.min(lines.length, finding.endLine + AROUND, from + MOST_LINES - 1)
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({
    line: from + index,
    text: cut(lines[from + index - 1] ?? ''),
  }))
}

function fixOf(book: CheckedBook, finding: ReportedFinding) {
  const { fix, fileInRepository } = finding
  const document = documentOf(book, finding)
  if (!fix || !document || document.text.length > LARGEST_MENDED) return null
  const diff = unifiedDiff(fileInRepository, document.text, applyFixes(document.text, [fix]))
  const shown = visibleLines(diff)
  return {
    title: visibleLines(fix.title),
    safe: fix.safe,
    diff: shown.length > LONGEST_DIFF ? `${shown.slice(0, LONGEST_DIFF)}\n…` : shown,
  }
}

function cut(text: string): string {
  const shown = visible(text.replaceAll('\t', '    '))
  return shown.length > LONGEST_LINE ? `${shown.slice(0, LONGEST_LINE)}…` : shown
}

import type { Repository } from '../book.ts'
import { spanOfLines } from './place.ts'
import type { Finding } from './rule.ts'
import { treeIndex } from './tree-index.ts'

/** A finding about a line of a page, whatever stands on it. */
export interface LineFinding extends Omit<Finding, 'span'> {
  line: number
}

/**
 * Gives findings the span of their line's text.
 *
 * @param file the page of all findings, for rules that run once a page; others name it in each finding
 */
export function* onLines(repository: Repository, findings: Iterable<LineFinding>, file?: string): Iterable<Finding> {
  const { pages } = treeIndex(repository)
  for (const { line, ...finding } of findings) {
    const page = pages.get(file ?? finding.file ?? '')
    const span = page ? spanOfLines(page.document, line) : { line, column: 1, endLine: line, endColumn: 1 }
    yield { ...finding, span }
  }
}

/** The settings against the book: whether the paging policies keep the escalation matrix somebody wrote down. */

import { readSeverityPolicy } from '../response/incident/severity-policy.ts'
import { compareMatrix } from '../response/page/matrix/compare-matrix.ts'
import { readMatrix } from '../response/page/matrix/matrix.ts'
import { compilePaging } from '../response/page/policy/compile-paging.ts'
import type { Book } from '../runbook/book/book.ts'
import type { FoundByRepository } from '../runbook/report/check-report.ts'
import type { BookConfig } from './config.ts'
import { configProblems } from './config-problem.ts'

/** Findings about lines of the book, where there are both a matrix and policies. */
export function comparePaging({ repositories }: Book, config: BookConfig, now: Date): FoundByRepository {
  const severity = config.rules.RB095 ?? configProblems.RB095.severity
  if (severity === 'off' || Object.keys(config.paging.policies).length === 0) return []
  const rows = readMatrix(repositories, readSeverityPolicy(repositories))
  return compareMatrix(rows, compilePaging(config.paging), now).map(({ row: { repository, file, line }, message }) => ({
    repository,
    findings: [
      {
        ...{ rule: 'RB095', severity, file, message, hint: configProblems.RB095.hint },
        span: { line, column: 1, endLine: line, endColumn: 2 },
      },
    ],
  }))
}

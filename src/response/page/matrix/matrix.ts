/** The escalation matrix of a book: for each severity, who is told how long after the beginning. */
import type { Repository } from '../../../runbook/book/book.ts'
import { SEVERITIES, type Severity } from '../../incident/severity.ts'
import { readSeverity, type SeverityPolicy } from '../../incident/severity-policy.ts'

export interface MatrixStep {
  /** As the book calls them: "Team Lead". */
  readonly role: string
  readonly afterSeconds: number
}

export interface MatrixRow {
  readonly severity: Severity
  readonly steps: readonly MatrixStep[]
  readonly repository: string
  readonly file: string
  readonly line: number
}

/**
 * One row a severity: of several pages the one that speaks of most severities counts. What belongs to a single procedure, to a situation, or has
 * no times is no part of a matrix.
 */
export function readMatrix(repositories: readonly Repository[], policy: SeverityPolicy): readonly MatrixRow[] {
  const pages = repositories.flatMap(({ root, pages: all }) =>
    all.map(({ file, escalations }) => ({
      rows: escalations.flatMap(({ severity, steps, line }): MatrixRow[] => {
        const read = severity === '' ? undefined : readSeverity(severity.replace(/[*_`]/g, ''), policy)
        const timed = steps.flatMap(({ afterSeconds, to }) =>
          afterSeconds === undefined ? [] : [{ role: to, afterSeconds }],
        )
        if (!read || timed.length === 0) return []
        const inOrder = timed.sort((a, b) => a.afterSeconds - b.afterSeconds)
        return [{ severity: read, steps: inOrder, repository: root, file, line }]
      }),
    })),
  )
  const rowsOf = new Map(pages.map((page) => [page, new Set(page.rows.map(({ severity }) => severity)).size]))
  const ordered = [...pages].sort((a, b) => rowsOf.get(b)! - rowsOf.get(a)!)
  return SEVERITIES.flatMap((severity) => {
    const row = ordered.flatMap(({ rows }) => rows).find((each) => each.severity === severity)
    return row ? [row] : []
  })
}

/** A role as the name of a schedule: `Team Lead` becomes `team-lead`. */
export const roleName = (role: string): string =>
  role
    .toLowerCase()
    .replace(/\([^()]*\)/g, ' ')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60) || 'somebody'

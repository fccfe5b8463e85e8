/** Paths for readers that know the repository and not the folder somebody stood in: code scanning, CI, annotations. */
import { relative, resolve, sep } from 'node:path'
import { rootFinder } from '../runbook/book/tree/actions.ts'
import type { CheckReport } from '../runbook/report/check-report.ts'

/**
 * The same report with paths that start at the root of the repository around the working folder. For files outside of it
 * they start at the root of the checked repository, if it is the only one; without a repository nothing changes.
 */
export function fromRepositoryRoot(report: CheckReport, cwd: string): CheckReport {
  const find = rootFinder()
  const only = report.roots.length === 1 ? find(resolve(cwd, report.roots[0]!)) : undefined
  const bases = [find(resolve(cwd)), only, resolve(cwd)].filter((base) => base !== undefined)
  const locate = (file: string): string => {
    const path = resolve(cwd, file)
    const base = bases.find((each) => path === each || path.startsWith(each === sep ? sep : each + sep))
    return base === undefined ? file : relative(base, path).split(sep).join('/') || '.'
  }
  return {
    ...report,
    pages: report.pages.map((page) => ({ ...page, file: locate(page.file) })),
    findings: report.findings.map((finding) => ({ ...finding, file: locate(finding.file) })),
  }
}

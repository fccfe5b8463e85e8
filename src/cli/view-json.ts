/** `opsbook.page/v1` for one page, with the findings about it. */
import { lintSettings } from '../app/lint-settings.ts'
import { lintBook } from '../runbook/book/lint/lint-book.ts'
import { checkReport } from '../runbook/report/check-report.ts'
import type { PageOutput } from '../runbook/report/page-contract.ts'
import { pageJson } from '../runbook/report/page-json.ts'
import type { OpenedPage } from './open-page.ts'

/** The page as data. */
export function viewJson({ page, repository, opened, now }: OpenedPage & { now: Date }): PageOutput {
  const { findings } = checkReport(opened.book, lintBook(opened.book, lintSettings(opened.settings, now)))
  return pageJson(
    page,
    repository.root,
    findings.filter(({ fileInRepository }) => fileInRepository === page.file),
  )
}

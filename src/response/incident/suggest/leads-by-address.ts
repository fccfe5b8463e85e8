/** The page that an address means: of the alert itself, or of the rule of its name in the repository. */

import { runbookOf } from '../../../runbook/book/artifact/alert-rules.ts'
import type { Repository } from '../../../runbook/book/book.ts'
import { alertIndex } from '../../../runbook/book/lint/alert-index.ts'
import { anchorsOf, nearestHeading, normalFragment } from '../../../runbook/book/lint/page-anchors.ts'
import { readRunbookAddress } from '../../../runbook/book/lint/runbook-address.ts'
import { treeIndex } from '../../../runbook/book/lint/tree-index.ts'
import type { Page } from '../../../runbook/book/page.ts'
import { type AlertSubject, alertName, runbookAddress } from './alert-subject.ts'
import type { Lead } from './suggestion.ts'

export function leadsByAddress(repository: Repository, alert: AlertSubject): Lead[] {
  const own = runbookAddress(alert)
  const leads = own ? follow(repository, '', own.address, { rank: 100, says: `the alert's ${own.name}` }) : []
  const rules = alertIndex(repository)
  const name = alertName(alert)
  const sameName = [...rules.defined, ...rules.shown].filter(({ rule }) => rule.name === name)
  for (const { rule, file } of sameName) {
    const written = runbookOf(rule)
    if (!written || written.text === own?.address) continue
    leads.push(
      ...follow(repository, file, written.text, { rank: 84, says: `the rule ${name} in ${file}:${rule.line}` }),
    )
  }
  return leads
}

function follow(repository: Repository, from: string, address: string, by: { rank: number; says: string }): Lead[] {
  const meant = readRunbookAddress(repository, from, address)
  if (meant.kind !== 'page') return []
  const page = treeIndex(repository).pages.get(meant.file)
  if (!page) return []
  const place = { repository: repository.root, file: page.file }
  if (meant.fragment === '') return [{ ...place, line: 0, rank: by.rank - 2, reason: `${by.says} leads to this page` }]
  const line = headingLine(page, meant.fragment)
  if (line !== undefined) return [{ ...place, line, rank: by.rank, reason: `${by.says} leads to this heading` }]
  const near = anchorsOf(repository, page).known.has(normalFragment(meant.fragment))
    ? undefined
    : nearestHeading(page, meant.fragment)
  const reason = near
    ? `${by.says} leads to this page, to a heading #${meant.fragment} that is gone; this one is most like it`
    : `${by.says} leads to this page`
  return [{ ...place, line: near?.line ?? 0, rank: by.rank - 8, reason }]
}

/** The heading of a fragment, in the spellings of those who make anchors. */
export function headingLine(page: Page, fragment: string): number | undefined {
  const wanted = normalFragment(fragment)
  const squeezed = (slug: string) => slug.toLowerCase().replace(/-{2,}/g, '-').replace(/^-|-$/g, '')
  const { headings } = page.document
  const exact = headings.find(({ slug }) => slug.toLowerCase() === wanted)
  return (exact ?? headings.find(({ slug }) => squeezed(slug) === squeezed(wanted)))?.line
}

/** Pages, procedures and table rows that name the alert, or whose front matter asks for its labels. */
import { type LabelSet, labelOf } from '../../../kit/label-set.ts'
import type { Repository } from '../../../runbook/book/book.ts'
import type { TableRow } from '../../../runbook/book/document.ts'
import { alertMentions } from '../../../runbook/book/lint/listed-alerts.ts'
import { folderOf, joinPath } from '../../../runbook/book/lint/path-names.ts'
import { splitHref } from '../../../runbook/book/lint/site-links.ts'
import { treeIndex } from '../../../runbook/book/lint/tree-index.ts'
import type { Page } from '../../../runbook/book/page.ts'
import { outlineOf } from '../../../runbook/book/parse/outline.ts'
import { type AlertSubject, alertName } from './alert-subject.ts'
import { headingLine } from './leads-by-address.ts'
import type { Lead } from './suggestion.ts'

export function leadsByName(repository: Repository, alert: AlertSubject): Lead[] {
  const name = alertName(alert)
  const pages = repository.pages.filter(({ kind }) => kind !== 'template')
  const leads = pages.flatMap((page) => byFrontMatter(repository, page, alert))
  if (name === '') return leads
  for (const page of pages) leads.push(...namedIn(repository, page, name), ...rowsWith(repository, page, name))
  for (const { file, line, name: mentioned, source } of alertMentions(repository)) {
    if (mentioned === name && source === 'label')
      leads.push({
        repository: repository.root,
        file,
        line,
        rank: 78,
        reason: `this part of the page is about the alert ${name}`,
      })
  }
  return leads
}

function namedIn({ root: repository }: Repository, page: Page, name: string): Lead[] {
  const { file, title, metadata, procedures } = page
  const leads = procedures
    .filter(({ alerts }) => alerts.includes(name))
    .map(({ line }) => ({ repository, file, line, rank: 88, reason: `the procedure names the alert ${name}` }))
  if (metadata.alerts?.includes(name))
    leads.push({ repository, file, line: 0, rank: 80, reason: `the page names the alert ${name}` })
  if (title.replace(/^\[[^\]]*\]\s*/, '').trim() === name)
    leads.push({ repository, file, line: 0, rank: 82, reason: `the page is about the alert ${name}` })
  const heading = page.document.headings.find(
    ({ text, level }) => level > 1 && text.replace(/\s+alert$/i, '').trim() === name,
  )
  if (heading)
    leads.push({ repository, file, line: heading.line, rank: 81, reason: `the heading is the alert ${name}` })
  return leads
}

/** `| HighErrorRate | [Errors](#errors) | … |`: a row with the name in one cell and a way to go in another. */
function rowsWith(repository: Repository, page: Page, name: string): Lead[] {
  return outlineOf(page.document).tables.flatMap(({ table }) =>
    table.rows.flatMap((row) => {
      if (!row.cells.some(({ text }) => text.trim() === name)) return []
      const target = targetOf(repository, page, row)
      return target
        ? [{ ...target, rank: 83, reason: `a table of ${page.file}:${row.line} sends the alert ${name} here` }]
        : []
    }),
  )
}

function targetOf(repository: Repository, page: Page, row: TableRow) {
  for (const { inline } of row.cells) {
    for (const { href } of inline.links) {
      const { path, fragment } = splitHref(href)
      const file = path === '' ? page.file : (joinPath(folderOf(page.file), path) ?? '')
      const found = treeIndex(repository).pages.get(file)
      const line = found && (fragment === '' ? 0 : headingLine(found, fragment))
      if (found && line !== undefined) return { repository: repository.root, file, line }
    }
  }
  return undefined
}

/** `alerts: [{service: shop, severity: critical}]` in the front matter: every pair must be so. */
function byFrontMatter({ root: repository }: Repository, { file, metadata }: Page, alert: AlertSubject): Lead[] {
  const { alerts } = metadata.frontMatter
  if (!Array.isArray(alerts)) return []
  return alerts.flatMap((each: unknown) => {
    const wanted = wantedLabels(each)
    if (!wanted || !fits(wanted, alert.labels)) return []
    const words = wanted.map(([label, value]) => `${label}=${value}`).join(', ')
    return [
      {
        repository,
        file,
        line: 0,
        rank: 86 + Math.min(4, wanted.length),
        reason: `the page asks for alerts with ${words}`,
      },
    ]
  })
}

function wantedLabels(value: unknown): [string, string][] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { match, labels } = value as Record<string, unknown>
  const inner = match ?? labels ?? value
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return undefined
  const pairs = Object.entries(inner)
  return pairs.length > 0 && pairs.every(([, each]) => ['string', 'number', 'boolean'].includes(typeof each))
    ? pairs.map(([label, each]) => [label, String(each)])
    : undefined
}

const fits = (wanted: readonly (readonly [string, string])[], labels: LabelSet): boolean =>
  wanted.every(([label, value]) => labelOf(labels, label) === value)

import type { Repository } from '../book.ts'
import type { Inline, ListItem } from '../document.ts'
import type { Page } from '../page.ts'
import { labelledParts, outlineOf } from '../parse/outline.ts'
import { alertIndex } from './alert-index.ts'
import { type LineFinding, onLines } from './line-findings.ts'
import { folderOf, joinPath } from './path-names.ts'
import { perRepository } from './per-repository.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'
import { treeIndex } from './tree-index.ts'

/** What a page claims about files of the repository, and about its own lists, is so. */
export const pageClaims: Rule = {
  id: 'RB610',
  name: 'page-claims',
  summary: 'Claims that can be counted are true: sizes of pages, numbers of alerts, "12 panels" above a list.',
  why:
    'A report that says "10 alerts created" when there are nine was written from memory, and the tenth is the one that ' +
    'nobody notices missing. Only claims that name their file, or stand directly above their list, are checked.',
  severity: 'warning',
  kinds: { template: 'off' },
  examples: [
    {
      title: 'The size of a page',
      bad: page('# Report', '', '- docs/guide.md (9.2KB): how to start ⟵'),
      good: page('# Report', '', '- docs/guide.md: how to start'),
      files: { 'docs/guide.md': '# Guide\n\nStart it.\n' },
    },
    {
      title: 'The number of alerts',
      bad: page('# Report', '', 'Created 2 alerts in `prometheus/alerts.yml`. ⟵'),
      good: page('# Report', '', 'Created 1 alert in `prometheus/alerts.yml`.'),
      files: {
        'prometheus/alerts.yml': 'groups:\n  - name: api\n    rules:\n      - alert: ApiDown\n        expr: up == 0\n',
      },
    },
    {
      title: 'The number of items',
      bad: page('# Dashboard', '', '**Panels** (4 total): ⟵', '', '- Latency', '- Errors', '- Traffic'),
      good: page('# Dashboard', '', '**Panels** (3 total):', '', '- Latency', '- Errors', '- Traffic'),
    },
  ],
  *page(page, { repository }) {
    yield* onLines(repository, findings(repository, page), page.file)
  },
}

function* findings(repository: Repository, page: Page): Iterable<LineFinding> {
  const { text, inlines } = page.document
  if (SIZED.test(text)) {
    for (const inline of inlines) if (SIZED.test(inline.text)) yield* sizeFindings(repository, page, inline)
  }
  if (COUNTED.test(text) && alertIndex(repository).defined.length > 0) {
    for (const inline of inlines) if (COUNTED.test(inline.text)) yield* alertFindings(repository, page, inline)
  }
  yield* listFindings(page)
}

/** What a page must have to be looked at any further. */
const SIZED = /\.md\b.{0,8}\d\s?[KM]i?B\b/
const COUNTED = /\d [Aa]lert|\d (?:\w+ )?(?:alerts|rules)/

const lineOf = (inline: Inline, offset: number) => inline.line + inline.text.slice(0, offset).split('\n').length - 1

/** Sizes in bytes, by path, of the pages that were read. */
const pageSizes: (repository: Repository) => ReadonlyMap<string, number> = perRepository(({ pages }) => {
  const encoder = new TextEncoder()
  return new Map(pages.map(({ file, document }) => [file, encoder.encode(document.text).length]))
})

const SIZE =
  /((?:[\w.@-]+\/)*[\w.@-]+\.(?:md|markdown))\s*[`*_]{0,3}\s*[([:–-]{1,2}\s*~?(\d{1,6}(?:\.\d{1,2})?)\s?([KM])i?B\b/g

/** "docs/OPERATIONS.md (9.2KB)" for a page of this book. */
function* sizeFindings(repository: Repository, page: Page, inline: Inline): Iterable<LineFinding> {
  for (const match of inline.text.matchAll(SIZE)) {
    const [, path, amount, unit] = match
    const file = findPage(repository, page, path!)
    const actual = file === undefined ? undefined : pageSizes(repository).get(file)
    if (actual === undefined) continue
    const digits = amount!.includes('.') ? amount!.length - amount!.indexOf('.') - 1 : 0
    // Either way to count a kilobyte is right, and the last digit may be rounded up or down.
    const fits = [1000, 1024].some(
      (base) => Math.abs(actual / (unit === 'K' ? base : base * base) - Number(amount)) <= 10 ** -digits,
    )
    if (fits) continue
    yield {
      line: lineOf(inline, match.index),
      message: `\`${file}\` is said to have ${amount} ${unit}B, but has ${actual.toLocaleString('en')} bytes (${(actual / 1024).toFixed(1)} KB)`,
      hint: 'Correct the claim, or leave out what changes with every edit',
    }
  }
}

function findPage(repository: Repository, page: Page, path: string): string | undefined {
  const { pages } = treeIndex(repository)
  return [joinPath(folderOf(page.file), path), path].find((place) => place !== undefined && pages.has(place))
}

const COUNT =
  /(?<![\d.+~<>≥≤-])(\d{1,3})\s+(?:alerting\s+|recording\s+|prometheus\s+|new\s+)?(alerts?|alerting rules?|alert rules?)\b/gi

/** "10 alerts in `prometheus/alerts.yml`": a number and one file of rules in the same line. */
function* alertFindings(repository: Repository, page: Page, inline: Inline): Iterable<LineFinding> {
  const { defined } = alertIndex(repository)
  for (const match of inline.text.matchAll(COUNT)) {
    const line = lineOf(inline, match.index)
    const files = new Set(
      inline.codes
        .filter((code) => code.line === line)
        .flatMap(({ text }) => {
          const place = [joinPath(folderOf(page.file), text), text].find((each) =>
            defined.some(({ file }) => file === each),
          )
          return place === undefined ? [] : [place]
        }),
    )
    const [file] = files
    if (file === undefined || files.size > 1) continue
    const actual = defined.filter((each) => each.file === file).length
    if (actual === Number(match[1])) continue
    yield {
      line,
      message: `\`${file}\` is said to have ${match[1]} ${match[2]!.toLowerCase()}, but defines ${actual}`,
      hint: 'Correct the number, or add what is missing',
    }
  }
}

const TOTAL =
  /^(\d{1,3})(?:\s+(?:total|in total|items?|files?|steps?|checks?|panels?|questions?|phases?|roles?|alerts?|scenarios?|rules?|procedures?|runbooks?))$/i

/** "**Panels** (12 total):" or "### Documents (3 files)" directly above a list. */
function* listFindings({ document }: Page): Iterable<LineFinding> {
  for (const section of outlineOf(document).sections) {
    const heading = section.heading
      ? [
          {
            name: section.title,
            qualifier: /\(([^()]*)\)\s*$/.exec(section.title)?.[1],
            line: section.line,
            list: section.blocks[0],
            alone: section.blocks.length === 1,
          },
        ]
      : []
    const labels = labelledParts(section.blocks).map(({ name, qualifier, line, blocks }) => ({
      name,
      qualifier,
      line,
      list: blocks[0],
      alone: blocks.length === 1,
    }))
    for (const { name, qualifier, line, list, alone } of [...heading, ...labels]) {
      const claimed = qualifier === undefined ? undefined : TOTAL.exec(qualifier.trim())?.[1]
      if (claimed === undefined || list?.kind !== 'list' || !alone) continue
      const counts = countsOf(list.items)
      if (counts.includes(Number(claimed)) || list.items.length < 2) continue
      yield {
        line,
        message: `"${name}" announces ${qualifier!.trim()}, but the list below has ${list.items.length}`,
        hint: 'Correct the number, or complete the list',
      }
    }
  }
}

/** Items, and items with those nested below them: both ways of counting are in use. */
function countsOf(items: readonly ListItem[]): number[] {
  const nested = items.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'list' ? block.items : [])))
  return [items.length, nested.length, items.length + nested.length]
}

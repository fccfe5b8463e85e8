/** What the checks say about the book that is in force: found out once for each version, a little at a time, while others are served. */
import { readFile, stat } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { baselineClaims } from '../../runbook/book/baseline.ts'
import { acceptedEntry, readBaselineFile } from '../../runbook/book/baseline-file.ts'
import type { Book } from '../../runbook/book/book.ts'
import { lintBookBetween } from '../../runbook/book/lint/lint-book.ts'
import type { LintSettings } from '../../runbook/book/lint/profiles.ts'
import type { Page } from '../../runbook/book/page.ts'
import { buildIndex } from '../../runbook/book/search.ts'
import { rootFinder } from '../../runbook/book/tree/actions.ts'
import { checkReport, fingerprintText, joinRoot, type ReportedFinding } from '../../runbook/report/check-report.ts'
import { type CheckedBook, checkedPages } from '../../runbook/report/runbooks/checked-book.ts'
import { lintSettings } from '../lint-settings.ts'
import type { LiveBook, OpenBook } from '../live-book.ts'

/** How long the checks may go on before whoever waits gets a turn. */
const SLICE_MS = 12
const FILES_AT_ONCE = 32

/** Checks the current book when somebody first asks for it. A failure is not kept: the next one who asks tries again. */
export function checkedBooks(book: LiveBook, clock: () => Date): () => Promise<CheckedBook> {
  let known: { open: OpenBook; checked: Promise<CheckedBook> } | undefined
  return () => {
    const open = book.current()
    if (known?.open !== open) {
      const checked = check(open, clock())
      const mine = { open, checked }
      known = mine
      checked.catch(() => {
        if (known === mine) known = undefined
      })
    }
    return known.checked
  }
}

async function check(open: OpenBook, now: Date): Promise<CheckedBook> {
  const { book, config } = open
  const prefix = prefixOf(open)
  const breathe = breather()
  const settings = lintSettings({ config, prefix }, now)
  const found = await lintBookBetween(book, settings, breathe)
  const { findings } = checkReport(book, found)
  // A gate that the judged folder could switch off would prove nothing.
  const usual = lintSettings({ config: { ...config, rules: {}, overrides: [] }, prefix }, now)
  const judged = isUsual(settings) ? found : await lintBookBetween(book, usual, breathe)
  const { owner, baseline } = config
  const claims = baselineClaims({
    book,
    findings: judged,
    demands: { ...baseline, ...(owner === undefined ? {} : { owner }) },
  })
  await breathe()
  const search = buildIndex(book)
  const [accepted, changedAt] = await Promise.all([acceptedOf(open, findings), changeTimes(open)])
  return {
    ...{ book, findings, accepted, claims, search, checkedAt: now },
    pages: checkedPages(book, findings, { owner, changedAt }),
  }
}

const isUsual = ({ rules, overrides }: LintSettings) => Object.keys(rules).length === 0 && overrides.length === 0

function breather(): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < SLICE_MS) return undefined
    return new Promise((resume) =>
      setImmediate(() => {
        since = performance.now()
        resume()
      }),
    )
  }
}

/** Folder of the settings as seen from the root of its repository, with a final slash, or empty. */
function prefixOf({ folder }: OpenBook): string {
  const root = rootFinder()(folder)
  const way = root === undefined ? '' : relative(root, folder)
  return way === '' ? '' : `${way}/`
}

/** Fingerprints of findings that the book's own baseline file accepts; none where it has none that can be read. */
async function acceptedOf(
  { config, folder, cwd }: OpenBook,
  findings: readonly ReportedFinding[],
): Promise<ReadonlySet<string>> {
  if (config.baselineFile === undefined) return new Set()
  const path = resolve(folder, config.baselineFile)
  const text = await readFile(path, 'utf8').catch(() => '')
  const read = readBaselineFile(text)
  if (!read.ok) return new Set()
  const known = new Set(read.entries.map(({ rule, file, fingerprint }) => [rule, file, fingerprint].join('\u0000')))
  const isAccepted = (finding: ReportedFinding) => {
    const { rule, occurrence } = finding
    const file = relative(dirname(path), resolve(cwd, finding.file))
    const entry = acceptedEntry({ rule, file, text: fingerprintText(finding), occurrence })
    return known.has([entry.rule, entry.file, entry.fingerprint].join('\u0000'))
  }
  return new Set(findings.filter(isAccepted).map(({ fingerprint }) => fingerprint))
}

async function changeTimes({ book, cwd }: OpenBook): Promise<ReadonlyMap<Page, Date>> {
  const times = new Map<Page, Date>()
  const left = filesOf(book)
  const work = async () => {
    for (let next = left.pop(); next; next = left.pop()) {
      const { page, file } = next
      const stats = await stat(resolve(cwd, file)).catch(() => undefined)
      if (stats) times.set(page, stats.mtime)
    }
  }
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, work))
  return times
}

const filesOf = ({ repositories }: Book): { page: Page; file: string }[] =>
  repositories.flatMap(({ root, pages }) => pages.map((page) => ({ page, file: joinRoot(root, page.file) })))

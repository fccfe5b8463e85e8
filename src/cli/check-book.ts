/** The work of `opsbook check`: lint, fix where asked, and leave out what is accepted or did not change. */
import { lstat, readFile, realpath, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { lintSettings } from '../app/lint-settings.ts'
import {
  type AcceptedEntry,
  acceptedEntry,
  readBaselineFile,
  splitAccepted,
  writeBaselineFile,
} from '../runbook/book/baseline-file.ts'
import type { Book } from '../runbook/book/book.ts'
import { lintBook } from '../runbook/book/lint/lint-book.ts'
import {
  type CheckReport,
  checkReport,
  type FoundByRepository,
  fingerprintText,
  narrowed,
  type ReportedFinding,
} from '../runbook/report/check-report.ts'
import { counted } from '../runbook/report/style.ts'
import type { CheckFlags, Scope } from './check-flags.ts'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure, refusalFailure } from './failure.ts'
import { type OpenedBook, openBook } from './open-book.ts'
import { ruleCode, ruleIds } from './rule-names.ts'
import { writeFixes } from './write-fixes.ts'

export interface CheckedBook {
  /** What is to be shown and judged. */
  shown: CheckReport
  scope: Scope
  /** Set instead when a baseline was written: what to say. */
  written?: string
}

const DEFAULT_BASELINE = '.opsbook-baseline.json'

/** Checks the book that a command line names. */
export async function checkBook(call: Call<CheckFlags>): Promise<CheckedBook> {
  const { flags } = call
  const only = flags.rule?.map(ruleCode)
  const without = flags.skipRule?.map(ruleCode) ?? []
  const opened = await openBook(call, call.args, ruleIds)
  const settings = lintSettings(opened.settings, call.now, flags.profile)
  let book = opened.book
  if (flags.fix) book = (await writeFixes(call, book, { lint: (one: Book) => lintBook(one, settings), only })).book
  const routes = await routeFindings(call, opened)
  const found = checkReport(
    book,
    [...lintBook(book, settings), ...routes.found, ...(await settingsFindings(call, opened, book))],
    routes.lines,
  )
  const report = narrowed(found, ({ rule }) => (!only || only.includes(rule)) && !without.includes(rule))
  const nothing: Scope = { changedSince: null, baselineFile: null, accepted: 0, stale: 0, elsewhere: 0 }
  if (flags.writeBaseline) return { shown: report, scope: nothing, written: await acceptAll(call, opened, report) }
  const { kept, accepted } = await withoutAccepted(call, opened, report)
  const { shown, elsewhere } = await onlyChanged(call, kept)
  return { shown, scope: { ...accepted, ...elsewhere } }
}

/** Tests of routes that fail, placed in the settings; nothing of alerting is loaded for books that keep none. */
async function routeFindings({ cwd }: Call<CheckFlags>, { book, settings }: OpenedBook) {
  const { config, path, lines, text = '' } = settings
  if (path === undefined || (config.alerting?.tests ?? []).length === 0) return { found: [], lines: new Map() }
  const { judgeRouteTests, routeTestFindings } = await import('../app/route-tests.ts')
  const file = relative(cwd, path) || path
  const findings = routeTestFindings({ file, source: text }, judgeRouteTests(config, book, lines))
  return { found: [{ repository: '.', findings }], lines: new Map([[file, text.split(/\r?\n/)]]) }
}

/** Findings about schedules and policies; what they need is loaded only where there are some. */
async function settingsFindings(call: Call<CheckFlags>, opened: OpenedBook, book: Book): Promise<FoundByRepository> {
  return [...(await oncallFindings(call, opened)), ...(await pagingFindings(book, opened, call))]
}

async function oncallFindings(
  { cwd, now }: Call<CheckFlags>,
  { settings, book }: OpenedBook,
): Promise<FoundByRepository> {
  const { config, folder, path, spanOf } = settings
  if (config.oncall === undefined || path === undefined || spanOf === undefined) return []
  const { lintOncall } = await import('../app/lint-oncall.ts')
  const homes = book.repositories
    .map(({ root }) => ({ repository: root, file: relative(resolve(cwd, root), path) }))
    .filter(({ file }) => !file.startsWith('..') && !isAbsolute(file))
    .sort((a, b) => a.file.length - b.file.length)
  const { repository, file } = homes[0] ?? { repository: '.', file: relative(cwd, path) }
  return [{ repository, findings: lintOncall({ config, folder, file: file.replaceAll(sep, '/'), spanOf }, now) }]
}

/** Policies are compiled for a book that has some; most have none and need not wait for it. */
async function pagingFindings(book: Book, { settings: { config } }: OpenedBook, { now }: Call<CheckFlags>) {
  if (Object.keys(config.paging.policies).length === 0) return []
  const { comparePaging } = await import('../app/compare-paging.ts')
  return comparePaging(book, config, now)
}

function baselinePath({ cwd, flags }: Call<CheckFlags>, { settings }: OpenedBook): string | undefined {
  if (flags.baseline !== undefined) return resolve(cwd, flags.baseline)
  return settings.config.baselineFile === undefined ? undefined : resolve(settings.folder, settings.config.baselineFile)
}

/** Paths in a baseline file start at its own folder, so that it means the same from everywhere. */
function entryOf(finding: ReportedFinding, path: string, cwd: string): AcceptedEntry {
  const { rule, file, occurrence } = finding
  return acceptedEntry({
    rule,
    file: relative(dirname(path), resolve(cwd, file)),
    text: fingerprintText(finding),
    occurrence,
  })
}

async function acceptAll(call: Call<CheckFlags>, opened: OpenedBook, report: CheckReport): Promise<string> {
  const path = baselinePath(call, opened) ?? resolve(opened.settings.folder, DEFAULT_BASELINE)
  const shown = relative(call.cwd, path)
  await refuseOverwriting(path, { shown, named: call.flags.baseline !== undefined, folder: opened.settings.folder })
  try {
    await writeFile(path, writeBaselineFile(report.findings.map((finding) => entryOf(finding, path, call.cwd))))
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new Failure({ code: 'baseline/unwritable', message: `${shown} cannot be written: ${reason}`, exit: 1 })
  }
  const configured = opened.settings.config.baselineFile !== undefined
  const next = configured ? '' : `; name it in opsbook.yaml (baselineFile: ${shown}) or with --baseline`
  return `accepted ${counted(report.findings.length, 'finding')} in ${shown}${next}`
}

/**
 * The file may be named by the repository that is checked, which nobody has vouched for: then it stays inside the
 * book's folder. A link is never followed, and nothing is replaced that is not a baseline file.
 */
async function refuseOverwriting(
  path: string,
  about: { shown: string; named: boolean; folder: string },
): Promise<void> {
  const refuse = (reason: string) =>
    new Failure({
      code: 'baseline/unwritable',
      message: `${about.shown} is not overwritten: ${reason}`,
      hint: 'Name another file with --baseline FILE',
      exit: EXIT.failed,
    })
  const folder = await realpath(dirname(path)).catch(() => dirname(path))
  const home = await realpath(about.folder).catch(() => about.folder)
  if (!about.named && folder !== home && !folder.startsWith(home + sep)) {
    throw refuse('opsbook.yaml names a place outside of its own folder')
  }
  const stats = await lstat(path).catch(() => undefined)
  if (stats === undefined) return
  if (!stats.isFile()) throw refuse(stats.isSymbolicLink() ? 'it is a link' : 'it is not a file')
  const there = stats.size > 100_000_000 ? undefined : await readFile(path, 'utf8').catch(() => undefined)
  if (there === undefined || (there.trim() !== '' && !readBaselineFile(there).ok))
    throw refuse('it holds something else')
}

async function withoutAccepted(call: Call<CheckFlags>, opened: OpenedBook, report: CheckReport) {
  const path = baselinePath(call, opened)
  const none = { baselineFile: null, accepted: 0, stale: 0 }
  if (path === undefined) return { kept: report, accepted: none }
  const shown = relative(call.cwd, path)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'it does not exist' : (error.code ?? error.message)
    throw refusalFailure({ code: 'baseline/unreadable', path: shown, reason })
  })
  const read = readBaselineFile(text)
  if (!read.ok) throw refusalFailure({ code: 'baseline/unreadable', path: shown, reason: read.reason })
  const { fresh, accepted, stale } = splitAccepted(report.findings, read.entries, (finding) =>
    entryOf(finding, path, call.cwd),
  )
  return { kept: { ...report, findings: fresh }, accepted: { baselineFile: shown, accepted, stale } }
}

async function onlyChanged(call: Call<CheckFlags>, report: CheckReport) {
  const ref = call.flags.changedSince
  if (ref === undefined) return { shown: report, elsewhere: { changedSince: null, elsewhere: 0 } }
  // Starting programs takes a dozen modules of Node, and few checks ask git anything.
  const { changedSince } = await import('./changed-since.ts')
  const changed = new Set<string>()
  const left = new Set(report.findings.map(({ file }) => resolve(call.cwd, file)))
  // Checkouts may lie inside each other: a file belongs to the innermost.
  const roots = report.roots.map((root) => resolve(call.cwd, root)).sort((a, b) => b.length - a.length)
  for (const root of roots) {
    const files = [...left].filter((file) => file === root || file.startsWith(root === sep ? sep : root + sep))
    const result = await changedSince(root, ref, files)
    if (!result.ok) throw refusalFailure(result.refusal)
    for (const file of files) left.delete(file)
    for (const file of result.value) changed.add(file)
  }
  const shown = narrowed(report, ({ file }) => changed.has(resolve(call.cwd, file)))
  return { shown, elsewhere: { changedSince: ref, elsewhere: report.findings.length - shown.findings.length } }
}

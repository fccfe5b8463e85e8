/** The work of `opsbook test`: which pages, one after the other, and what came of each. */
import { statSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import picomatch from 'picomatch'
import { loadBook } from '../runbook/book/actions.ts'
import type { Repository } from '../runbook/book/book.ts'
import type { Page } from '../runbook/book/page.ts'
import { linearRegex } from '../runbook/plan/linear-regex.ts'
import type { GivenValue } from '../runbook/plan/plan.ts'
import { joinRoot } from '../runbook/report/check-report.ts'
import { type TestMachine, testProcedure } from '../runbook/run/test/actions.ts'
import { isTestDocument } from '../runbook/run/test/document-plan.ts'
import type { TestedPage, TestedProcedure } from '../runbook/run/test/tested.ts'
import { changedSince } from './changed-since.ts'
import type { Call } from './command.ts'
import { refusalFailure, usageFailure } from './failure.ts'
import { type OpenedBook, openBook } from './open-book.ts'
import { chooseProcedure } from './page-target.ts'
import { type PageRequest, type PreparedTest, prepareTests } from './page-tests.ts'
import type { TestFlags } from './test-flags.ts'
import { writeEvidenceFile } from './write-evidence.ts'

export interface BookTest {
  pages: readonly TestedPage[]
  /** Somebody stopped it. */
  stopped: boolean
}

/** A page with where it comes from. */
export interface FoundPage {
  page: Page
  repository: Repository
}

export async function testBook(call: Call<TestFlags>): Promise<BookTest> {
  const { flags } = call
  const values = givenValues(flags)
  const targets = call.args.map((argument) => target(argument, call.cwd))
  const opened = await openBook(call, [...new Set(targets.map(({ path }) => path))])
  const documents = await namedDocuments(call, opened)
  const found = opened.book.repositories.flatMap((repository) => repository.pages.map((page) => ({ page, repository })))
  const changed = await onlyChanged(call, [...found, ...documents])
  const stop = stopOnSignals()
  const machine: TestMachine = {
    ...{ version: call.version, path: call.env.PATH ?? '', matches: linearRegex },
    ...{ pause: stop.signal, kill: stop.signal },
  }
  const pages: { tested: TestedPage; found: FoundPage }[] = []
  try {
    for (const one of changed) {
      if (stop.signal.aborted) break
      const request = pageRequest(call, { one, opened, targets, isDocument: documents.includes(one), values })
      pages.push({ tested: await testPage(request, { call, machine }), found: one })
    }
  } finally {
    stop.done()
  }
  if (flags.writeEvidence !== undefined && !stop.signal.aborted)
    await writeEvidenceFile(call, flags.writeEvidence, pages)
  return { pages: pages.map(({ tested }) => tested), stopped: stop.signal.aborted }
}

interface Target {
  path: string
  procedure?: string
}

/** `docs/RUNBOOK.md#restart`, where the file has no such sign in its own name. */
function target(argument: string, cwd: string): Target {
  const at = argument.lastIndexOf('#')
  if (at < 1 || statSync(resolve(cwd, argument), { throwIfNoEntry: false })) return { path: argument }
  const procedure = argument.slice(at + 1)
  if (procedure === '') throw usageFailure('missing-procedure', 'the name of a procedure is missing behind #')
  return { path: argument.slice(0, at), procedure }
}

interface RequestParts {
  one: FoundPage
  opened: OpenedBook
  targets: readonly Target[]
  isDocument: boolean
  values: readonly GivenValue[]
}

function pageRequest(call: Call<TestFlags>, { one, opened, targets, isDocument, values }: RequestParts): PageRequest {
  const { flags, cwd } = call
  const { page, repository } = one
  const { config, folder } = opened.settings
  const path = resolve(cwd, joinRoot(repository.root, page.file))
  const named = targets.filter((each) => resolve(cwd, each.path) === path)
  const wanted = named.flatMap(({ procedure }) =>
    procedure === undefined ? [] : [chooseProcedure(page, procedure).id],
  )
  const includes =
    config.test.include.length > 0 && picomatch(config.test.include, { dot: true })(slashes(relative(folder, path)))
  return {
    ...{ page, root: resolve(cwd, repository.root), wanted, configured: includes },
    isDocument: isDocument || (named.length > 0 && isTestDocument(page.file)),
    ...{ all: flags.all === true, fakeMissing: flags.fakeMissing === true, keep: flags.keep === true },
    ...{ values, variants: flags.variant ?? [], variables: config.variables },
  }
}

const slashes = (path: string) => path.split(sep).join('/')

/** Test documents that the settings name; they are no pages of the book. */
async function namedDocuments(call: Call<TestFlags>, { settings, book, paths }: OpenedBook): Promise<FoundPage[]> {
  const { documents } = settings.config.test
  if (documents.length === 0) return []
  const fits = picomatch([...documents], { dot: true })
  const asked = paths.map((path) => resolve(call.cwd, path))
  const inside = (path: string) => asked.some((one) => path === one || path.startsWith(one + sep))
  const known = new Set(
    book.repositories.flatMap(({ root, pages }) => pages.map(({ file }) => resolve(call.cwd, joinRoot(root, file)))),
  )
  const files = book.repositories.flatMap(({ root, files }) =>
    [...files].map((file) => resolve(call.cwd, joinRoot(root, file))),
  )
  const wanted = [...new Set(files)]
    .filter((path) => !known.has(path) && fits(slashes(relative(settings.folder, path))))
    // The folder of the settings stands for the whole book, wherever its pages lie.
    .filter(
      (path) => call.args.length === 0 || inside(path) || asked.some((one) => one.startsWith(settings.folder + sep)),
    )
  if (wanted.length === 0) return []
  const loaded = await loadBook(
    wanted.map((path) => relative(call.cwd, path)),
    { cwd: call.cwd, projectRoot: settings.folder },
  )
  if (!loaded.ok) throw refusalFailure(loaded.refusal)
  return loaded.value.repositories.flatMap((repository) => repository.pages.map((page) => ({ page, repository })))
}

async function onlyChanged(call: Call<TestFlags>, pages: readonly FoundPage[]): Promise<readonly FoundPage[]> {
  const ref = call.flags.changedSince
  if (ref === undefined) return pages
  const kept: FoundPage[] = []
  for (const root of new Set(pages.map(({ repository }) => repository.root))) {
    const own = pages.filter(({ repository }) => repository.root === root)
    const pathOf = ({ page }: FoundPage) => resolve(call.cwd, joinRoot(root, page.file))
    const result = await changedSince(resolve(call.cwd, root), ref, own.map(pathOf))
    if (!result.ok) throw refusalFailure(result.refusal)
    kept.push(...own.filter((one) => result.value.has(pathOf(one))))
  }
  return kept
}

async function testPage(
  request: PageRequest,
  { call, machine }: { call: Call<TestFlags>; machine: TestMachine },
): Promise<TestedPage> {
  const { page, root } = request
  const file = slashes(relative(call.cwd, resolve(root, page.file)))
  const base = { file, title: page.title }
  const prepared = prepareTests(request)
  if ('notTested' in prepared) return { ...base, notTested: prepared.notTested, procedures: [] }
  if ('problem' in prepared) {
    const { problem, line } = prepared
    return { ...base, procedures: [withoutRun({ id: '', title: page.title, line, status: 'failed', reason: problem })] }
  }
  const progress = new Progress(call, file)
  const procedures: TestedProcedure[] = []
  for (const each of prepared.tests) {
    if (machine.kill.aborted) break
    procedures.push(each.ok ? (await testProcedure(each.test, machine)).tested : unplanned(each))
    progress.after(procedures.length, prepared.tests.length)
  }
  progress.end()
  return { ...base, procedures }
}

/** A page that asks to be tested and cannot be is a failure; one that was only found here is not. */
function unplanned({ id, title, line, asked, refusals }: Extract<PreparedTest, { ok: false }>): TestedProcedure {
  const [first] = refusals
  const reason = refusals.map(({ message }) => message).join(' ')
  return withoutRun({
    id,
    title,
    line: first && first.line > 0 ? first.line : line,
    status: asked ? 'failed' : 'skipped',
    reason,
  })
}

function withoutRun(
  given: Pick<TestedProcedure, 'id' | 'title' | 'line' | 'status'> & { reason: string },
): TestedProcedure {
  const failures = given.status === 'failed' ? [{ line: given.line, message: given.reason, difference: [] }] : []
  return { ...given, mode: 'fake', steps: [], failures, calls: [], durationMs: 0 }
}

export function givenValues({ param }: Pick<TestFlags, 'param'>): readonly GivenValue[] {
  return (param ?? []).map((text) => {
    const at = text.indexOf('=')
    if (at < 1) throw usageFailure('bad-pair', `--param takes NAME=VALUE, not "${text}"`)
    // As one of a file: on a whole book, most pages do not have the parameter.
    return { name: text.slice(0, at), value: text.slice(at + 1), origin: 'file' }
  })
}

/** Ctrl-C ends what runs, and the folders are still removed. */
export function stopOnSignals() {
  const controller = new AbortController()
  const stop = () => controller.abort()
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of names) process.on(name, stop)
  return {
    signal: controller.signal,
    done: () => {
      for (const name of names) process.off(name, stop)
    },
  }
}

const WORTH_TELLING_MS = 1000

/** One line on stderr for a page that takes a while, for a person only. */
class Progress {
  readonly #began = performance.now()
  readonly #call: Call<TestFlags>
  readonly #file: string
  #shown = 0

  constructor(call: Call<TestFlags>, file: string) {
    this.#call = call
    this.#file = file
  }

  after(done: number, all: number): void {
    const { terminal, flags } = this.#call
    if (!terminal.live || flags.quiet || performance.now() - this.#began < WORTH_TELLING_MS) return
    const text = terminal.errorStyle.show(`testing ${this.#file} (${done}/${all})`).slice(0, terminal.style.columns - 1)
    terminal.say(`\r${text.padEnd(this.#shown)}`)
    this.#shown = text.length
  }

  end(): void {
    if (this.#shown > 0) this.#call.terminal.say(`\r${' '.repeat(this.#shown)}\r`)
  }
}

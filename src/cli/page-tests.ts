/** What is to be tested of one page, ready to be carried out. */
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { headCommit } from '../runbook/book/commit/actions.ts'
import type { Page } from '../runbook/book/page.ts'
import { readPage } from '../runbook/book/parse/read-page.ts'
import { linearRegex } from '../runbook/plan/linear-regex.ts'
import type { GivenValue } from '../runbook/plan/plan.ts'
import type { PlanRefusal } from '../runbook/plan/plan-refusal.ts'
import type { ProcedureTest } from '../runbook/run/test/actions.ts'
import { documentCases, documentPlan } from '../runbook/run/test/document-plan.ts'
import { planTest } from '../runbook/run/test/plan-test.ts'
import { revealComments } from '../runbook/run/test/reveal-comments.ts'
import { selectTests } from '../runbook/run/test/select-tests.ts'
import { NOTHING_DECLARED, readTestDeclaration, type TestDeclaration } from '../runbook/run/test/test-declaration.ts'
import { sha256 } from './plan-request.ts'

export interface PageRequest {
  page: Page
  /** Absolute path of its repository. */
  root: string
  wanted: readonly string[]
  all: boolean
  configured: boolean
  /** The settings or the command line name it as a test document: its commands run for real. */
  isDocument: boolean
  fakeMissing: boolean
  keep: boolean
  recording?: boolean
  values: readonly GivenValue[]
  variants: readonly string[]
  variables: readonly string[]
}

/** One procedure: ready, or the reason why it has no plan. */
export type PreparedTest =
  | { ok: true; test: ProcedureTest }
  | { ok: false; id: string; title: string; line: number; asked: boolean; refusals: readonly PlanRefusal[] }

export type PagePreparation =
  | { tests: readonly PreparedTest[] }
  | { notTested: string }
  /** What the page says about its tests cannot be understood. */
  | { problem: string; line: number }

export function prepareTests(request: PageRequest): PagePreparation {
  const { page } = request
  const { declaration, problems } = readTestDeclaration(page.metadata.frontMatter)
  const line = page.document.frontMatter?.line ?? 1
  if (problems.length > 0) return { problem: problems.join('; '), line }
  if (declaration?.mode === 'off') return { notTested: 'test: off' }
  const cases = documentCases(page, declaration?.dialect)
  const given = declaration ?? NOTHING_DECLARED
  try {
    if (cases.length === 0) return proceduresOf(request)
    const mode = request.isDocument || declaration?.mode === 'run' ? 'run' : 'fake'
    const plan = documentPlan(page, cases, { contentHash: sha256(page.document.text), sha256 })
    return { tests: [{ ok: true, test: { ...surroundings(request, given), plan, mode, hidden: [], cases } }] }
  } catch (error) {
    if (error instanceof BadFake) return { problem: error.message, line }
    throw error
  }
}

function proceduresOf(request: PageRequest): PagePreparation {
  const { page, root } = request
  const { text, hidden } = revealComments(page.document)
  const opened = hidden.length === 0 ? page : readPage(page.file, text)
  const selection = selectTests(opened, request)
  if (!selection.tests) return { notTested: selection.reason }
  const { mode, declaration, procedures } = selection
  const asked = asks(page) || request.wanted.length > 0
  const tests = procedures.map(({ id, title, line }): PreparedTest => {
    const planned = planTest({
      ...{ page: opened, procedure: id, mode, declaration },
      source: { commit: headCommit(root) ?? 'no-commit', contentHash: sha256(page.document.text) },
      ...{ values: request.values, variants: request.variants, variables: request.variables },
      ...{ sha256, matches: linearRegex },
    })
    if (!planned.ok) return { ok: false, id, title, line, asked, refusals: planned.refusals }
    return { ok: true, test: { ...surroundings(request, declaration), plan: planned.plan, mode, hidden } }
  })
  return { tests }
}

const asks = ({ metadata }: Page) => readTestDeclaration(metadata.frontMatter).declaration !== undefined

type Surroundings = Omit<ProcedureTest, 'plan' | 'mode' | 'hidden'>

function surroundings(request: PageRequest, declaration: TestDeclaration): Surroundings {
  const { page, root, fakeMissing, keep, recording } = request
  const pageFolder = dirname(join(root, page.file))
  return {
    ...{ page: page.document.text, pageFolder, bookRoot: root, fakeMissing, keep },
    ...(recording ? { recording } : {}),
    ...(declaration.setup === undefined ? {} : { setup: declaration.setup }),
    ...{ fixtures: declaration.fixtures, environment: declaration.environment, lenient: !asks(page) },
    scripts: new Map(
      Object.entries(declaration.fakes).map(([name, text]) => [name, scriptText(text, pageFolder, root)]),
    ),
  }
}

class BadFake extends Error {}

const MOST_BYTES = 1_000_000

/** A path that leads to a file of the book, else the text itself. */
function scriptText(text: string, folder: string, root: string): string {
  const path = resolve(folder, text)
  const stats = text.includes('\n') || text.length > 500 ? undefined : statSync(path, { throwIfNoEntry: false })
  if (!stats?.isFile()) return text
  const home = realpathSync(root)
  if (!realpathSync(path).startsWith(home === sep ? sep : home + sep))
    throw new BadFake(`test.fakes: ${text} lies outside of the book`)
  if (stats.size > MOST_BYTES) throw new BadFake(`test.fakes: ${text} is no script`)
  return readFileSync(path, 'utf8')
}

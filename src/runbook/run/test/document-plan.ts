/** Test documents of other tools as plans: one step a command, carried out by the same run as any page. */
import type { Page } from '../../book/page.ts'
import type { Plan } from '../../plan/plan.ts'
import { detectDialect } from '../expect/dialect.ts'
import { readCases, type TestCase, type TestDialect } from '../expect/read-cases.ts'
import { plainStep } from './plain-step.ts'

/** Languages of fences in which a dialect writes its commands; the others hold something else. */
const FENCES: Readonly<Record<TestDialect, RegExp>> = {
  cram: /^(?:cram)?$/,
  scrut: /^scrut$/,
  trycmd: /^(?:console|trycmd|)$/,
  mdx: /^(?:sh|bash|console|)$/,
  byexample: /^(?:shell|sh|bash|console|)$/,
  clitest: /^(?:sh|bash|shell|console|)$/,
}

/** Files that are a test document as a whole. */
export const isTestDocument = (file: string): boolean => /\.(?:t|scrut|trycmd|clitest)$/.test(file)

/** The commands of a page that is written for another test tool; none where it is a page like any other. */
export function documentCases({ file, document }: Page, declared: TestDialect | undefined): readonly TestCase[] {
  if (/\.clitest$/.test(file)) return readCases(document.text, 'clitest')
  const ofFile = declared ?? dialectOf(document.text, { file })
  if (isTestDocument(file)) return readCases(document.text, ofFile ?? 'cram')
  return document.fences.flatMap((fence) => {
    const own = dialectOf(fence.text, { info: fence.info })
    const dialect = ofFile ?? own
    if (!dialect || !FENCES[dialect].test(fence.language) || !/^\s*\$ /m.test(fence.text)) return []
    if (/,ignore\b/.test(fence.info) || isSkipped(document.comments, fence.line)) return []
    return readCases(fence.text, dialect, fence.lines[0]?.line ?? fence.line)
  })
}

const dialectOf = (text: string, at: { file?: string; info?: string }): TestDialect | undefined => {
  const found = detectDialect(text, at)
  return found === 'page' ? undefined : found
}

/** `<!-- $MDX skip -->` before a block. */
const isSkipped = (comments: Page['document']['comments'], line: number): boolean =>
  comments.some(({ text, endLine }) => endLine >= line - 2 && endLine < line && /\$MDX\b.*\bskip\b/.test(text))

export const caseId = (index: number): string => `case/${index + 1}`

/** No expectation is part of it: `decideCase` judges what came, by the rules of the document's own tool. */
export function documentPlan(
  { file, title }: Page,
  cases: readonly TestCase[],
  { contentHash, sha256 }: { contentHash: string; sha256: (text: string) => string },
): Plan {
  const steps = cases.map((each, index) =>
    plainStep(
      {
        ...{ id: caseId(index), title: each.title || each.command.split('\n', 1)[0]! },
        ...{ line: each.line, endLine: each.endLine, timeoutSeconds: 60 },
      },
      each.command,
    ),
  )
  return {
    schema: 'opsbook.plan/v1',
    hash: sha256(cases.map(({ command }) => command).join('\0')),
    ...{ page: file, commit: 'no-commit', contentHash, title, variants: [] },
    targets: [{ name: 'local', kind: 'local' }],
    ...{ parameters: [], prerequisites: [], steps, rollback: [], risk: 'unknown', notices: [] },
    policy: { version: 'test-1', autoRun: [], unattendedChanges: true, approvals: [] },
  }
}

/** What the document shows as the output of a case, for a stand-in. */
export const caseAnswer = ({ expects }: TestCase): string =>
  expects.by === 'lines' ? expects.output.lines.map(({ text }) => text).join('\n') : ''

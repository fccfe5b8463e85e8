/** Which procedures of a page are tested, and how far its commands may go. */
import type { Document } from '../../book/document.ts'
import type { Page, Procedure } from '../../book/page.ts'
import { NOTHING_DECLARED, readTestDeclaration, type TestDeclaration } from './test-declaration.ts'

export interface TestRequest {
  /** The settings of the book name the page. */
  configured: boolean
  /** Every page, whether it asks for it or not. */
  all: boolean
  /** Procedures that were named; none means every one. Naming one asks for it. */
  wanted: readonly string[]
}

export type Selection =
  | { tests: true; mode: 'run' | 'fake'; declaration: TestDeclaration; procedures: readonly Procedure[] }
  | { tests: false; reason: string; problem: boolean }

/**
 * A page is tested when it, one of its blocks or the settings ask for it. Only the page itself can let its commands run
 * for real, so that no pattern and no flag does that to a page whose author never thought of it.
 */
export function selectTests(page: Page, { configured, all, wanted }: TestRequest): Selection {
  const { declaration, problems } = readTestDeclaration(page.metadata.frontMatter)
  if (problems.length > 0) return { tests: false, reason: problems.join('; '), problem: true }
  if (declaration?.mode === 'off') return { tests: false, reason: 'test: off', problem: false }
  const marked = markedFences(page.document)
  const asks = declaration !== undefined || configured || all || wanted.length > 0
  const named = wanted.length > 0 ? page.procedures.filter(({ id }) => wanted.includes(id)) : page.procedures
  const procedures = asks ? named : named.filter((procedure) => holds(procedure, marked))
  if (!asks && procedures.length === 0) return { tests: false, reason: 'nothing asks for it', problem: false }
  if (procedures.length === 0) return { tests: false, reason: 'no procedures', problem: false }
  const mode = declaration?.mode === 'run' ? 'run' : 'fake'
  return { tests: true, mode, declaration: declaration ?? NOTHING_DECLARED, procedures }
}

const MARK = /\{[^{}]*?(?:\.test(?![\w-])|(?<![\w.-])test\s*[=:]\s*["']?(\w+))/

/** Lines of fences with `{.test}` or `{test=fake}`; those with `{test=off}` are not among them. */
const markedFences = ({ fences }: Document): readonly number[] =>
  fences.filter(({ info }) => MARK.test(info) && !leftOut(info)).map(({ line }) => line)

const leftOut = (info: string): boolean => /^(?:off|false|no)$/.test(MARK.exec(info)?.[1] ?? '')

/** True for lines in a block that its author keeps out of tests. */
export const isLeftOut = ({ fences }: Document, line: number): boolean =>
  fences.some((fence) => fence.line <= line && line <= fence.endLine && leftOut(fence.info))

const holds = ({ line, endLine }: Procedure, fences: readonly number[]): boolean =>
  fences.some((fence) => line <= fence && fence <= endLine)

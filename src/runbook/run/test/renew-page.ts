/** The places of a page that show output, with what came in them: edits to be looked at before they are written. */
import type { Fix } from '../../../kit/diagnostic.ts'
import type { Fence } from '../../book/document.ts'
import type { FenceItem, FenceReading } from '../../book/fence-reading.ts'
import type { Expectation, Page } from '../../book/page.ts'
import type { RegexMatcher } from '../../plan/regex-matcher.ts'
import { decide } from '../expect/decide.ts'
import { decideCase } from '../expect/decide-case.ts'
import type { TestCase } from '../expect/read-cases.ts'
import type { Observed } from '../expect/verdict.ts'
import { renewOutput, shownLines } from './renew-output.ts'

/** What one command printed. */
export interface SeenCommand {
  line: number
  endLine: number
  /** Absent where it did not run, or where a stand-in answered. */
  observed?: Observed
  expectations: readonly Expectation[]
}

export interface OutputChange {
  /** Lines that are replaced; `endLine` is the line before `line` where there were none. */
  line: number
  endLine: number
  before: readonly string[]
  after: readonly string[]
  fix: Fix
}

export interface RenewedPage {
  changes: readonly OutputChange[]
  /** Output that was not taken over, and why. */
  kept: readonly { line: number; reason: string }[]
}

export interface RenewPageOptions {
  matches: RegexMatcher
  /** `# Expected: …` comments are made true, too. */
  comments: boolean
}

interface Draft {
  changes: OutputChange[]
  kept: { line: number; reason: string }[]
}

export function renewPage(page: Page, seen: readonly SeenCommand[], options: RenewPageOptions): RenewedPage {
  const draft: Draft = { changes: [], kept: [] }
  for (const reading of page.readings) {
    if (reading.kind === 'transcript') renewTranscript({ page, reading, seen, options, draft })
    else if (reading.fence.language === 'output') renewFence({ page, fence: reading.fence, seen, options, draft })
  }
  if (options.comments) for (const command of seen) renewComments({ page, command, options, draft })
  return { changes: draft.changes.sort((a, b) => a.line - b.line), kept: draft.kept.sort((a, b) => a.line - b.line) }
}

interface Transcript {
  page: Page
  reading: FenceReading
  seen: readonly SeenCommand[]
  options: RenewPageOptions
  draft: Draft
}

function renewTranscript({ page, reading, seen, options, draft }: Transcript): void {
  const { items, fence } = reading
  for (const [index, item] of items.entries()) {
    if (item.kind !== 'command') continue
    const command = seen.find(({ line }) => line === item.line)
    if (!command) continue
    const printed: FenceItem[] = []
    for (const next of items.slice(index + 1)) {
      if (next.kind === 'command' || next.kind === 'comment' || next.kind === 'foreign') break
      printed.push(next)
    }
    const shown = printed.findLastIndex(({ kind }) => kind !== 'blank')
    const end = shown < 0 ? item.endLine : lastLine(printed[shown]!)
    const before = textOf(fence, { from: item.endLine + 1, to: end })
    renew({ page, place: { line: item.endLine + 1, before, indent: indentOf(page, fence) }, command, options, draft })
  }
}

const lastLine = (item: FenceItem) => ('endLine' in item ? item.endLine : item.line)

const textOf = (fence: Fence, { from, to }: { from: number; to: number }): readonly string[] =>
  fence.lines.filter(({ line }) => line >= from && line <= to).map(({ text }) => text)

/** What stands before each line of a fence: blanks of a list, marks of a quote. */
function indentOf({ document }: Page, fence: Fence): string {
  const opener = document.lines[fence.line - 1] ?? ''
  return opener.slice(0, Math.max(0, opener.indexOf(fence.marker.slice(0, 3)))).replace(/[^\s>]/g, ' ')
}

/** A fence called `output` holds what the commands of the fence before it print. */
function renewFence({ page, fence, seen, options, draft }: Omit<Transcript, 'reading'> & { fence: Fence }): void {
  const previous = page.document.fences.filter(({ endLine }) => endLine < fence.line).at(-1)
  const own = previous ? seen.filter(({ line }) => line >= previous.line && line <= previous.endLine) : []
  const last = own.at(-1)
  if (!last) return
  const observed = own.every((each) => each.observed) ? joined(own.map((each) => each.observed!)) : undefined
  const expectations = seen.flatMap((each) => each.expectations).filter(({ line }) => line === fence.line)
  const command: SeenCommand = {
    line: last.line,
    endLine: last.endLine,
    expectations,
    ...(observed ? { observed } : {}),
  }
  const before = fence.lines.map(({ text }) => text)
  renew({ page, place: { line: fence.line + 1, before, indent: indentOf(page, fence) }, command, options, draft })
}

const joined = (all: readonly Observed[]): Observed => ({
  stdout: all.map(({ stdout }) => stdout).join(''),
  stderr: all.map(({ stderr }) => stderr).join(''),
  exitCode: all.find(({ exitCode }) => exitCode !== 0)?.exitCode ?? 0,
  durationMs: 0,
})

interface Place {
  line: number
  before: readonly string[]
  indent: string
  /** A blank line of output has its indentation, as in cram. */
  padded?: boolean
}

interface RenewOne {
  page: Page
  place: Place
  command: SeenCommand
  options: RenewPageOptions
  draft: Draft
}

function renew({ place, command, options: { matches }, draft }: RenewOne): void {
  const { line, before } = place
  const { observed, expectations } = command
  if (!observed) {
    draft.kept.push({ line: command.line, reason: 'the command was not really carried out' })
    return
  }
  const last = line + before.length - 1
  const own = expectations.filter((each) => each.line >= line - 1 && each.line <= last)
  if (own.length > 0 && own.every((each) => decide(each, observed, { matches }).verdict === 'passed')) return
  const renewed = renewOutput(before, observed, { dialect: 'page', matches })
  if (!renewed.ok) draft.kept.push({ line: command.line, reason: renewed.reason })
  else add(draft, place, renewed.lines)
}

/** What would be read as something else than output is not written into a page. */
function unwritable(lines: readonly string[]): string | undefined {
  if (lines.some((line) => /^\s*(?:`{3,}|~{3,})/.test(line))) return 'the output holds the mark of a fence'
  if (lines.some((line) => /^(?:\$|>) /.test(line))) return 'a line of the output looks like a prompt'
  return lines.some((line) => /[\u0000-\u0008\u000b-\u001f\u007f]/.test(line))
    ? 'the output holds control characters'
    : undefined
}

function add(draft: Draft, { line, before, indent, padded = false }: Place, after: readonly string[]): void {
  if (before.length === after.length && before.every((text, index) => text === after[index])) return
  const reason = unwritable(after.filter((text) => !before.includes(text)))
  if (reason !== undefined) {
    draft.kept.push({ line, reason })
    return
  }
  const endLine = line + before.length - 1
  const text = after.map((each) => (each === '' && !padded ? '\n' : `${indent}${each}\n`)).join('')
  const span = { line, column: 1, endLine: endLine + 1, endColumn: 1 }
  draft.changes.push({
    ...{ line, endLine, before, after },
    fix: { title: 'record the output', safe: true, edits: [{ span, text }] },
  })
}

const EXPECTED = /^(.*?[#%]+\s*expected(?: output)?\s*:\s*)(\S.*)$/i

/** A comment has room for one line only. */
function renewComments({ page, command, options: { matches }, draft }: Omit<RenewOne, 'place'>): void {
  const { observed, expectations } = command
  for (const expectation of expectations) {
    const text = page.document.lines[expectation.line - 1] ?? ''
    const match =
      expectation.form === 'comment' && expectation.decidable ? EXPECTED.exec(text.replace(/\r$/, '')) : null
    if (!match || !observed || decide(expectation, observed, { matches }).verdict !== 'failed') continue
    const lines = shownLines(observed)
    const words = lines.length === 0 ? 'no output' : lines[0]!.trim()
    if (lines.length > 1 || observed.exitCode !== 0) {
      const reason =
        lines.length > 1 ? 'a comment has room for one line only' : `it ended with status ${observed.exitCode}`
      draft.kept.push({ line: expectation.line, reason })
    } else add(draft, { line: expectation.line, before: [text.replace(/\r$/, '')], indent: '' }, [match[1]! + words])
  }
}

/** The same for a test document: its cases, by the rules of its own tool. */
export function renewCases(
  { document }: Page,
  cases: readonly { test: TestCase; observed?: Observed }[],
  { matches }: Pick<RenewPageOptions, 'matches'>,
): RenewedPage {
  const draft: Draft = { changes: [], kept: [] }
  for (const { test, observed } of cases) {
    const from = test.line + test.command.split('\n').length
    const raw = document.lines.slice(from - 1, test.endLine).map((line) => line.replace(/\r$/, ''))
    const shown = raw.slice(0, raw.findLastIndex((line) => line.trim() !== '') + 1)
    const indent = /^\s*/.exec(document.lines[test.line - 1] ?? '')![0]
    const before = shown.map((line) => line.slice(indent.length))
    if (!observed) draft.kept.push({ line: test.line, reason: 'the command was not really carried out' })
    else if (decideCase(test, observed, { matches }).verdict !== 'failed') continue
    else if (
      test.expects.by !== 'lines' ||
      (test.dialect === 'clitest' && /#=> /.test(document.lines[test.line - 1] ?? ''))
    )
      draft.kept.push({ line: test.line, reason: 'what stands behind the command is left to its author' })
    else {
      const renewed = renewOutput(before, observed, { dialect: test.dialect, matches })
      if (renewed.ok) add(draft, { line: from, before, indent, padded: true }, renewed.lines)
      else draft.kept.push({ line: test.line, reason: renewed.reason })
    }
  }
  return draft
}

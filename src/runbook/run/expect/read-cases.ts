import type { Dialect } from './dialect.ts'
import { type ExpectedOutput, readExpectedOutput } from './expected-output.ts'

export type TestDialect = Exclude<Dialect, 'page'>

/** What a test document demands of a command. */
export type CaseExpectation =
  | { by: 'lines'; output: ExpectedOutput }
  /** A regular expression that some line fits in part. */
  | { by: 'some-line'; pattern: string }
  | { by: 'line-count'; count: number }
  | { by: 'status'; status: number }
  /** A file, or a command of its own: no comparison of output can tell. */
  | { by: 'unsupported'; reason: string }

/** One command of a test document and what it should print. */
export interface TestCase {
  /** The last text line before it, for a report. */
  title: string
  /** Lines joined by `\n`, prompts removed. */
  command: string
  line: number
  endLine: number
  dialect: TestDialect
  expects: CaseExpectation
}

/** How a dialect marks its lines. */
interface Layout {
  /** Blanks in front of every line of a case: 2 in cram; `any` where the first command decides. */
  indent: number | 'any'
  /** Commands may continue without a mark behind a backslash. */
  backslash: boolean
}

const LAYOUTS: Readonly<Record<TestDialect, Layout>> = {
  cram: { indent: 2, backslash: false },
  scrut: { indent: 'any', backslash: false },
  trycmd: { indent: 'any', backslash: false },
  mdx: { indent: 'any', backslash: true },
  byexample: { indent: 'any', backslash: true },
  clitest: { indent: 'any', backslash: false },
}

/**
 * Reads the commands of a test document as its own tool does: `$ ` starts a command, `> ` continues it, what follows is
 * its output up to the next command or, where lines are indented, to the next text.
 *
 * @param text the document, or the content of one fence
 * @param line where the text starts in its file
 */
export function readCases(text: string, dialect: TestDialect, line = 1): readonly TestCase[] {
  const reader = new CaseReader(dialect)
  const lines = text.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n')
  for (const [index, raw] of lines.entries()) reader.take(raw, line + index)
  return reader.finish()
}

interface Draft {
  title: string
  command: string[]
  output: string[]
  line: number
  endLine: number
  indent: number
}

class CaseReader {
  private readonly dialect: TestDialect
  private readonly layout: Layout
  private readonly cases: TestCase[] = []
  private draft: Draft | undefined
  private title = ''

  constructor(dialect: TestDialect) {
    this.dialect = dialect
    this.layout = LAYOUTS[dialect]
  }

  take(raw: string, line: number): void {
    const indent = this.draft?.indent ?? (this.layout.indent === 'any' ? leading(raw) : this.layout.indent)
    const inside = leading(raw) >= indent
    const text = raw.slice(indent)
    if (inside && text.startsWith('$ ')) {
      this.close()
      this.draft = { title: this.title, command: [text.slice(2)], output: [], line, endLine: line, indent }
    } else if (this.draft && inside && this.continues(text)) {
      this.draft.command.push(text.startsWith('> ') ? text.slice(2) : text === '>' ? '' : text)
      this.draft.endLine = line
    } else if (this.draft && this.isOutput(raw, inside)) {
      this.draft.output.push(text)
      this.draft.endLine = line
    } else {
      this.close()
      if (raw.trim() !== '') this.title = raw.trim()
    }
  }

  finish(): readonly TestCase[] {
    this.close()
    return this.cases
  }

  private continues(text: string): boolean {
    const draft = this.draft!
    if (draft.output.length > 0) return false
    if (/^>(?: |$)/.test(text)) return true
    return this.layout.backslash && draft.command.at(-1)!.endsWith('\\')
  }

  /** A line outside the indentation ends a case, a blank one in byexample, an empty prompt in clitest, a fence anywhere. */
  private isOutput(raw: string, inside: boolean): boolean {
    if (this.dialect === 'byexample' && raw.trim() === '') return false
    if (this.dialect === 'clitest' && raw.trim() === '$') return false
    return inside && !/^\s*(?:```|~~~)/.test(raw)
  }

  private close(): void {
    const draft = this.draft
    this.draft = undefined
    if (draft) this.cases.push(finishCase(draft, this.dialect))
  }
}

const leading = (line: string): number => line.length - line.trimStart().length

function finishCase(draft: Draft, dialect: TestDialect): TestCase {
  const { title, line, endLine } = draft
  const source = draft.command.join('\n')
  const inline = dialect === 'clitest' ? readInlineExpectation(source) : undefined
  if (inline) return { title, line, endLine, command: inline.command, dialect, expects: inline.expects }
  const command = dialect === 'byexample' ? source.replace(/[ \t]*#[ ]?byexample:[^\n]*/g, '') : source
  const trims = dialect === 'mdx' || dialect === 'byexample'
  const output = trims
    ? draft.output.slice(0, draft.output.findLastIndex((each) => each.trim() !== '') + 1)
    : draft.output
  const expects: CaseExpectation = { by: 'lines', output: readExpectedOutput(output.join('\n'), dialect) }
  return { title, line, endLine, command, dialect, expects }
}

/** `$ cmd  #=> pong`, `#=> --exit 1`, `#=> --regex ^v`: what clitest writes behind the command. */
function readInlineExpectation(source: string): { command: string; expects: CaseExpectation } | undefined {
  const at = source.lastIndexOf('#=> ')
  if (at < 0 || !/\s$/.test(source.slice(0, at))) return undefined
  const command = source.slice(0, at).trimEnd()
  const rest = source.slice(at + 4)
  const option = /^--(regex|egrep|perl|lines|file|exit|eval|text)(?:\s+|=)([\s\S]*)$/.exec(rest)
  const value = option?.[2] ?? rest
  return { command, expects: inlineExpectation(option?.[1] ?? 'text', value) }
}

function inlineExpectation(option: string, value: string): CaseExpectation {
  switch (option) {
    case 'text':
      return { by: 'lines', output: readExpectedOutput(value, 'clitest') }
    case 'exit':
      return { by: 'status', status: Number(value) }
    case 'lines':
      return { by: 'line-count', count: Number(value) }
    case 'regex':
    case 'egrep':
    case 'perl':
      return { by: 'some-line', pattern: value }
    default:
      return { by: 'unsupported', reason: `--${option} needs more than the output of the command` }
  }
}

import { comparableText } from './comparable-text.ts'
import { type DecideWith, decideBlock } from './decide-block.ts'
import { decideStatus } from './expected-output.ts'
import type { TestCase, TestDialect } from './read-cases.ts'
import { failed, type Observed, passed, quoted, unverified, type Verdict } from './verdict.ts'

/** Dialects in which a command has to succeed where no status is named. */
const MUST_SUCCEED: ReadonlySet<TestDialect> = new Set<TestDialect>(['cram', 'scrut', 'trycmd', 'mdx'])

/** Status by which a command of cram or scrut asks to be left out. */
const SKIPPED = 80

/** Compares what a command of a test document printed with what the document says, as strictly as its own tool does. */
export function decideCase(test: TestCase, observed: Observed, { matches }: Pick<DecideWith, 'matches'> = {}): Verdict {
  const { expects } = test
  if (observed.exitCode === SKIPPED && (test.dialect === 'cram' || test.dialect === 'scrut'))
    return unverified('the command asks to be left out (exit status 80)')
  const stdout = comparableText(observed.stdout).text
  const seen: Observed = { ...observed, stdout, stderr: comparableText(observed.stderr).text }
  const lines = stdout === '' ? [] : stdout.split('\n')
  switch (expects.by) {
    case 'unsupported':
      return unverified(expects.reason)
    case 'status':
      return decideStatus(expects.status, seen) ?? passed('no exit status is demanded')
    case 'line-count':
      return lines.length === expects.count
        ? passed(`${expects.count} lines`)
        : failed(`expected ${expects.count} lines, saw ${lines.length}`)
    case 'some-line': {
      if (!matches) return unverified(`the pattern ${quoted(expects.pattern)} cannot be evaluated`)
      const found = lines.map((line) => matches(`.*(?:${expects.pattern}).*`, line))
      if (found.includes(undefined)) return unverified(`${quoted(expects.pattern)} is not a regular expression`)
      return found.includes(true)
        ? passed(`a line fits ${quoted(expects.pattern)}`)
        : failed(`no line fits ${quoted(expects.pattern)}`)
    }
    case 'lines': {
      const status = expects.output.status ?? (MUST_SUCCEED.has(test.dialect) ? 0 : undefined)
      const output = status === undefined ? expects.output : { ...expects.output, status }
      return decideBlock(output, seen, { strictness: 'whole', matches })
    }
  }
}

import type { RegexMatcher } from '../../plan/regex-matcher.ts'
import { decideLines, decideStatus, type ExpectedOutput, type Strictness } from './expected-output.ts'
import type { Observed, Verdict } from './verdict.ts'

export interface DecideWith {
  strictness: Strictness
  matches?: RegexMatcher | undefined
}

/** Compares the exit status, where one is demanded, and then the output line by line. */
export function decideBlock(expected: ExpectedOutput, observed: Observed, how: DecideWith): Verdict {
  const status = decideStatus(expected.status, observed)
  if (status?.verdict === 'failed') return status
  const { stdout, stderr } = observed
  const first = decideLines(expected, stdout, how)
  // A terminal shows both streams; where stdout alone does not fit, both together may.
  const both = first.verdict === 'passed' || stderr === '' ? first : decideLines(expected, joined(stdout, stderr), how)
  const best = both.verdict === 'passed' ? both : first
  return status && best.verdict === 'passed' ? { ...best, explainsExit: true } : best
}

const joined = (stdout: string, stderr: string) => (stdout === '' ? stderr : `${stdout}\n${stderr}`)

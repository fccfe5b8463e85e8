/** What the author expected of an output, and what came: verdicts for the record. */
import type { PlannedExpectation, PlannedStep } from '../plan/plan.ts'
import type { RegexMatcher } from '../plan/regex-matcher.ts'
import type { Attempt, Verification } from '../record/events.ts'
import { decide } from './expect/decide.ts'
import type { Observed, Verdict } from './expect/verdict.ts'
import { expectationsAbout } from './step-state.ts'

export interface Judgement {
  /** For everything a program can decide, and for samples; what a person has to judge is not among them. */
  verifications: readonly Verification[]
  captures: Readonly<Record<string, string>>
  /** The exit status is what the author expects, although it is not 0. */
  explainsExit: boolean
  /** One that asserts something was not met. */
  missed: boolean
}

export interface JudgeContext {
  attempt: Attempt
  about: Verification['about']
  matches: RegexMatcher
  /** Only the end of the output is at hand: what is not in it may have been before. */
  partial?: boolean
}

/** Compares the output of one command, or of all commands of a step, with what is expected of it. */
export function judgeOutput(step: PlannedStep, observed: Observed, context: JudgeContext): Judgement {
  const { about, attempt } = context
  const expected = expectationsAbout(step, about === 'step' ? 'step' : attempt.command)
  const all = expected.map((each) => ({
    each,
    verdict: decide(each.expectation, observed, { matches: context.matches }),
  }))
  const decided = all.filter(({ each: { binding }, verdict: { verdict } }) =>
    binding === 'sample' ? true : verdict === 'passed' || (verdict === 'failed' && context.partial !== true),
  )
  const verifications = decided.map(({ each, verdict }) => verification(each, verdict, context))
  return {
    verifications,
    captures: Object.assign({}, ...all.map(({ verdict }) => verdict.captures ?? {})) as Record<string, string>,
    explainsExit: all.some(({ verdict }) => verdict.explainsExit === true),
    missed: verifications.some(({ verdict }) => verdict === 'not-met'),
  }
}

function verification(
  { expectation: { kind, text, line }, binding }: PlannedExpectation,
  { verdict, reason }: Verdict,
  { attempt, about }: JudgeContext,
): Verification {
  const { step, command, target } = attempt
  const asserted = verdict === 'passed' ? 'met' : 'not-met'
  return {
    ...{ type: 'verification', step, command, target, attempt: attempt.attempt, about },
    expectation: { kind, text, line },
    verdict: binding === 'sample' ? 'sample' : asserted,
    by: 'opsbook',
    observed: reason,
  }
}

/** What became of the commands of a test document, judged as its own tool does. */
import type { RegexMatcher } from '../../plan/regex-matcher.ts'
import { partKey } from '../../record/replay.ts'
import { decideCase } from '../expect/decide-case.ts'
import { diffExpectation } from '../expect/diff-expectation.ts'
import type { TestCase } from '../expect/read-cases.ts'
import type { Observed } from '../expect/verdict.ts'
import { caseId } from './document-plan.ts'
import type { TestedExpectation, TestedStep } from './tested.ts'

/** A step for each case; where the run gave no output, the step as the run itself left it stands. */
export function judgeCases(
  cases: readonly TestCase[],
  steps: readonly TestedStep[],
  { outputs, matches }: { outputs: ReadonlyMap<string, Observed>; matches: RegexMatcher },
): readonly TestedStep[] {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const before = steps.filter(({ id }) => !id.startsWith('case/'))
  const judged = cases.map((test, index): TestedStep => {
    const step = byId.get(caseId(index))!
    const observed = outputs.get(partKey({ step: step.id, command: 0, target: 'local' }))
    if (!observed || (step.status !== 'passed' && step.status !== 'stood-in')) return step
    const { verdict, reason } = decideCase(test, observed, { matches })
    const line = Math.min(test.endLine, test.line + test.command.split('\n').length)
    const shown = test.expects.by === 'lines' ? test.expects.output.lines.map(({ text }) => text).join('\n') : ''
    const base = { line, text: shown, reason }
    if (step.status === 'stood-in') return { ...step, expectations: [{ ...base, status: 'stood-in' }] }
    const expectation: TestedExpectation = { ...base, status: verdict }
    if (verdict === 'passed') return { ...step, expectations: [expectation] }
    if (verdict === 'unverified') return { ...step, status: 'skipped', reason, expectations: [expectation] }
    const sample = { kind: 'exact', text: shown, line, decidable: true, form: 'transcript' } as const
    const difference = diffExpectation(sample, observed, { dialect: test.dialect, matches })
    const failures = [{ line, message: reason, difference }]
    return { ...step, status: 'failed', reason, expectations: [expectation], failures }
  })
  return [...before, ...judged]
}

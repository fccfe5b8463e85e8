/** A plan as a test carries it out: nobody is asked, what must not run has a stand-in, and recorded output counts. */
import { commandFacts } from '../../book/shell/command-facts.ts'
import type { Plan, PlannedExpectation, PlannedStep } from '../../plan/plan.ts'
import { judgeForSandbox } from './judge-sandbox.ts'
import { HARMLESS_BUILTINS, OTHER_BUILTINS } from './local-tools.ts'
import { plainStep } from './plain-step.ts'

/** Executor of steps that never reach a shell. */
export const STAND_IN_EXECUTOR = 'stand-in'
export const PRELUDE_STEP = 'test/stand-ins'
export const SETUP_STEP = 'test/setup'

export interface TestPlan {
  plan: Plan
  /** Programs that are replaced, in the folder on the PATH or, where they are paths, by functions. */
  standIns: readonly string[]
  /** Steps in which a stand-in answers: what comes out is what the page says, so it proves nothing about it. */
  answered: ReadonlySet<string>
  /** Steps that are replaced as a whole, with the reason. */
  replaced: ReadonlyMap<string, string>
}

export interface TestRules {
  mode: 'run' | 'fake'
  /** Programs the page brings scripts for: they count as real. */
  scripts: ReadonlySet<string>
  /** For `run`: a program that is not there and gets a stand-in. */
  missing: (program: string) => boolean
  /** Text that comes first; judged like any other. */
  setup?: string
  /** Output is only looked at: no status and no difference ends the run. */
  recording?: boolean
  /** The same, because what stand-ins have said may be what a later step stumbles over. */
  lenient?: boolean
}

/** Every status but those by which a shell says that it found no program. */
const ANY_STATUS = Array.from({ length: 256 }, (_, status) => status)
const CALLED = ANY_STATUS.filter((status) => status !== 126 && status !== 127)

export function testPlan(plan: Plan, rules: TestRules): TestPlan {
  const found = { standIns: new Set(rules.scripts), answered: new Set<string>(), replaced: new Map<string, string>() }
  const setup = rules.setup === undefined ? [] : [plainStep({ ...AT_TOP, id: SETUP_STEP, title: 'Setup' }, rules.setup)]
  const steps = [...setup, ...plan.steps].map((step) => testStep(step, rules, found))
  const standIns = [...found.standIns].sort()
  return {
    plan: { ...plan, steps: [...prelude(standIns), ...steps], rollback: [] },
    ...{ standIns, answered: found.answered, replaced: found.replaced },
  }
}

const AT_TOP = { line: 1, endLine: 1, timeoutSeconds: 60 }

/** Functions, because a name with a slash is never looked for on the PATH. */
function prelude(standIns: readonly string[]): readonly PlannedStep[] {
  const paths = standIns.filter((name) => name.includes('/'))
  if (paths.length === 0) return []
  const text = paths.map((name) => `function ${name} { .stand-in ${name} "$@"; }`).join('\n')
  return [plainStep({ ...AT_TOP, id: PRELUDE_STEP, title: 'Stand-ins' }, text)]
}

interface Found {
  standIns: Set<string>
  answered: Set<string>
  replaced: Map<string, string>
}

/** Steps a program cannot do without a person are left out, so that those behind them are tested all the same. */
const needsPerson = ({ kind }: PlannedStep) => kind === 'manual' || kind === 'choice' || kind === 'interactive'

function testStep(given: PlannedStep, rules: TestRules, found: Found): PlannedStep {
  const { approval: _, ...step } = given
  if (needsPerson(step)) return { ...step, consent: { ...step.consent, 'yes-changes': 'skips' } }
  const asserting = { ...step, expectations: step.expectations.map(asserted) }
  const names = rules.mode === 'fake' ? guarded(step) : missing(step, rules)
  if (typeof names === 'string') {
    found.replaced.set(step.id, names)
    return answered({ ...asserting, executor: STAND_IN_EXECUTOR }, found)
  }
  for (const name of names) found.standIns.add(name)
  if (names.some((name) => !rules.scripts.has(name))) return answered(asserting, found)
  if (rules.lenient) return unjudged(asserting, CALLED)
  return rules.recording ? unjudged(asserting, ANY_STATUS) : asserting
}

/** A recorded session is all that came, line by line; a run takes it for a sample, a test does not. */
function asserted({ expectation, command }: PlannedExpectation): PlannedExpectation {
  const place = command === undefined ? {} : { command }
  if (expectation.form !== 'transcript') return { expectation, binding: 'asserts', ...place }
  const { values: _, comparison: __, sample: ___, ...recorded } = expectation
  return { expectation: { ...recorded, kind: 'wildcard', decidable: true }, binding: 'asserts', ...place }
}

/** Names of programs to be replaced, or why the step is replaced as a whole. */
function guarded(step: PlannedStep): readonly string[] | string {
  if (step.executor !== 'bash') return `${step.language || 'its language'} runs for real only with test: {mode: run}`
  if (step.cwd !== undefined && !/^(?!\/)(?!.*\.\.)[\w./-]+$/.test(step.cwd)) return `it works in ${step.cwd}`
  if (step.background?.ready !== undefined) return 'it stays in the background'
  const names = new Set<string>()
  for (const { execute } of step.commands) {
    const judged = judgeForSandbox(execute)
    if (!judged.runs) return judged.reason
    for (const name of judged.standIns) names.add(name)
  }
  return [...names]
}

function missing(step: PlannedStep, { missing: isMissing, scripts }: TestRules): readonly string[] {
  if (step.executor !== 'bash' && step.executor !== 'sh') return []
  const programs = step.commands.flatMap(({ execute }) =>
    commandFacts(execute)
      .invocations.filter(({ nested }) => !nested)
      .flatMap(({ program }) => (program === undefined ? [] : [program])),
  )
  const known = (name: string) => HARMLESS_BUILTINS.has(name) || OTHER_BUILTINS.has(name)
  return [...new Set(programs)].filter((name) => scripts.has(name) || (!known(name) && isMissing(name)))
}

function answered(step: PlannedStep, found: Found): PlannedStep {
  found.answered.add(step.id)
  return unjudged(step, CALLED)
}

/** What a stand-in printed is compared for the record, and fails nothing. */
function unjudged(step: PlannedStep, exitCodes: readonly number[]): PlannedStep {
  const { poll: _, ...once } = step
  return {
    ...once,
    ...{ exitCodes, retries: 0 },
    expectations: step.expectations.map((each) => ({ ...each, binding: 'sample' as const })),
  }
}

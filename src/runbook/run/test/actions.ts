/** Tests one procedure: the same run as any other, in a folder of its own, with nobody to ask. */
import type { Plan } from '../../plan/plan.ts'
import type { RegexMatcher } from '../../plan/regex-matcher.ts'
import type { RunEvent } from '../../record/events.ts'
import { startRun } from '../actions.ts'
import type { TestCase } from '../expect/read-cases.ts'
import type { Observed } from '../expect/verdict.ts'
import { absentOperator } from '../operator.ts'
import { refusalWords } from '../part-result.ts'
import type { Executor, RunOutcome } from '../run-options.ts'
import { endSession, processTable } from '../session/processes/actions.ts'
import { localTransport } from '../session/transport.ts'
import { caseAnswer, caseId } from './document-plan.ts'
import { judgeCases } from './judge-cases.ts'
import { judgeForSandbox } from './judge-sandbox.ts'
import { judgeSteps, procedureStatus } from './judge-test.ts'
import { outputsOf } from './outputs/actions.ts'
import { findProgram, makeSandbox, type Sandbox } from './sandbox/actions.ts'
import { answerOf } from './stand-in-answer.ts'
import { STAND_IN_EXECUTOR, type TestPlan, testPlan } from './test-plan.ts'
import type { TestedProcedure } from './tested.ts'

export interface ProcedureTest {
  plan: Plan
  /** Text of the page as it was read. */
  page: string
  mode: 'run' | 'fake'
  /** Programs that are not there get stand-ins, in `run` too. */
  fakeMissing: boolean
  scripts: ReadonlyMap<string, string>
  setup?: string
  fixtures: readonly string[]
  environment: Readonly<Record<string, string>>
  pageFolder: string
  bookRoot: string
  hidden: readonly { line: number; endLine: number }[]
  /** The page did not ask to be tested: files it names need not be there. */
  lenient: boolean
  /** The commands of a test document. */
  cases?: readonly TestCase[]
  /** No difference ends it: what comes is to become the page. */
  recording?: boolean
  keep?: boolean
}

export interface TestMachine {
  version: string
  /** The PATH of the caller. */
  path: string
  pause: AbortSignal
  kill: AbortSignal
  matches: RegexMatcher
}

export interface ProcedureOutcome {
  tested: TestedProcedure
  plan: Plan
  /** What each part printed, by `partKey`. */
  outputs: ReadonlyMap<string, Observed>
}

export async function testProcedure(test: ProcedureTest, machine: TestMachine): Promise<ProcedureOutcome> {
  const { mode, fakeMissing, scripts, setup, cases, recording = false } = test
  const planned = testPlan(test.plan, {
    ...{ mode, scripts: new Set(scripts.keys()), recording: recording || cases !== undefined, lenient: test.lenient },
    missing: (program) => fakeMissing && findProgram(program, machine.path) === undefined,
    ...(setup === undefined ? {} : { setup }),
  })
  const bad = badScript(test)
  const made =
    bad === undefined ? await makeSandbox({ ...test, standIns: planned.standIns, path: machine.path }) : undefined
  if (!made?.ok) return { tested: failedTest(test, bad ?? made?.reason ?? ''), plan: test.plan, outputs: new Map() }
  const { sandbox } = made
  try {
    return await carryOut({ test, planned, sandbox, machine })
  } finally {
    if (!test.keep) await sandbox.remove()
  }
}

/** Scripts of a page whose commands do not run for real are no way around that. */
function badScript({ mode, scripts }: ProcedureTest): string | undefined {
  if (mode === 'run') return undefined
  for (const [name, text] of scripts) {
    // Its first line may name any interpreter; the shell that judges it is the one that gets it.
    const judged = /^#!(?!.*\b(?:ba)?sh\s*$)/.test(text)
      ? { runs: false as const, reason: 'it is no shell script' }
      : judgeForSandbox(text)
    if (!judged.runs) return `the script for ${name} needs test: {mode: run}: ${judged.reason}`
    const missing = judged.standIns.filter((each) => !scripts.has(each) || each.includes('/'))
    if (missing.length > 0) return `the script for ${name} needs test: {mode: run}: it calls ${missing.join(', ')}`
  }
  return undefined
}

function failedTest({ plan, mode }: ProcedureTest, reason: string): TestedProcedure {
  const line = plan.procedure?.line ?? 1
  return {
    ...{ id: plan.procedure?.id ?? '', title: plan.title, line, mode, status: 'failed', reason, steps: [] },
    ...{ failures: [{ line, message: reason, difference: [] }], calls: [], durationMs: 0 },
  }
}

interface Work {
  test: ProcedureTest
  planned: TestPlan
  sandbox: Sandbox
  machine: TestMachine
}

async function carryOut({ test, planned, sandbox, machine }: Work): Promise<ProcedureOutcome> {
  const began = performance.now()
  const events: RunEvent[] = []
  const outcome = await startRun(
    {
      ...{ run: 'test', plan: planned.plan, page: test.page, mode: 'test', folder: sandbox.work },
      ...{ batches: [['local']], mayFail: 0, rollsBack: false },
    },
    {
      ...{ root: sandbox.runs, version: machine.version, environment: sandbox.environment },
      reach: () => ({ ok: true, value: localTransport({ program: findProgram('bash', machine.path) ?? 'bash' }) }),
      ...{ interpreters: {}, secrets: new Map(), operator: absentOperator('opsbook test') },
      ...{ pause: machine.pause, kill: machine.kill, matches: machine.matches, graceMs: 500 },
      ...prompting({ test, planned, sandbox, events }),
    },
  )
  await endProcesses(outcome, sandbox)
  const durationMs = Math.round(performance.now() - began)
  if (!outcome.ok) {
    const reason = refusalWords(outcome.refusal as { code: string })
    return { tested: { ...failedTest(test, reason), durationMs }, plan: planned.plan, outputs: new Map() }
  }
  const outputs = await outputsOf(planned.plan, {
    state: outcome.state,
    events,
    folder: `${sandbox.runs}/${outcome.run}`,
  })
  const calls = await sandbox.calls()
  const { matches } = machine
  const { state } = outcome
  const scripts = new Set(test.scripts.keys())
  const { hidden, lenient } = test
  const own = judgeSteps({ test: planned, state, events, outputs, calls, hidden, matches, scripts, lenient })
  const steps = test.cases ? judgeCases(test.cases, own, { outputs, matches }) : own
  const { finished, paused } = state
  const ended = finished?.result === 'succeeded' ? 'succeeded' : 'other'
  const failures = steps.flatMap((step) => step.failures)
  const reason = finished?.reason ?? paused?.reason
  const line = test.plan.procedure?.line ?? 1
  const tested: TestedProcedure = {
    ...{ id: test.plan.procedure?.id ?? '', title: test.plan.title, line, mode: test.mode },
    status: procedureStatus(steps, ended),
    ...(ended === 'other' && reason !== undefined ? { reason } : {}),
    steps,
    failures:
      ended === 'other' && failures.length === 0
        ? [{ line, message: reason ?? 'it did not end', difference: [] }]
        : failures,
    ...{ calls, durationMs, ...(test.keep ? { folder: sandbox.root } : {}) },
  }
  return { tested, plan: planned.plan, outputs }
}

/** Tells the stand-ins before each command what the page shows for it, and answers for steps that are replaced as a whole. */
function prompting({ test, planned, sandbox, events }: Omit<Work, 'machine'> & { events: RunEvent[] }) {
  const steps = new Map(planned.plan.steps.map((step) => [step.id, step]))
  const cases = new Map(test.cases?.map((each, index) => [caseId(index), each]))
  let answer = ''
  const standIn: Executor = async ({ print }) => {
    if (answer !== '') await print('stdout', `${answer}\n`)
    return { kind: 'finished', status: 0 }
  }
  return {
    executors: { [STAND_IN_EXECUTOR]: standIn },
    watcher: {
      event(event: RunEvent) {
        events.push(event)
        if (event.type !== 'step.started') return
        const ofCase = cases.get(event.step)
        const step = steps.get(event.step)
        answer = ofCase ? caseAnswer(ofCase) : step ? answerOf(step, event.command) : ''
        sandbox.answer(answer)
      },
    },
  }
}

/** What a step has left in the background goes with the folder it works in. */
async function endProcesses(outcome: RunOutcome, { environment }: Sandbox): Promise<void> {
  if (!outcome.ok) return
  const table = processTable(localTransport(), environment)
  for (const { session } of outcome.state.sessions) await endSession(table, session)
}

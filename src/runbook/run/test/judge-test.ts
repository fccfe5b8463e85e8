/** What the record of a run in a test's folder says about the page. */
import type { PlannedExpectation, PlannedStep } from '../../plan/plan.ts'
import type { RegexMatcher } from '../../plan/regex-matcher.ts'
import type { RunEvent } from '../../record/events.ts'
import { partKey, type RunState } from '../../record/replay.ts'
import { decide } from '../expect/decide.ts'
import { diffExpectation } from '../expect/diff-expectation.ts'
import type { Observed } from '../expect/verdict.ts'
import { partCount } from '../part-count.ts'
import { endWords } from '../part-result.ts'
import { expectationsAbout, lastPart } from '../step-state.ts'
import type { Call } from './stand-in-calls.ts'
import { PRELUDE_STEP, SETUP_STEP, type TestPlan } from './test-plan.ts'
import type { ExpectationStatus, ProcedureStatus, TestedExpectation, TestedStep, TestFailure } from './tested.ts'

export interface TestRecord {
  test: TestPlan
  state: RunState
  events: readonly RunEvent[]
  /** What the parts printed, by `partKey`. */
  outputs: ReadonlyMap<string, Observed>
  calls: readonly Call[]
  hidden: readonly { line: number; endLine: number }[]
  matches: RegexMatcher
  /** Names of programs the page brings scripts for. */
  scripts: ReadonlySet<string>
  /** What a stand-in has said makes all that comes after it unproved. */
  lenient: boolean
}

const TARGET = 'local'

export function judgeSteps(record: TestRecord): readonly TestedStep[] {
  let told = false
  return record.test.plan.steps
    .filter(({ id }) => id !== PRELUDE_STEP)
    .map((step) => {
      const stoodIn = isAnswered(step, record) || (told && record.lenient)
      told ||= stoodIn
      return judgeStep(step, { record, stoodIn })
    })
}

interface StepContext {
  record: TestRecord
  stoodIn: boolean
}

function judgeStep(step: PlannedStep, { record, stoodIn }: StepContext): TestedStep {
  const { state, hidden } = record
  const parts = Array.from({ length: partCount(step) }, (_, command) =>
    state.parts.get(partKey({ step: step.id, command, target: TARGET })),
  )
  const expectations = parts.some((part) => part?.state === 'succeeded' || part?.state === 'failed')
    ? step.expectations.map((each) => judgeExpectation(step, each, { record, stoodIn }))
    : []
  const failures = [
    ...expectations
      .filter(({ status }) => status === 'failed')
      .map(({ line, text, reason }): TestFailure => {
        const planned = step.expectations.find(
          ({ expectation }) => expectation.line === line && expectation.text === text,
        )
        return { line, message: reason, difference: planned ? difference(step, planned, record) : [] }
      }),
    ...(expectations.some(({ status }) => status === 'failed') ? [] : partFailures(step, { record, stoodIn })),
  ]
  const replaced = record.test.replaced.get(step.id)
  const base = {
    ...{ id: step.id, title: step.title, line: step.line, expectations, failures },
    hidden: hidden.some(({ line, endLine }) => line <= step.line && step.line <= endLine),
  }
  if (failures.length > 0) return { ...base, status: 'failed', reason: failures[0]!.message }
  if (parts.some((part) => part?.state === 'skipped') || skips(step))
    return { ...base, status: 'skipped', reason: skipReason(step) }
  if (parts.some((part) => part?.state !== 'succeeded')) return { ...base, status: 'not-reached' }
  if (stoodIn) return { ...base, status: 'stood-in', ...(replaced === undefined ? {} : { reason: replaced }) }
  return { ...base, status: 'passed' }
}

const skips = ({ consent }: PlannedStep) => consent['yes-changes'] === 'skips'

function skipReason({ kind, condition }: PlannedStep): string {
  if (kind === 'choice') return 'needs a person: it can be carried out in several ways'
  if (kind === 'interactive') return 'needs a person at a terminal'
  return condition === undefined ? 'needs a person' : `needs a person: it depends on a judgement (${condition})`
}

/** A stand-in that the page brings a script for answers as its author wants it; every other one only repeats the page. */
const isAnswered = ({ id }: PlannedStep, { test, calls, scripts }: TestRecord): boolean =>
  test.answered.has(id) || calls.some(({ step, program }) => step === id && !scripts.has(program))

function judgeExpectation(
  step: PlannedStep,
  { expectation, command }: PlannedExpectation,
  { record, stoodIn }: StepContext,
): TestedExpectation {
  const { line, text, kind } = expectation
  const part = { step: step.id, command: command ?? lastPart(step), target: TARGET }
  const found = (record.state.verdicts.get(partKey(part)) ?? []).find(
    ({ expectation: told }) => told.line === line && told.text === text && told.kind === kind,
  )
  const base = { line, text, reason: found?.observed ?? 'a person has to judge' }
  if (stoodIn) return { ...base, status: 'stood-in' }
  const observed = record.outputs.get(partKey(part))
  if (record.lenient && observed) {
    const { verdict, reason } = decide(expectation, observed, { matches: record.matches })
    return { ...base, status: verdict, reason }
  }
  const statuses: Readonly<Record<string, ExpectationStatus>> = { met: 'passed', 'not-met': 'failed' }
  return { ...base, status: statuses[found?.verdict ?? ''] ?? 'unverified' }
}

function difference(step: PlannedStep, { expectation, command }: PlannedExpectation, record: TestRecord) {
  const observed = record.outputs.get(partKey({ step: step.id, command: command ?? lastPart(step), target: TARGET }))
  return observed ? diffExpectation(expectation, observed, { matches: record.matches }) : []
}

/** Commands that failed by themselves: their line, or the line within them that failed. */
function partFailures(step: PlannedStep, { record, stoodIn }: StepContext): readonly TestFailure[] {
  const { state, events, outputs } = record
  return Array.from({ length: partCount(step) }, (_, command) => command).flatMap((command): readonly TestFailure[] => {
    const key = partKey({ step: step.id, command, target: TARGET })
    const part = state.parts.get(key)
    const wrong = record.lenient && !stoodIn && isUnexpectedStatus(step, command, record)
    if (!part || part.attempts === 0 || part.state === 'skipped' || (part.state === 'succeeded' && !wrong)) return []
    const end = part.finishedSeq === undefined ? undefined : events[part.finishedSeq - 1]
    const finished = end?.type === 'step.finished' ? end : undefined
    const words = finished ? endWords(finished.end, finished.because) : 'has no end'
    const said = outputs.get(key)?.stderr.trim().split('\n').slice(-3) ?? []
    const planned = step.commands[command]
    const name = planned?.text.split('\n', 1)[0] ?? step.title
    const line = (planned?.line ?? step.line) + Math.max(0, (finished?.failingLine ?? 1) - 1)
    const inside = Math.min(line, planned?.endLine ?? line)
    const where = step.id === SETUP_STEP ? 'the setup of the test' : name
    return [
      {
        line: inside,
        message: `${where} ${words}`,
        difference: said.filter((text) => text !== '').map((text) => `! ${text}`),
      },
    ]
  })
}

/** Where no status ends the run, it is judged here. */
function isUnexpectedStatus(step: PlannedStep, command: number, { outputs, matches }: TestRecord): boolean {
  const observed = outputs.get(partKey({ step: step.id, command, target: TARGET }))
  if (!observed || observed.exitCode === 0) return false
  return !expectationsAbout(step, command).some(
    ({ expectation }) => decide(expectation, observed, { matches }).explainsExit === true,
  )
}

/** A procedure has passed when something of it was really carried out and nothing failed. */
export function procedureStatus(steps: readonly TestedStep[], ended: 'succeeded' | 'other'): ProcedureStatus {
  const has = (status: TestedStep['status']) => steps.some((step) => step.status === status && step.id !== SETUP_STEP)
  if (has('failed') || ended === 'other') return 'failed'
  if (has('passed')) return has('stood-in') ? 'stood-in' : 'passed'
  return has('stood-in') ? 'stood-in' : 'skipped'
}

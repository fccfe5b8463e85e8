/** What a test found out, from the page down to the line. */
import type { Call } from './stand-in-calls.ts'

/**
 * `stood-in`: it was gone through, and stand-ins answered in it, so nothing of it is proved. `unverified`: nobody could
 * decide. Neither of the two ever counts as passed.
 */
export type ExpectationStatus = 'passed' | 'failed' | 'unverified' | 'stood-in'
export type StepStatus = 'passed' | 'failed' | 'stood-in' | 'skipped' | 'not-reached'
export type ProcedureStatus = 'passed' | 'failed' | 'stood-in' | 'skipped'

export interface TestedExpectation {
  line: number
  text: string
  status: ExpectationStatus
  reason: string
}

/** What went wrong, where a reader looks for it. */
export interface TestFailure {
  line: number
  message: string
  /** Lines of a difference: `-` expected, `+` seen. */
  difference: readonly string[]
}

export interface TestedStep {
  id: string
  title: string
  line: number
  status: StepStatus
  /** Why it was skipped, replaced or failed. */
  reason?: string
  /** Only a test sees it. */
  hidden: boolean
  expectations: readonly TestedExpectation[]
  failures: readonly TestFailure[]
}

export interface TestedProcedure {
  /** Empty for a test document. */
  id: string
  title: string
  line: number
  mode: 'run' | 'fake'
  status: ProcedureStatus
  /** Why it failed or could not be tested. */
  reason?: string
  steps: readonly TestedStep[]
  failures: readonly TestFailure[]
  calls: readonly Call[]
  durationMs: number
  /** Its folder, where it was asked to stay. */
  folder?: string
}

export interface TestedPage {
  /** As a reader would type it from here. */
  file: string
  title: string
  /** Why it was not tested; then it has no procedures. */
  notTested?: string
  procedures: readonly TestedProcedure[]
}

export interface TestCounts {
  pages: number
  notTested: number
  procedures: Readonly<Record<ProcedureStatus, number>>
  steps: Readonly<Record<StepStatus, number>>
  expectations: Readonly<Record<ExpectationStatus, number>>
}

export function countTests(pages: readonly TestedPage[]): TestCounts {
  const procedures = pages.flatMap((page) => page.procedures)
  const steps = procedures.flatMap((procedure) => procedure.steps)
  const expectations = steps.flatMap((step) => step.expectations)
  const count = <Status extends string>(all: readonly { status: Status }[], names: readonly Status[]) =>
    Object.fromEntries(names.map((name) => [name, all.filter(({ status }) => status === name).length])) as Record<
      Status,
      number
    >
  return {
    pages: pages.length,
    notTested: pages.filter(({ notTested }) => notTested !== undefined).length,
    procedures: count(procedures, ['passed', 'failed', 'stood-in', 'skipped']),
    steps: count(steps, ['passed', 'failed', 'stood-in', 'skipped', 'not-reached']),
    expectations: count(expectations, ['passed', 'failed', 'unverified', 'stood-in']),
  }
}

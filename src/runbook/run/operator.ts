/** The person at a run, as the run asks them: every question has an answer that stops. */
import type { Plan, PlannedExpectation, PlannedStep } from '../plan/plan.ts'
import type { StepPart } from '../record/events.ts'
import type { StepInBatch } from './next-move.ts'

export interface Answer<Word extends string> {
  answer: Word
  /** What they want to have written beside it. */
  note?: string
}

export interface UnknownOutcome extends StepInBatch {
  part: StepPart
  /** What became of processes that were left. */
  leftovers: string
  /** Whether the checks behind the step hold now; absent where there are none a program can decide. */
  checks?: { held: boolean; reason: string }
}

export interface FailedStep extends StepInBatch {
  reason: string
  failed: readonly StepPart[]
  /** Whether there is something that takes the run back. */
  canRollBack: boolean
}

/** `stop` leaves the run as it is, to be resumed. */
export interface Operator {
  /** Who answers, as it is written into the record. */
  name: string
  /** False where nobody can be asked; then none of the questions is put. */
  present: boolean
  confirmPlan(plan: Plan): Promise<Answer<'yes' | 'no'>>
  /** May this step begin? */
  start(place: StepInBatch): Promise<Answer<'yes' | 'skip' | 'stop'>>
  /** The key of one of the step's ways. */
  choose(place: StepInBatch): Promise<Answer<string> | Answer<'skip' | 'stop'>>
  /** Do this by hand and say how it went. */
  carryOut(place: StepInBatch): Promise<Answer<'done' | 'failed' | 'skip' | 'stop'>>
  /** Is what came what the page expects? `unknown` is written down as unverified. */
  judge(step: PlannedStep, expectation: PlannedExpectation): Promise<Answer<'yes' | 'no' | 'unknown'>>
  /** A change was started and nobody knows how it ended. */
  settle(unknown: UnknownOutcome): Promise<Answer<'succeeded' | 'failed' | 'again' | 'stop'>>
  resolveFailure(failed: FailedStep): Promise<Answer<'again' | 'accept' | 'roll-back' | 'give-up' | 'stop'>>
}

const nobody = () => Promise.reject(new Error('nobody can be asked'))

/** Stands where nobody is: the run never asks it anything. */
export const absentOperator = (name: string): Operator => ({
  name,
  present: false,
  confirmPlan: nobody,
  start: nobody,
  choose: nobody,
  carryOut: nobody,
  judge: nobody,
  settle: nobody,
  resolveFailure: nobody,
})

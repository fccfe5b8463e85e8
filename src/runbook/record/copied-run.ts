import { planHash } from '../plan/assemble-plan.ts'
import type { Plan } from '../plan/plan.ts'
import type { RunFinished } from './events.ts'
import { type JournalHead, type JournalProblem, readJournal, type Sha256, verifyJournal } from './journal-text.ts'
import type { RecordedRun, RunStatus } from './recorded-run.ts'
import { type RunState, replay } from './replay.ts'

/** A run as a server has it: the copy of its journal, and what it knows besides. */
export interface RunCopy {
  run: string
  /** The lines of the journal. */
  text: string
  plan: Plan
  /** How far it is; of a finished one its result. */
  status: RunStatus
  /** Why it ended or waits, where no line says so. */
  reason: string | null
  server: NonNullable<RecordedRun['server']>
}

/**
 * The record of a run from its copy. Nothing the server says is taken for granted that can be checked: the chain of the lines, that the plan is
 * the one its hash says and the one the run began with.
 *
 * @param anchor a head that was kept elsewhere
 */
export function copiedRun(copy: RunCopy, sha256: Sha256, anchor?: JournalHead): RecordedRun {
  const { run, text, server } = copy
  const reading = readJournal(text, sha256)
  const state = stateOf(copy, replay(reading.events))
  const problem = reading.problem ?? (anchor && anchorProblem(text, sha256, anchor))
  const plan = soundPlan(copy.plan, state, sha256)
  const files = plan ? [] : ['the plan the server has is not the one the run began with']
  return {
    ...{ run, folder: '', events: reading.events, state, server },
    status: reading.problem ? 'damaged' : copy.status,
    head: { events: reading.events.length, hash: reading.lastHash },
    integrity: {
      ...{ sound: !problem && files.length === 0, files, anchored: anchor !== undefined },
      ...(problem ? { problem } : {}),
    },
    ...(plan ? { plan } : {}),
  }
}

function anchorProblem(text: string, sha256: Sha256, anchor: JournalHead): JournalProblem | undefined {
  const verdict = verifyJournal(text, sha256, anchor)
  return verdict.sound ? undefined : verdict.problem
}

/** A run that no runner had begun when it ended has no line that says so. */
function stateOf({ status, reason }: RunCopy, state: RunState): RunState {
  if (state.started || !(status === 'cancelled' || status === 'rejected')) return state
  const finished: RunFinished = { type: 'run.finished', result: status, ...(reason === null ? {} : { reason }) }
  return Object.assign(state, { finished })
}

function soundPlan(plan: Plan, { started }: RunState, sha256: Sha256): Plan | undefined {
  const { hash, ...rest } = plan
  const isWhole = planHash(rest, sha256) === hash
  return isWhole && (started === undefined || started.planHash === hash) ? plan : undefined
}

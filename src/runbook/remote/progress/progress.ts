/** How far a run has come, step by step, as somebody who looks on wants to see it. */
import type { Plan, PlannedStep } from '../../plan/plan.ts'
import type { Attempt, RunEvent, Verification } from '../../record/events.ts'
import { partKey, type RunState, replay, subjectKey } from '../../record/replay.ts'
import { missingApproval } from '../../run/missing-approval.ts'
import { openSteps, rollbackSteps } from '../../run/open-steps.ts'
import { personAt } from '../../run/person-at.ts'
import { stepState } from '../../run/step-state.ts'

/** Worst first: a step at several targets is as its worst one. */
export const STEP_STATES = ['running', 'unknown', 'failed', 'waits', 'begun', 'open', 'skipped', 'done'] as const
export type ShownStepState = (typeof STEP_STATES)[number]

export interface StepProgress {
  readonly id: string
  readonly title: string
  readonly line: number
  readonly effect: string
  readonly rollsBack: boolean
  readonly state: ShownStepState
  /** Why it failed or is not known. */
  readonly reason: string | null
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly attempts: number
  readonly verdicts: readonly {
    readonly target: string
    readonly text: string
    readonly verdict: Verification['verdict']
    readonly observed: string | null
    readonly by: string
  }[]
  /** Who has yet to agree, in words. */
  readonly missingApproval: string | null
}

export interface RunProgress {
  readonly steps: readonly StepProgress[]
  readonly paused: { readonly needs: string; readonly reason: string; readonly step: string | null } | null
  readonly finished: {
    readonly result: string
    readonly reason: string | null
    readonly durationMs: number | null
    readonly promised: { readonly text: string; readonly verdict: string } | null
  } | null
  readonly approvals: readonly {
    readonly by: string
    readonly verdict: 'approved' | 'rejected'
    readonly at: string
    readonly expiresAt: string | null
    readonly note: string | null
  }[]
  readonly notes: readonly {
    readonly by: string
    readonly text: string
    readonly at: string
    readonly step: string | null
  }[]
  readonly decisions: readonly {
    readonly by: string
    readonly question: string
    readonly answer: string
    readonly at: string
    readonly note: string | null
  }[]
  /** Something is there that takes the run back. */
  readonly canRollBack: boolean
}

export function progressOf(plan: Plan, events: readonly RunEvent[], now: string): RunProgress {
  const state = replay(events)
  const batches = state.started?.batches ?? [plan.targets.map(({ name }) => name)]
  const look = { events, state, now, batches, tries: triesOf(events) }
  const forward = uniqueSteps(batches.flatMap((_, batch) => openSteps(plan.steps, state, batch)))
  const isTakingBack = state.answers.get(subjectKey({ kind: 'roll-back' }))?.answer === 'yes'
  const back = isTakingBack ? uniqueSteps(openSteps(rollbackSteps(plan, state), state, batches.length)) : []
  return {
    steps: [
      ...forward.map((step) => stepProgress(step, { ...look, rollsBack: false })),
      ...back.map((step) => stepProgress(step, { ...look, rollsBack: true })),
    ],
    paused: state.paused
      ? { needs: state.paused.needs, reason: state.paused.reason, step: state.paused.step ?? null }
      : null,
    finished: endOf(state),
    ...saidBy(events),
    canRollBack: plan.rollback.length > 0,
  }
}

const uniqueSteps = (steps: readonly PlannedStep[]): readonly PlannedStep[] => [
  ...new Map(steps.map((step) => [step.id, step])).values(),
]

interface Look {
  readonly events: readonly RunEvent[]
  readonly state: RunState
  readonly now: string
  readonly batches: readonly (readonly string[])[]
  readonly tries: ReadonlyMap<string, Tries>
  readonly rollsBack: boolean
}

interface Tries {
  readonly running: ReadonlySet<string>
  readonly startedAt: string
  readonly endedAt: string | null
  readonly attempts: number
}

/** When each step began and ended, and which of its parts run now. */
function triesOf(events: readonly RunEvent[]): ReadonlyMap<string, Tries> {
  const tries = new Map<string, { running: Set<string>; startedAt: string; endedAt: string | null; attempts: number }>()
  const ended = (event: Attempt & { at: string }) => {
    const known = tries.get(event.step)
    if (!known) return
    known.running.delete(partKey(event))
    known.endedAt = event.at
  }
  for (const event of events) {
    if (event.type === 'step.started') {
      const known = tries.get(event.step) ?? { running: new Set(), startedAt: event.at, endedAt: null, attempts: 0 }
      known.running.add(partKey(event))
      known.attempts = Math.max(known.attempts, event.attempt)
      known.endedAt = null
      tries.set(event.step, known)
    } else if (event.type === 'step.finished' || event.type === 'step.unknown') ended(event)
    else if (event.type === 'run.resumed' || event.type === 'run.finished')
      for (const { running } of tries.values()) running.clear()
  }
  return tries
}

function stepProgress(step: PlannedStep, look: Look): StepProgress {
  const { state, tries, rollsBack, now } = look
  const tried = tries.get(step.id)
  const places = placesOf(step, look)
  const found = places.map((target) => ({ target, is: stepState(step, target, state) }))
  const told = found.map(({ target, is }): { state: ShownStepState; reason: string | null } => {
    if (tried && [...tried.running].some((key) => key.endsWith(` ${target}`))) return { state: 'running', reason: null }
    switch (is.is) {
      case 'open':
        return { state: is.command > 0 ? 'begun' : 'open', reason: null }
      case 'unknown':
        return { state: 'unknown', reason: 'it was started, and how it ended is not known' }
      case 'failed':
        return { state: 'failed', reason: is.reason }
      case 'unjudged':
        return { state: 'waits', reason: null }
      default:
        return { state: is.is, reason: null }
    }
  })
  const worst = told.toSorted((a, b) => STEP_STATES.indexOf(a.state) - STEP_STATES.indexOf(b.state))[0]
  const asks = state.paused?.step === step.id && worst?.state === 'open'
  return {
    ...{ id: step.id, title: step.title, line: step.line, effect: step.effect, rollsBack },
    state: asks ? 'waits' : (worst?.state ?? 'open'),
    reason: worst?.reason ?? null,
    ...{ startedAt: tried?.startedAt ?? null, endedAt: tried?.endedAt ?? null, attempts: tried?.attempts ?? 0 },
    verdicts: places.flatMap((target) => verdictsAt(step, target, state)),
    missingApproval: worst?.state === 'open' ? (missingApproval(step, state, now) ?? null) : null,
  }
}

/** Where a step is carried out: by a person once for each group, else at every target. */
function placesOf(step: PlannedStep, { batches, rollsBack }: Look): readonly string[] {
  const isByHand = step.kind === 'manual' || step.kind === 'choice'
  if (isByHand) return rollsBack ? [personAt(batches.length)] : batches.map((_, batch) => personAt(batch))
  return batches.flat().filter((target) => step.targets?.includes(target) ?? true)
}

const verdictsAt = (step: PlannedStep, target: string, { verdicts }: RunState): StepProgress['verdicts'] =>
  Array.from({ length: Math.max(1, step.commands.length) }, (_, command) => ({ step: step.id, command, target }))
    .flatMap((part) => verdicts.get(partKey(part)) ?? [])
    .map(({ expectation, verdict, observed, by }) => ({
      ...{ target, text: expectation.text, verdict, observed: observed ?? null, by },
    }))

function endOf({ finished }: RunState): RunProgress['finished'] {
  if (!finished) return null
  const { result, reason, durationMs, time } = finished
  return {
    ...{ result, reason: reason ?? null, durationMs: durationMs ?? null },
    promised: time ? { text: time.promised, verdict: time.verdict } : null,
  }
}

const MOST_SAID = 100

function saidBy(events: readonly RunEvent[]): Pick<RunProgress, 'approvals' | 'notes' | 'decisions'> {
  return {
    approvals: events
      .filter((event) => event.type === 'approval')
      .map(({ by, verdict, at, expiresAt, note }) => ({
        ...{ by, verdict, at, expiresAt: expiresAt ?? null, note: note ?? null },
      }))
      .slice(-MOST_SAID),
    notes: events
      .filter((event) => event.type === 'note')
      .map(({ by, text, at, step }) => ({ by, text, at, step: step ?? null }))
      .slice(-MOST_SAID),
    decisions: events
      .filter((event) => event.type === 'decision')
      .map(({ by, question, answer, at, note }) => ({ by, question, answer, at, note: note ?? null }))
      .slice(-MOST_SAID),
  }
}

/** The events of a run in the order in which somebody reads them: step by step, and what was said around them. */
import type { PlannedStep } from '../plan/plan.ts'
import type { Decision, OutputRef, RunEvent, Stamp, StepFinished } from '../record/events.ts'
import type { RecordedRun } from '../record/recorded-run.ts'
import { startedSubject, stepsById, subjectSteps } from './run-summary.ts'

type Recorded<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>

export interface StoryTry {
  started: Recorded<'step.started'>
  /** What was carried out; absent where the plan is lost. */
  text?: string
  finished?: StepFinished & Stamp
  /** Why nobody knows how it ended, as it was written down later. */
  unknown?: string
  output?: OutputRef & Stamp
  verdicts: Recorded<'verification'>[]
  captured: Recorded<'value.captured'>[]
}

export interface StoryStep {
  id: string
  title: string
  line?: number
  /** Absent where the plan is lost. */
  planned?: PlannedStep
  tries: StoryTry[]
  skipped: Recorded<'step.skipped'>[]
  said: Recorded<'decision' | 'note'>[]
}

export interface RunStory {
  /** In the order of the plan; what came besides, such as a rollback, behind it. */
  steps: readonly StoryStep[]
  /** What is about the run as a whole, as it came. */
  around: readonly RunEvent[]
}

/** What a run is about, also where its plan is lost. */
export const recordSubject = ({ plan, state }: RecordedRun) =>
  plan ?? (state.started ? startedSubject(state.started) : undefined)

export function runStory(record: RecordedRun): RunStory {
  const { plan, state, events } = record
  const steps = new Map<string, StoryStep>()
  const subject = recordSubject(record)
  const known = subject ? subjectSteps(subject) : new Map()
  const planned = plan ? stepsById(plan) : new Map<string, PlannedStep>()
  const stepOf = (id: string): StoryStep => {
    const found = steps.get(id)
    if (found) return found
    // A check that settles an unknown outcome goes by its own name and that of the step it is about.
    const [name = id, about] = known.has(id) ? [id] : id.split('@')
    const title = (key: string) => known.get(key)?.title ?? key
    const plain = planned.get(name)
    const made: StoryStep = {
      ...{ id, title: about === undefined ? title(name) : `${title(name)} (about: ${title(about)})` },
      ...(known.get(name) ? { line: known.get(name).line } : {}),
      ...(plain ? { planned: plain } : {}),
      ...{ tries: [], skipped: [], said: [] },
    }
    steps.set(id, made)
    return made
  }
  for (const { id } of state.started?.steps ?? []) stepOf(id)
  const around = events.filter((event) => !told(event, stepOf))
  return { steps: [...steps.values()], around }
}

/** Puts an event where it belongs in its step; false when it belongs to none. */
function told(event: RunEvent, stepOf: (id: string) => StoryStep): boolean {
  switch (event.type) {
    case 'step.started': {
      const step = stepOf(event.step)
      const text = step.planned && textOf(step.planned, event.command)
      step.tries.push({ started: event, verdicts: [], captured: [], ...(text ? { text } : {}) })
      return true
    }
    case 'step.skipped':
      stepOf(event.step).skipped.push(event)
      return true
    case 'note':
      if (event.step !== undefined) stepOf(event.step).said.push(event)
      return event.step !== undefined
    case 'decision': {
      const step = decisionStep(event)
      if (step !== undefined) stepOf(step).said.push(event)
      return step !== undefined
    }
    case 'output.ref':
    case 'step.finished':
    case 'step.unknown':
    case 'verification':
    case 'value.captured':
      return addTo(stepOf(event.step).tries.findLast(isTryOf(event)), event)
    // Of use to whoever resumes, and in the raw events.
    case 'session.opened':
    case 'state.saved':
      return true
    default:
      return false
  }
}

export const decisionStep = ({ about, settles }: Decision): string | undefined =>
  settles?.step ?? (about && 'step' in about ? about.step : undefined)

const isTryOf =
  (event: { command: number; target: string; attempt: number }) =>
  ({ started }: StoryTry): boolean =>
    started.command === event.command && started.target === event.target && started.attempt === event.attempt

function addTo(
  one: StoryTry | undefined,
  event: Recorded<'output.ref' | 'step.finished' | 'step.unknown' | 'verification' | 'value.captured'>,
): boolean {
  if (!one) return false
  if (event.type === 'output.ref') one.output = event
  else if (event.type === 'step.finished') one.finished = event
  else if (event.type === 'step.unknown') one.unknown = event.reason
  else if (event.type === 'verification') one.verdicts.push(event)
  else one.captured.push(event)
  return true
}

/** What one part of a step carries out; nothing where a person does it. */
export function textOf(step: PlannedStep, command: number): string {
  if (step.kind === 'manual' || step.kind === 'choice') return ''
  const shown = step.background ? step.commands : step.commands.slice(command, command + 1)
  return shown.map(({ text, execute }) => (execute === '' ? text : execute)).join('\n')
}

/** What the end of a command means for its step. */
import type { PlannedStep } from '../plan/plan.ts'
import type { RecordedEnd, StepResult } from '../record/events.ts'
import { partCount } from './part-count.ts'

/**
 * Succeeded, failed, stopped, or not known. Only a status the step itself gave counts; what was ended from outside has
 * failed when all its processes are gone, and is unknown while some may go on.
 */
export function partResult(
  step: PlannedStep,
  { command, end, explainsExit }: { command: number; end: RecordedEnd; explainsExit: boolean },
): { result: StepResult; because?: string } {
  const result = resultOf(step, end, explainsExit)
  // Pasted into a terminal, nothing of what follows would find a shell: a new one is for the next step only.
  if (result === 'succeeded' && end.kind === 'shell-ended' && command < partCount(step) - 1)
    return { result: 'failed', because: 'the rest of the step was not run' }
  const [first = 0, ...others] = step.exitCodes
  const told = 'status' in end && end.status !== undefined && (first !== 0 || others.length > 0)
  if (result !== 'failed' || !told) return { result }
  return { result, because: `the page expects ${step.exitCodes.join(' or ')}` }
}

function resultOf(step: PlannedStep, end: RecordedEnd, explainsExit: boolean): StepResult {
  switch (end.kind) {
    case 'confirmed':
      return 'succeeded'
    case 'finished':
    case 'shell-ended': {
      // Somebody ended the shell in the middle of it: how far it had come, nobody says.
      if (end.status === undefined) return 'unknown'
      // Whoever leaves `tail -f` does it with Ctrl-C.
      const left = end.status === 130 && step.traits.includes('never-ending')
      return explainsExit || left || step.exitCodes.includes(end.status) ? 'succeeded' : 'failed'
    }
    case 'timed-out':
      return end.processes === 'all-gone' ? 'failed' : 'unknown'
    case 'cancelled':
      return end.processes === 'all-gone' ? 'cancelled' : 'unknown'
    case 'refused':
      return 'failed'
    case 'lost':
      return 'unknown'
  }
}

/** How a command ended, as a sentence that goes on from the command; `because` is why that is a failure. */
export function endWords(end: RecordedEnd, because?: string): string {
  return because === undefined ? plainWords(end) : `${plainWords(end)}; ${because}`
}

function plainWords(end: RecordedEnd): string {
  switch (end.kind) {
    case 'finished':
      return `ended with status ${end.status}`
    case 'shell-ended':
      return end.signal === undefined
        ? `ended its shell with status ${end.status ?? '?'}`
        : `was ended by ${end.signal}`
    case 'timed-out':
      return `took too long and was stopped${leftWords(end)}`
    case 'cancelled':
      return `was stopped${leftWords(end)}`
    case 'lost':
      return `was lost: ${end.reason}`
    case 'refused':
      return `was not started: ${refusalWords(end.refusal)}`
    case 'confirmed':
      return `was done by ${end.by}`
  }
}

function leftWords({ processes, survivors }: Extract<RecordedEnd, { kind: 'timed-out' | 'cancelled' }>): string {
  if (processes === 'all-gone') return ''
  if (processes === 'unknown') return '; whether its processes are gone is not known'
  return `; still running: ${survivors.join(', ')}`
}

/** A refusal with what it says, in one line. */
export function refusalWords(refusal: { code: string } & Readonly<Record<string, unknown>>): string {
  const { code, ...rest } = refusal
  const said = Object.values(rest).filter((value) => typeof value === 'string' || typeof value === 'number')
  return said.length === 0 ? code : `${said.join(': ')} (${code})`
}

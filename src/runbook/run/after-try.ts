/** Whether a step that did not succeed is tried once more. */
import type { PlannedStep } from '../plan/plan.ts'

export interface TryResult {
  /** Everything ended as it should, and no expectation was missed. */
  good: boolean
  /** Somebody has stopped it, or its outcome is not known: never tried again by itself. */
  final: boolean
  /** Tries so far in this process. */
  tries: number
  /** Since the first of them began. */
  elapsedMs: number
}

/** Milliseconds to wait before the next try; nothing when there is none. */
export function waitBeforeNextTry(step: PlannedStep, { good, final, tries, elapsedMs }: TryResult): number | undefined {
  if (good || final) return undefined
  if (step.poll && elapsedMs + step.poll.everySeconds * 1000 <= step.poll.forSeconds * 1000)
    return step.poll.everySeconds * 1000
  return tries <= step.retries ? RETRY_AFTER_MS : undefined
}

const RETRY_AFTER_MS = 1000

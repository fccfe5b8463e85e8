import type { Policy, Target } from '../policy/policy.ts'
import { targetName } from '../policy/policy.ts'

const ANSWER_MS = 5 * 60_000

/** A policy that pages somebody first and goes on as another one; without one, they are all there is. */
export const firstTo = (to: Target, base: Policy | undefined): Policy => ({
  name: base ? `${targetName(to)}, then ${base.name}` : targetName(to),
  steps: [
    { afterMs: 0, notify: [to], roundRobin: false, until: 'acknowledged' },
    ...(base?.steps ?? []).map((step, index) =>
      index === 0 ? { ...step, afterMs: Math.max(step.afterMs, ANSWER_MS) } : step,
    ),
  ],
  repeat: base?.repeat ?? 2,
  fallback: base?.fallback ?? [to],
  fallbackAfterMs: base?.fallbackAfterMs ?? ANSWER_MS,
  ackTimeoutMs: base?.ackTimeoutMs ?? {},
})

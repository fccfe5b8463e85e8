/** What is known of a provider that fails: after some failures in a row nobody waits for it any more, and one message at a time tries it again. */
export interface Circuit {
  /** Failures since the last success. */
  readonly failures: number
  /** Since when it counts as failing; undefined: it works. */
  readonly openedAt: Date | undefined
  /** Nothing is sent before this. */
  readonly closedUntil: Date | undefined
  /** The pause that ends then; the next one is twice as long. */
  readonly pauseMs: number
}

export const WORKING: Circuit = { failures: 0, openedAt: undefined, closedUntil: undefined, pauseMs: 0 }

const FAILURES = 5
const FIRST_PAUSE_MS = 10_000
const LONGEST_PAUSE_MS = 120_000
/** A provider that says when to come again is believed this far. */
const LONGEST_WISH_MS = 900_000

export type CircuitStep = 'opened' | 'recovered' | 'none'

/** The provider took a message, or told us by a failure of its own (a bad address is none of those). */
export interface ProviderAnswer {
  readonly worked: boolean
  readonly retryAfterMs?: number | undefined
}

export function afterAnswer(
  circuit: Circuit,
  answer: ProviderAnswer,
  now: Date,
): { circuit: Circuit; step: CircuitStep } {
  if (answer.worked) return { circuit: WORKING, step: circuit.openedAt ? 'recovered' : 'none' }
  const failures = circuit.failures + 1
  const wish = Math.min(answer.retryAfterMs ?? 0, LONGEST_WISH_MS)
  if (failures < FAILURES && !circuit.openedAt) {
    // "Not before" is meant for everybody who asks, not for one message.
    const closedUntil = wish > 0 ? new Date(now.getTime() + wish) : circuit.closedUntil
    return { circuit: { ...circuit, failures, closedUntil }, step: 'none' }
  }
  const pauseMs = Math.min(LONGEST_PAUSE_MS, circuit.pauseMs === 0 ? FIRST_PAUSE_MS : circuit.pauseMs * 2)
  const closedUntil = new Date(now.getTime() + Math.max(pauseMs, wish))
  const openedAt = circuit.openedAt ?? now
  return { circuit: { failures, openedAt, closedUntil, pauseMs }, step: circuit.openedAt ? 'none' : 'opened' }
}

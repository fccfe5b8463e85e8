import type { SendOutcome } from '../../channel.ts'

const LONGEST_WHY = 300

/** What a channel threw, as an outcome: what the network says may be over in a moment, an address that is not allowed will not. */
export function failedBy(error: unknown, isLasting: boolean): SendOutcome {
  const { message, code } = error as Error & { code?: string }
  return { state: 'failed', lasting: isLasting, why: code ?? message ?? String(error) }
}

/** A reason as it may be shown: one line, bounded. */
export const shownWhy = (outcome: SendOutcome): SendOutcome =>
  outcome.state === 'failed' ? { ...outcome, why: outcome.why.replace(/\s+/g, ' ').slice(0, LONGEST_WHY) } : outcome

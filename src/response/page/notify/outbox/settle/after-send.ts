/** What follows from how an attempt ended. */
import type { SendOutcome } from '../../channel.ts'
import { LANES, type Lane } from '../../lane.ts'

export interface SentFacts {
  readonly outcome: SendOutcome
  /** 1 after the first attempt. */
  readonly attempts: number
  /** Since it was due. */
  readonly ageMs: number
  readonly lane: Lane
  /** The channel tells whether a message reached its reader. */
  readonly canProve: boolean
  /** How long it may take to tell. */
  readonly proofWithinMs: number
}

export type AfterSend =
  | { readonly do: 'accepted'; readonly providerRef?: string | undefined; readonly proofInMs: number | undefined }
  | { readonly do: 'delivered'; readonly providerRef?: string | undefined }
  | { readonly do: 'again'; readonly inMs: number; readonly why: string; readonly tryNext: boolean }
  | { readonly do: 'failed'; readonly why: string; readonly addressIsGone: boolean }

const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 120_000
const LONGEST_WISH_MS = 900_000
/** What nobody could be told for so long is told by the next page instead. */
const LONGEST_TRY_MS = 6 * 3_600_000

/** A message that is urgent takes the person's next method after one failure, another one after two. */
export function afterSend({ outcome, attempts, ageMs, lane, canProve, proofWithinMs }: SentFacts): AfterSend {
  if (outcome.state !== 'failed') {
    const { providerRef } = outcome
    if (outcome.state === 'delivered') return { do: 'delivered', providerRef }
    return { do: 'accepted', providerRef, proofInMs: canProve ? proofWithinMs : undefined }
  }
  const { why } = outcome
  if (outcome.lasting || ageMs > LONGEST_TRY_MS)
    return { do: 'failed', why, addressIsGone: outcome.lasting && outcome.addressIsGone === true }
  const wish = Math.min(outcome.retryAfterMs ?? 0, LONGEST_WISH_MS)
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 20))
  const tryNext = lane !== LANES.calm || attempts > 1 || wish > FIRST_PAUSE_MS || ageMs > 10_000
  return { do: 'again', inMs: Math.max(pause, wish), why, tryNext }
}

/** How an attempt to send ended: an answer of the other side, none, or not made because of where it would have gone. */
export type Attempt = { readonly status: number } | { readonly error: string } | { readonly refused: string }

export type AfterAttempt =
  | { readonly do: 'delivered' }
  | { readonly do: 'again'; readonly inMs: number; readonly why: string }
  | { readonly do: 'give up'; readonly why: string }

const LONGEST_PAUSE_MS = 5 * 60_000
/** Who was away for a day is told by the next notification instead. */
const LONGEST_TRY_MS = 24 * 3_600_000

/**
 * What follows an attempt. An answer that says "not now" (5xx, 408, 429) or no answer is tried again, ever more slowly; any other one will
 * not change by asking again. Alertmanager's webhook gives up on 429 too; we are in no hurry to lose a notification.
 */
export function afterAttempt(attempt: Attempt, attempts: number, ageMs: number): AfterAttempt {
  if ('status' in attempt && attempt.status >= 200 && attempt.status < 300) return { do: 'delivered' }
  if ('refused' in attempt) return { do: 'give up', why: attempt.refused }
  const why = 'status' in attempt ? `answered ${attempt.status}` : attempt.error
  const temporary = !('status' in attempt) || attempt.status >= 500 || attempt.status === 408 || attempt.status === 429
  if (!temporary || ageMs > LONGEST_TRY_MS) return { do: 'give up', why }
  return { do: 'again', inMs: Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(attempts, 20)), why }
}

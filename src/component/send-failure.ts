import type { HttpAnswer, SendOutcome } from './channel.ts'

type Failure = Extract<SendOutcome, { state: 'failed' }>

/** Asking again changes nothing. */
export const lastingFailure = (why: string, more: { addressIsGone?: boolean } = {}): Failure => ({
  ...{ state: 'failed', lasting: true, why },
  ...more,
})

/** Again later, or another channel. */
export const passingFailure = (why: string, retryAfterMs?: number): Failure => ({
  ...{ state: 'failed', lasting: false, why },
  ...(retryAfterMs !== undefined && { retryAfterMs }),
})

/** What a status alone says: 429, 408, 425 and 5xx pass, the others stay. `words` is what the provider gave as reason. */
export function failureOfAnswer({ status, headers }: HttpAnswer, now: Date, words = ''): Failure {
  const why = `it answered ${status}${words === '' ? '' : `: ${words}`}`
  if (status === 429 || status === 503) return passingFailure(why, readRetryAfter(headers['retry-after'], now))
  if (status === 408 || status === 425 || status >= 500) return passingFailure(why)
  return lastingFailure(why)
}

const [SHORTEST_WAIT_MS, LONGEST_WAIT_MS] = [1_000, 3_600_000]

/** `Retry-After` of RFC 9110, in seconds or as a date, between one second and one hour. */
export function readRetryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  const seconds = /^\d{1,9}(?:\.\d{1,9})?$/.test(header.trim())
    ? Number(header)
    : (Date.parse(header) - now.getTime()) / 1000
  return waitMs(seconds)
}

/** Seconds a provider asks to wait, within bounds; undefined for what is no number. */
export const waitMs = (seconds: unknown): number | undefined =>
  typeof seconds === 'number' && Number.isFinite(seconds)
    ? Math.min(Math.max(Math.ceil(seconds * 1000), SHORTEST_WAIT_MS), LONGEST_WAIT_MS)
    : undefined

/** The body of an answer as JSON, `undefined` when it is none. */
export function answerJson({ text }: HttpAnswer): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

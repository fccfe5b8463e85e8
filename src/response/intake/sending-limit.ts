/** How fast one integration may send: a bucket that fills evenly and holds a few seconds' worth. */
export interface Bucket {
  readonly tokens: number
  /** Monotonic time of the last look, in milliseconds. */
  readonly atMs: number
}

const BURST_SECONDS = 10

/** Takes one request from a bucket; refused, it says in how many seconds one fits again. */
export function takeOne(
  bucket: Bucket | undefined,
  perMinute: number,
  nowMs: number,
): { bucket: Bucket; retryAfterSeconds: number | undefined } {
  const perMs = perMinute / 60_000
  const most = Math.max(1, (perMinute / 60) * BURST_SECONDS)
  const tokens = bucket ? Math.min(most, bucket.tokens + Math.max(0, nowMs - bucket.atMs) * perMs) : most
  if (tokens >= 1) return { bucket: { tokens: tokens - 1, atMs: nowMs }, retryAfterSeconds: undefined }
  return { bucket: { tokens, atMs: nowMs }, retryAfterSeconds: Math.max(1, Math.ceil((1 - tokens) / perMs / 1000)) }
}

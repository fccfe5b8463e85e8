import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether what was presented is the secret, in a time that tells nothing about either. */
export const isSameSecret = (presented: string | undefined, secret: string): boolean =>
  timingSafeEqual(digest(presented ?? ''), digest(secret)) && secret !== ''

const digest = (text: string) => createHash('sha256').update(text).digest()

const WINDOW_MS = 5 * 60_000

/** Whether a signature's time, in seconds, is near enough to be no repetition of an old request. */
export const isRecent = (seconds: string | undefined, now: Date): boolean =>
  /^\d{1,12}$/.test(seconds ?? '') && Math.abs(Number(seconds) * 1000 - now.getTime()) <= WINDOW_MS

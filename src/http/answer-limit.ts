/**
 * How long somebody waits for an answer. A database that is stopped or whose disk hangs neither answers nor refuses, and its own limits are
 * part of it; whoever asks hears "come again" from us.
 */
import { StoreSilent } from '../db/store-trouble.ts'
import type { Route } from '../kit/route.ts'

/** Prometheus gives up after 10 s and drops what it sent; told before that, it at least knows why. */
export const INTAKE_LIMIT_MS = 8_000
/** Behind the limit of a statement, whose refusal is the better answer: then nothing was stored. */
const PERSON_LIMIT_MS = 20_000
/** Runners wait for work as long as they like; reading may take its time. */
const UNLIMITED = undefined

export function answerLimitMs({ access, method }: Route): number | undefined {
  // Dialects answer in their own words, a little earlier.
  if (access.kind === 'integration') return INTAKE_LIMIT_MS + 500
  return access.kind === 'user' && method !== 'GET' && method !== 'HEAD' ? PERSON_LIMIT_MS : UNLIMITED
}

/** The answer of `work`, or {@link StoreSilent} after the limit. What was begun goes on; a late failure of it is nobody's any more. */
export async function withinLimit<Answer>(limitMs: number | undefined, work: Promise<Answer>): Promise<Answer> {
  if (limitMs === undefined) return work
  let timer: NodeJS.Timeout | undefined
  const silent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreSilent(`no answer within ${limitMs} ms`)), limitMs)
  })
  try {
    return await Promise.race([work, silent])
  } finally {
    clearTimeout(timer)
  }
}

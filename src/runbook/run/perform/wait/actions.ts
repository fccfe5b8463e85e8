/** Waits, unless somebody wants to stop. */
import { setTimeout as delay } from 'node:timers/promises'

/** False when one of the signals came first. */
export async function pauseFor(ms: number, signals: readonly AbortSignal[]): Promise<boolean> {
  const signal = AbortSignal.any([...signals])
  if (signal.aborted) return false
  return delay(ms, true, { signal }).catch(() => false)
}

import { nextCron, readCron } from './cron.ts'
import type { Expectation } from './heartbeat.ts'

/** No calendar that was accepted is without a time; should a new zone make one so, it is looked at again in a year. */
const FAR_MS = 366 * 86_400_000

/**
 * When the next one is due after one that came at `at`. A job that pings a little before its time, because clocks differ, has come for that
 * time: `early` says how much is a little.
 */
export function expectedAfter({ rhythm }: Pick<Expectation, 'rhythm'>, at: Date): Date {
  if ('everyMs' in rhythm) return new Date(at.getTime() + rhythm.everyMs)
  const cron = readCron(rhythm.cron)
  const next = cron && nextCron(cron, rhythm.zone, new Date(at.getTime() + rhythm.earlyMs))
  return next ?? new Date(at.getTime() + FAR_MS)
}

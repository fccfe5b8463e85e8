import type { Expectation } from '../heartbeat.ts'
import type { WrittenHeartbeat } from './heartbeats-schema.ts'
import { readTime } from './read-time.ts'

const USUAL_EARLY_MS = 60_000

/** What passed its schema → what is expected. */
export function compileHeartbeat(written: WrittenHeartbeat): Expectation {
  const { every, cron, zone = 'UTC', early, grace, longestRun, severity, labels, matchers } = written
  const graceMs = readTime(grace)!
  const earlyMs = early === undefined ? USUAL_EARLY_MS : readTime(early)!
  return {
    rhythm: every === undefined ? { cron: cron!, zone, earlyMs } : { everyMs: readTime(every)! },
    ...{ graceMs, severity, labels, matchers },
    longestRunMs: longestRun === undefined ? graceMs : readTime(longestRun)!,
  }
}

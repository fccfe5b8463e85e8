import type { StoredHeartbeat } from './stored-heartbeat.ts'

/** What the alert of a heartbeat says: one line, and what else is known. */
export function missedWords({ name, written, standing }: StoredHeartbeat): { summary: string; description: string } {
  const { every, cron, zone = 'UTC', grace } = written
  const rhythm = every === undefined ? `at "${cron}" (${zone})` : `every ${every}`
  const last = standing.lastOkAt
  return {
    summary: `Heartbeat ${name}: ${standing.why ?? 'it did not come'}`,
    description: `Expected ${rhythm}, with ${grace} of grace. ${last ? `It last came at ${last.toISOString()}.` : 'It was never heard of.'}`,
  }
}

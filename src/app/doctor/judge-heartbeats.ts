/** Signs of life, in both directions: what we wait for, and what we give. */
import type { ServerStatus } from '../serve/status-route.ts'
import { type Finding, spanOf } from './finding.ts'

export function judgeHeartbeats({
  now,
  startedAt,
  deadMan,
  heartbeats,
}: Pick<ServerStatus, 'now' | 'startedAt' | 'deadMan' | 'heartbeats'>): Finding[] {
  return [
    deadManLine(deadMan, (Date.parse(now) - Date.parse(deadMan.lastSentAt ?? startedAt)) / 1_000),
    heartbeatLine(heartbeats),
  ]
}

/** Right after the start it has not looked at itself yet. */
const FIRST_SECONDS = 90

function deadManLine({ isConfigured, lastSentAt, trouble }: ServerStatus['deadMan'], age: number): Finding {
  const line = { check: 'server.dead-man', what: 'dead man' }
  if (!isConfigured)
    return {
      ...{ ...line, state: 'warning', measured: 'nobody outside notices when this server dies' },
      fix: 'name one in opsbook.yaml: server.deadMan.url',
    }
  const last = lastSentAt === null ? 'never given' : `given ${spanOf(age)} ago`
  if (trouble === null) return { ...line, state: 'ok', measured: last }
  return {
    ...{ ...line, state: age < FIRST_SECONDS ? 'warning' : 'wrong', measured: `${last}; ${trouble}` },
    fix: trouble.startsWith('withheld') ? 'mend what the self-audit found' : 'see whether server.deadMan.url is right',
  }
}

function heartbeatLine(states: ServerStatus['heartbeats']): Finding {
  const counted = Object.entries(states).map(([state, count]) => `${count} ${state}`)
  const isDown = (states.down ?? 0) > 0
  return {
    ...{ check: 'server.heartbeats', what: 'heartbeats', state: isDown ? 'warning' : 'ok' },
    measured: counted.length === 0 ? 'none expected' : counted.join(', '),
    ...(isDown ? { fix: 'opsbook heartbeat list --state down' } : {}),
  }
}

/** Heartbeats as the API shows them. */
import { z } from 'zod'
import { expectedAfter } from './expected-after.ts'
import { HEARTBEAT_SEVERITIES, HEARTBEAT_STATES } from './heartbeat.ts'
import { compileHeartbeat } from './settings/compile-heartbeat.ts'
import type { StoredHeartbeat, StoredPing } from './stored-heartbeat.ts'

const moment = z.iso.datetime().nullable()

export const heartbeatShape = z.object({
  ...{ id: z.string(), name: z.string() },
  state: z.enum(HEARTBEAT_STATES),
  why: z.string().nullable().describe('Why it is down'),
  since: z.iso.datetime().describe('Since when it is in this state'),
  origin: z.enum(['book', 'api']).describe('Whether opsbook.yaml declares it or somebody added it'),
  ...{ every: z.string().nullable(), cron: z.string().nullable(), zone: z.string().nullable(), grace: z.string() },
  ...{
    severity: z.enum(HEARTBEAT_SEVERITIES),
    labels: z.record(z.string(), z.string()),
    matchers: z.array(z.string()),
  },
  ...{ lastPingAt: moment, lastOkAt: moment },
  startedAt: moment.describe('When the run began that goes on now'),
  lastDurationMs: z.number().nullable(),
  expectedAt: z.iso.datetime().describe('When the next one is due'),
  downAt: moment.describe('When it counts as missing if nothing comes; null when it is down, or while it runs'),
  nextTimes: z.array(z.iso.datetime()).describe('The next three times it is due'),
  ...{ createdAt: z.iso.datetime(), createdBy: z.string() },
})
export type ShownHeartbeat = z.output<typeof heartbeatShape>

export const withAddress = heartbeatShape.extend({
  path: z.string().describe('What the job calls, below the address of the server; whoever has it can ping'),
})

export function shownHeartbeat(heartbeat: StoredHeartbeat): ShownHeartbeat {
  const { id, name, origin, written, standing, since, createdAt, createdBy } = heartbeat
  const { every = null, cron = null, zone, grace, severity, labels, matchers } = written
  const { state, why = null, expectedAt } = standing
  const expectation = compileHeartbeat(written)
  const isWaitedFor = state !== 'down' && standing.startedAt === undefined
  return {
    ...{ id, name, state, why, since: since.toISOString(), origin, every, cron, grace, severity, labels },
    ...{ zone: cron === null ? null : (zone ?? 'UTC'), matchers: [...matchers] },
    ...{ lastPingAt: iso(heartbeat.lastPingAt), lastOkAt: iso(standing.lastOkAt), startedAt: iso(standing.startedAt) },
    ...{ lastDurationMs: heartbeat.lastDurationMs ?? null, expectedAt: expectedAt.toISOString() },
    downAt: isWaitedFor ? new Date(expectedAt.getTime() + expectation.graceMs).toISOString() : null,
    nextTimes: nextTimes(heartbeat).map((at) => at.toISOString()),
    ...{ createdAt: createdAt.toISOString(), createdBy },
  }
}

function nextTimes({ standing, written }: StoredHeartbeat): Date[] {
  const { rhythm } = compileHeartbeat(written)
  const exact = { rhythm: 'cron' in rhythm ? { ...rhythm, earlyMs: 0 } : rhythm }
  const second = expectedAfter(exact, standing.expectedAt)
  return [standing.expectedAt, second, expectedAfter(exact, second)]
}

const iso = (at: Date | undefined): string | null => at?.toISOString() ?? null

export const pingShape = z.object({
  ...{ id: z.string(), at: z.iso.datetime(), kind: z.enum(['success', 'start', 'fail']) },
  ...{ exitCode: z.number().nullable(), durationMs: z.number().nullable() },
  via: z.string().describe('How it came: "address", "alert", the name of an integration or of a person'),
  body: z.string().nullable().describe('What it said, its first 10,000 bytes'),
})

export const shownPing = ({ at, kind, ...ping }: StoredPing): z.output<typeof pingShape> => ({
  ...{ ...ping, at: at.toISOString() },
  kind: kind as 'success' | 'start' | 'fail',
})

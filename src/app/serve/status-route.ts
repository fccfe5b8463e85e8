/** `GET /api/v1/server/status`: how the server is, for `opsbook server status` and for whoever looks after it. */
import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../../db/database.ts'
import type { Jobs } from '../../db/jobs.ts'
import { migrationStates } from '../../db/migrate.ts'
import { type Route, route } from '../../kit/route.ts'
import { countStates } from '../../response/monitor/heartbeat/store.ts'
import type { Store } from '../open-store.ts'
import type { DeadMan, DeadManFacts } from './dead-man.ts'
import type { SelfAudit } from './self-audit.ts'
import { serverFacts } from './server-facts.ts'
import { type UpkeepState, upkeepStates } from './upkeep-store.ts'

const seconds = z.number()
const byName = z.record(z.string(), z.number())

export const serverStatusSchema = z.object({
  version: z.string(),
  startedAt: z.iso.datetime(),
  uptimeSeconds: seconds,
  now: z.iso.datetime().describe('The clock of the server'),
  database: z.object({
    kind: z.enum(['embedded', 'external']),
    version: z.string(),
    sizeBytes: z.number(),
    latencyMs: z.number().describe('Of the simplest statement'),
    now: z.iso.datetime().describe('The clock of the database'),
    migrations: z.object({ applied: z.number(), missing: z.array(z.string()) }),
  }),
  jobs: z.object({ queued: z.number(), dead: z.number() }),
  deliveries: z.object({ pending: z.number(), oldestSeconds: seconds }),
  overdueGroups: z.number(),
  subscriptions: byName.describe('Seconds that the oldest event has waited, by subscription'),
  runners: z.object({ all: z.number(), silent: z.array(z.string()) }),
  lostRuns: z.number(),
  alerts: byName.describe('Open ones by severity'),
  incidents: byName.describe('Open ones by severity'),
  selfAudit: z.object({ lastCleanAt: z.iso.datetime().nullable(), findings: z.array(z.string()) }),
  deadMan: z
    .object({
      isConfigured: z.boolean(),
      lastSentAt: z.iso.datetime().nullable(),
      trouble: z.string().nullable().describe('Why it was not given, or not taken, the last time'),
    })
    .describe('Our own sign of life for somebody outside'),
  heartbeats: byName.describe('Heartbeats by state'),
  upkeep: z.array(
    z.object({
      task: z.string(),
      doneAt: z.iso.datetime().nullable(),
      failedAt: z.iso.datetime().nullable(),
      trouble: z.string().nullable(),
    }),
  ),
})

/** What a server says of itself. */
export type ServerStatus = z.output<typeof serverStatusSchema>

export interface StatusParts {
  readonly store: Store
  readonly version: string
  readonly startedAt: Date
  readonly clock: () => Date
  readonly jobs: Pick<Jobs, 'counts'>
  readonly audit: Pick<SelfAudit, 'lastClean' | 'findings'>
  readonly deadMan: Pick<DeadMan, 'facts'>
}

export const statusRoute = (parts: StatusParts): Route =>
  route({
    method: 'GET',
    path: '/api/v1/server/status',
    summary:
      'How the server is: database, jobs, what waits, what is overdue, who is silent, what it found wrong with itself',
    access: { kind: 'user', permission: 'server:read', object: 'none' },
    answers: { 200: serverStatusSchema },
    handle: async () => ({ status: 200, body: await serverStatus(parts) }),
  })

async function serverStatus(parts: StatusParts): Promise<ServerStatus> {
  const { store, version, startedAt, clock, jobs, audit, deadMan } = parts
  const { db } = store.open
  const database = await databaseFacts(db)
  const [facts, migrations, counts, upkeep, heartbeats] = await Promise.all([
    serverFacts(db),
    migrationStates(db),
    jobs.counts(),
    upkeepStates(db),
    countStates(db),
  ])
  const { silentRunners, runners, ...rest } = facts
  const now = clock()
  return {
    ...{ version, startedAt: startedAt.toISOString(), now: now.toISOString() },
    uptimeSeconds: Math.round((now.getTime() - startedAt.getTime()) / 1_000),
    database: {
      ...{ kind: store.embedded ? 'embedded' : 'external', ...database },
      migrations: {
        applied: migrations.filter(({ appliedAt }) => appliedAt !== null).length,
        missing: migrations.filter(({ appliedAt }) => appliedAt === null).map(({ name }) => name),
      },
    },
    jobs: counts,
    ...rest,
    runners: { all: runners, silent: [...silentRunners] },
    selfAudit: { lastCleanAt: audit.lastClean()?.toISOString() ?? null, findings: [...audit.findings()] },
    ...{ deadMan: shownDeadMan(deadMan.facts()), heartbeats },
    upkeep: upkeep.map(shownUpkeep),
  }
}

const shownDeadMan = ({ isConfigured, lastSentAt, trouble }: DeadManFacts) => ({
  ...{ isConfigured, lastSentAt: lastSentAt?.toISOString() ?? null, trouble: trouble ?? null },
})

async function databaseFacts(db: Database) {
  const begin = performance.now()
  await sql`select 1`.execute(db)
  const latencyMs = Math.round((performance.now() - begin) * 100) / 100
  const { rows } = await sql<{ version: string; size: number; now: Date }>`
    select current_setting('server_version') as version, pg_database_size(current_database()) as size, clock_timestamp() as now`.execute(
    db,
  )
  const { version, size, now } = rows[0]!
  return { version, sizeBytes: size, latencyMs, now: now.toISOString() }
}

const shownUpkeep = ({ task, doneAt, failedAt, trouble }: UpkeepState) => ({
  ...{ task, trouble, doneAt: doneAt?.toISOString() ?? null, failedAt: failedAt?.toISOString() ?? null },
})

import { z } from 'zod'

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

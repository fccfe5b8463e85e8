/** Runs as the API shows them. */
import { z } from 'zod'
import type { RemoteRun } from './remote-run.ts'

export const runShape = z.object({
  ...{ id: z.string(), page: z.string(), procedure: z.string(), title: z.string(), planHash: z.string() },
  state: z.enum(['queued', 'running', 'waiting', 'lost', 'finished']),
  result: z
    .string()
    .nullable()
    .describe('succeeded, failed, cancelled, rejected, rolled-back or unknown, once it is finished'),
  waitsFor: z.string().nullable().describe('person, approval or resume, while it waits'),
  reason: z.string().nullable().describe('Why it waits, or ended as it did'),
  ...{ startedAt: z.iso.datetime().nullable(), durationMs: z.number().nullable() },
  headHash: z.string().nullable().describe('SHA-256 of the last line of its journal that is here'),
  ...{ incidentId: z.string().nullable(), requestedBy: z.string(), requestedAt: z.iso.datetime() },
  ...{ runner: z.string().nullable(), events: z.int(), output: z.int(), finishedAt: z.iso.datetime().nullable() },
})

export const showRun = (run: RemoteRun): z.input<typeof runShape> => ({
  ...{ id: run.id, page: run.page, procedure: run.procedure, title: run.title, planHash: run.planHash },
  ...{ state: run.state, result: run.result, waitsFor: run.waitsFor, incidentId: run.incidentId },
  ...{ requestedBy: run.requestedByName, requestedAt: run.requestedAt.toISOString(), runner: run.runnerName },
  ...{ reason: run.reason, startedAt: run.startedAt?.toISOString() ?? null, durationMs: run.durationMs },
  ...{
    headHash: run.headHash,
    events: run.eventCount,
    output: run.outputCount,
    finishedAt: run.finishedAt?.toISOString() ?? null,
  },
})

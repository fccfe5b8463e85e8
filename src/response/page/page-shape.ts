/** Paging as the API shows it. */
import { z } from 'zod'
import { SEVERITIES, type Severity } from '../incident/severity.ts'
import { ESCALATION_PHASES, type Escalation } from './escalation/escalation.ts'
import { PAGE_ENDS, type Page } from './page.ts'
import { targetName } from './policy/policy.ts'
import type { Simulated } from './simulate/simulated.ts'

const instant = z.iso.datetime()

export const pageShape = z.object({
  ...{ id: z.string(), incident: z.string(), user: z.string().describe('Id of the person') },
  by: z.string().describe('What they were paged by: "step 2 of default"'),
  ...{ severity: z.enum(SEVERITIES), startedAt: instant, endedAt: instant.nullable() },
  ended: z.enum(PAGE_ENDS).nullable().describe('Null while it is open'),
})

export const showPage = (page: Page): z.input<typeof pageShape> => ({
  ...{ id: page.id, incident: page.incidentId, user: page.userId, by: page.by, severity: page.severity },
  ...{ startedAt: page.startedAt.toISOString(), endedAt: page.endedAt?.toISOString() ?? null, ended: page.ended },
})

export const escalationShape = z.object({
  policy: z.string().nullable().describe('The policy it began with; null where nobody is paged'),
  phase: z.enum(ESCALATION_PHASES).nullable(),
  round: z.int().nullable(),
  next: z
    .object({ step: z.union([z.int(), z.literal('fallback')]), at: instant, notify: z.array(z.string()) })
    .nullable()
    .describe('The step that comes by itself, when nobody answers before'),
  wakesAt: instant.nullable().describe('When an acknowledgement runs out, or a snooze is over'),
  pages: z.array(pageShape).describe('Those that are open'),
})

export function showEscalation(state: Escalation | undefined, pages: readonly Page[]): z.input<typeof escalationShape> {
  const shown = pages.map(showPage)
  if (!state) return { policy: null, phase: null, round: null, next: null, wakesAt: null, pages: shown }
  const { policy, phase, round, next, stepAt, wakeAt } = state
  const isFallback = next === policy.steps.length
  const notify = (isFallback ? policy.fallback : (policy.steps[next]?.notify ?? [])).map(targetName)
  const step = isFallback ? ('fallback' as const) : next + 1
  return {
    ...{ policy: policy.name, phase, round, pages: shown },
    next: stepAt && next <= policy.steps.length ? { step, at: stepAt.toISOString(), notify } : null,
    wakesAt: wakeAt?.toISOString() ?? null,
  }
}

export const simulationShape = z.object({
  ...{ policy: z.string(), at: instant, severity: z.enum(SEVERITIES) },
  lines: z.array(
    z.object({
      ...{ at: instant, by: z.string(), round: z.int(), who: z.string() },
      channel: z.string().nullable().describe('Null: they are not told, and "why" says why'),
      why: z.string(),
    }),
  ),
  end: z
    .enum(['exhausted', 'nobody', 'cut'])
    .describe('Everybody was paged; nobody can be reached; there is more than is shown'),
})

export const showSimulated = (
  policy: string,
  at: Date,
  severity: Severity,
  { lines, end }: Simulated,
): z.input<typeof simulationShape> => ({
  ...{ policy, at: at.toISOString(), severity, end },
  lines: lines.map((line) => ({ ...line, at: line.at.toISOString(), channel: line.channel ?? null })),
})

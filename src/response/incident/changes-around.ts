/** What was changed around an incident: context, apart from what happened in it. */
import { z } from 'zod'
import type { Incident } from './incident.ts'

/** So long before an incident was opened a change may have caused it. */
const BEFORE_MS = 2 * 3_600_000

/** A change as other systems told it. Its words are foreign: escape where shown. */
export interface ChangeAround {
  readonly id: string
  readonly happenedAt: Date
  readonly summary: string
  /** Absent where nobody said which. */
  readonly service?: string
  readonly source?: string
  readonly links: readonly { readonly href: string; readonly text?: string }[]
}

/** From when to when a change belongs to the surroundings of an incident. */
export const changeWindow = (
  { openedAt, resolvedAt }: Pick<Incident, 'openedAt' | 'resolvedAt'>,
  now: Date,
): { from: Date; to: Date } => ({ from: new Date(openedAt.getTime() - BEFORE_MS), to: resolvedAt ?? now })

export const changeShape = z.object({
  ...{ id: z.string(), happenedAt: z.iso.datetime(), summary: z.string() },
  when: z.enum(['before', 'during']).describe('Before the incident was opened, or since'),
  service: z.string().nullable().describe('Null where the sender named none'),
  source: z.string().nullable(),
  links: z.array(z.object({ href: z.string(), text: z.string().optional() })),
})

export const showChange = (
  { id, happenedAt, summary, service, source, links }: ChangeAround,
  { openedAt }: Pick<Incident, 'openedAt'>,
): z.input<typeof changeShape> => ({
  ...{ id, happenedAt: happenedAt.toISOString(), summary, when: happenedAt < openedAt ? 'before' : 'during' },
  ...{ service: service ?? null, source: source ?? null, links: [...links] },
})

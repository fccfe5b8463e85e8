/** A call on one person for one incident: from when they were to be told until they answered or it was not needed any more. */
import type { Severity } from '../incident/severity.ts'

export const PAGE_ENDS = ['acknowledged', 'declined', 'superseded', 'taken', 'over', 'unreachable'] as const
/**
 * `acknowledged` by the person; `taken`: by another one; `superseded`: the same person was paged anew; `over`: nobody has to do anything any more;
 * `unreachable`: no message could leave, or all failed.
 */
export type PageEnd = (typeof PAGE_ENDS)[number]

export interface Page {
  readonly id: string
  readonly incidentId: string
  readonly userId: string
  /** "step 2 of default": what they were paged by. */
  readonly by: string
  readonly step: number | null
  readonly round: number
  readonly until: 'acknowledged' | 'resolved'
  readonly severity: Severity
  /** What the person who asked for it said. */
  readonly text: string | null
  readonly dueAt: Date
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly ended: PageEnd | null
}

/** P2 and P3 may wait for the morning by somebody's quiet hours; whatever is worse may not. */
export const urgencyOf = (severity: Severity): 'high' | 'low' =>
  severity === 'P0' || severity === 'P1' ? 'high' : 'low'

/**
 * What people handle: a severity with promises, a status, people in roles, and a timeline. This is the state; it is never written by
 * itself, but follows from the events of the timeline (`replay.ts`).
 *
 *     open ──▶ acknowledged ──▶ mitigated ──▶ resolved ──▶ (reopened) open
 *       └───────────┴──────────────┴── merged into another one; taken out again, it is where it was
 */
import { z } from 'zod'
import { clockSchema } from './clocks.ts'
import { personSchema, roleStateSchema } from './role-state.ts'
import { SEVERITIES } from './severity.ts'
import { workflowLogSchema, workflowSchema } from './workflow.ts'

export const INCIDENT_STATUSES = ['open', 'acknowledged', 'mitigated', 'resolved', 'merged'] as const
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number]

/** A drill is an incident with another clock and source; maintenance is announced work, whose promises are its own. */
export const INCIDENT_KINDS = ['normal', 'drill', 'maintenance'] as const
export type IncidentKind = (typeof INCIDENT_KINDS)[number]

export const INCIDENT_RELATIONS = ['related', 'caused-by', 'causes', 'follows', 'followed-by'] as const
export type IncidentRelation = (typeof INCIDENT_RELATIONS)[number]

export const termsSchema = z.object({
  ackSeconds: z.number().optional(),
  firstUpdateSeconds: z.number().optional(),
  updateSeconds: z.number().optional(),
  mitigationSeconds: z.number().optional(),
})

const instant = z.coerce.date()

export const incidentSchema = z.object({
  id: z.string(),
  /** What people say: "incident 482". */
  number: z.number().int(),
  kind: z.enum(INCIDENT_KINDS),
  title: z.string(),
  severity: z.enum(SEVERITIES),
  /** The book's name for it when it was given. */
  severityName: z.string(),
  /** Somebody chose it; alerts no longer raise it. */
  severityByHand: z.boolean(),
  terms: termsSchema,
  status: z.enum(INCIDENT_STATUSES),
  declaredBy: z.enum(['hand', 'rule', 'alert']),
  /** Alerts of this group belong here. */
  group: z.string().optional(),
  service: z.string().optional(),
  openedAt: instant,
  acknowledgedAt: instant.optional(),
  acknowledgedBy: personSchema.optional(),
  mitigatedAt: instant.optional(),
  resolvedAt: instant.optional(),
  reopenedAt: instant.optional(),
  /** When alerts made it worse than whoever had it knew. */
  raisedAt: instant.optional(),
  /** Somebody has it and wants to be left alone with it until then. */
  snoozedUntil: instant.optional(),
  lastPostedAt: instant.optional(),
  mergedInto: z.string().optional(),
  statusBeforeMerge: z.enum(INCIDENT_STATUSES).optional(),
  /** Incidents that were merged into this one. */
  tookIn: z.array(z.string()),
  links: z.array(z.object({ incident: z.string(), relation: z.enum(INCIDENT_RELATIONS) })),
  alerts: z.object({ attached: z.number().int(), firing: z.number().int() }),
  runs: z.array(
    z.object({
      run: z.string(),
      procedure: z.string(),
      outcome: z.string().optional(),
      exitCode: z.number().optional(),
    }),
  ),
  roles: z.array(roleStateSchema),
  clocks: z.array(clockSchema),
  /** Clocks of earlier times, before it was reopened. */
  pastClocks: z.array(clockSchema),
  workflow: workflowSchema.optional(),
  workflowLog: workflowLogSchema,
  /** Number of its last event; what a writer must have seen. */
  version: z.number().int(),
})
export type Incident = z.infer<typeof incidentSchema>

export type IncidentMove = 'acknowledge' | 'mitigate' | 'resolve' | 'reopen' | 'merge'

const MOVES: Readonly<Record<IncidentStatus, readonly IncidentMove[]>> = {
  open: ['acknowledge', 'mitigate', 'resolve', 'merge'],
  acknowledged: ['mitigate', 'resolve', 'merge'],
  mitigated: ['resolve', 'reopen', 'merge'],
  resolved: ['reopen', 'merge'],
  merged: [],
}

/** Whether a move is possible from a status; what would change nothing is no move. */
export const canMove = (status: IncidentStatus, move: IncidentMove): boolean => MOVES[status].includes(move)

/** Nobody works on it any more. */
export const isOver = ({ status }: Pick<Incident, 'status'>): boolean => status === 'resolved' || status === 'merged'

/** What happened to an incident: the only thing that is written about it. Nothing is edited; a correction is an event of its own. */
import { z } from 'zod'
import { CLOCK_KINDS } from './clocks.ts'
import { INCIDENT_KINDS, INCIDENT_RELATIONS, INCIDENT_STATUSES, termsSchema } from './incident.ts'
import { personSchema } from './role-state.ts'
import { SEVERITIES } from './severity.ts'
import { workflowSchema } from './workflow.ts'

const severity = z.enum(SEVERITIES)
/** Why nobody has an incident any more: its time ran out, a snooze is over, somebody gave it back, it goes to another one. */
export const UNACKNOWLEDGED = ['timeout', 'awake', 'declined', 'reassigned'] as const
const alert = z.object({ id: z.string(), summary: z.string() })
const event = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), ...shape })

export const incidentEventDataSchema = z.discriminatedUnion('type', [
  event('opened', {
    incident: z.string(),
    number: z.number().int(),
    kind: z.enum(INCIDENT_KINDS),
    title: z.string(),
    severity,
    severityName: z.string(),
    severityByHand: z.boolean(),
    terms: termsSchema,
    declaredBy: z.enum(['hand', 'rule', 'alert']),
    /** In words: the rule or the alert that made it an incident. */
    why: z.string(),
    group: z.string().optional(),
    service: z.string().optional(),
  }),
  event('alerts-attached', { alerts: z.array(alert) }),
  event('alerts-refired', { alerts: z.array(alert) }),
  event('alerts-resolved', { alerts: z.array(alert) }),
  event('alert-detached', { alert, wasFiring: z.boolean() }),
  /** `via`: how, where that is not the console: "the page they got", "an SMS". */
  event('acknowledged', { via: z.string().optional() }),
  /** Nobody has it any more. */
  event('unacknowledged', { why: z.enum(UNACKNOWLEDGED), text: z.string().optional() }),
  event('snoozed', { until: z.coerce.date(), text: z.string().optional() }),
  event('paged', {
    /** "step 2 of default", "the fallback of default", "Ana's wish". */
    by: z.string(),
    people: z.array(personSchema.extend({ why: z.string() })),
    missed: z.array(z.object({ who: z.string(), why: z.string() })),
  }),
  event('paging-skipped', { why: z.string() }),
  event('page-joined', { via: z.string().optional() }),
  event('page-declined', { via: z.string().optional(), text: z.string().optional() }),
  /** What became of a message: `accepted` by the provider, `delivered` to the person, `failed`. */
  event('page-told', {
    person: personSchema,
    channel: z.string(),
    state: z.enum(['accepted', 'delivered', 'failed']),
    why: z.string().optional(),
  }),
  event('escalated', { via: z.string().optional(), text: z.string().optional() }),
  event('reassigned', { to: z.string(), text: z.string().optional() }),
  event('escalation-exhausted', { policy: z.string(), heard: z.boolean() }),
  event('severity-changed', {
    from: severity,
    to: severity,
    severityName: z.string(),
    terms: termsSchema,
    byHand: z.boolean(),
    why: z.string().optional(),
  }),
  event('renamed', { title: z.string() }),
  event('noted', { text: z.string() }),
  event('status-posted', {
    text: z.string(),
    subject: z.string().optional(),
    audience: z.enum(['internal', 'public']),
    /** Where the template stands in the book. */
    template: z.string().optional(),
  }),
  event('mitigated', { text: z.string().optional() }),
  event('resolved', { text: z.string().optional() }),
  event('reopened', { text: z.string().optional() }),
  event('role-taken', { role: z.string(), from: personSchema.optional() }),
  event('role-offered', { role: z.string(), to: personSchema }),
  event('role-accepted', { role: z.string(), from: personSchema.optional() }),
  event('role-declined', { role: z.string() }),
  event('role-released', { role: z.string() }),
  event('run-attached', { run: z.string(), procedure: z.string() }),
  event('run-finished', {
    run: z.string(),
    procedure: z.string(),
    outcome: z.string(),
    exitCode: z.number().optional(),
  }),
  event('workflow-chosen', { workflow: workflowSchema }),
  event('workflow-step', { step: z.string(), text: z.string(), answer: z.string().optional() }),
  event('linked', { incident: z.string(), relation: z.enum(INCIDENT_RELATIONS) }),
  event('unlinked', { incident: z.string(), relation: z.enum(INCIDENT_RELATIONS) }),
  event('merged', { into: z.string(), before: z.enum(INCIDENT_STATUSES) }),
  event('taken-out', { from: z.string() }),
  event('took-in', { incident: z.string(), title: z.string() }),
  event('gave-back', { incident: z.string() }),
  event('clock-warned', {
    clock: z.enum(CLOCK_KINDS),
    mark: z.union([z.literal(50), z.literal(80)]),
    dueAt: z.coerce.date(),
  }),
  event('clock-breached', { clock: z.enum(CLOCK_KINDS), dueAt: z.coerce.date() }),
  /** Supersedes an earlier entry: another time, another text, or none at all. The earlier one stays in the record. */
  event('corrected', {
    entry: z.number().int(),
    text: z.string().optional(),
    happenedAt: z.coerce.date().optional(),
    withdrawn: z.boolean().optional(),
    why: z.string(),
  }),
])
export type IncidentEventData = z.infer<typeof incidentEventDataSchema>
export type IncidentEventType = IncidentEventData['type']

/** Who did it; `system` is a clock or a rule. */
export const incidentActorSchema = z.object({
  kind: z.enum(['user', 'token', 'integration', 'runner', 'system']),
  id: z.string(),
  name: z.string(),
})
export type IncidentActor = z.infer<typeof incidentActorSchema>

export interface IncidentEvent {
  /** 1, 2, 3… within its incident. */
  readonly seq: number
  /** When it was so; a person may say it later than it happened. */
  readonly happenedAt: Date
  /** When it was written down. */
  readonly recordedAt: Date
  readonly actor: IncidentActor
  readonly data: IncidentEventData
}

/** An event that was decided and not yet numbered. */
export interface NewIncidentEvent {
  readonly data: IncidentEventData
  /** Absent: now. */
  readonly happenedAt?: Date
}

export const personOf = ({ id, name }: IncidentActor) => ({ id, name })

export const SYSTEM: IncidentActor = { kind: 'system', id: 'opsbook', name: 'opsbook' }

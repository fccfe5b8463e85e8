/**
 * How far the paging for one incident has come. It follows its own copy of a policy:
 *
 *     running ──▶ exhausted (everybody was paged, nobody answered)
 *      ▲  │ acknowledged          snoozed ──▶ running (awake)
 *      │  ▼                          ▲
 *     held (somebody has it) ────────┘        over: resolved or merged; reopened it begins anew
 */
import { z } from 'zod'
import { SEVERITIES } from '../../incident/severity.ts'
import { policySchema } from '../policy/policy.ts'

export const ESCALATION_PHASES = ['running', 'held', 'snoozed', 'exhausted', 'over'] as const

export const escalationSchema = z.object({
  policy: policySchema,
  severity: z.enum(SEVERITIES),
  phase: z.enum(ESCALATION_PHASES),
  /** 0 for the first time through the steps. */
  round: z.number().int(),
  /** Index of the step that comes next; the number of steps stands for the fallback, one more for nothing. */
  next: z.number().int(),
  /** When the next step is due; absent: it is not. */
  stepAt: z.coerce.date().optional(),
  /** When an acknowledgement has run out, or a snooze is over. */
  wakeAt: z.coerce.date().optional(),
  /** Somebody was reached since it began; in this round. */
  heard: z.boolean(),
  heardInRound: z.boolean(),
  reachedAt: z.coerce.date().optional(),
  /** Nobody at all could be reached, and that was said. */
  unheard: z.boolean(),
  /** Ids of those the last step reached who have not said that they cannot. */
  asked: z.array(z.string()),
  /** Ids of people who have it already and are not paged by this policy: they had it when a worse severity brought the policy in. */
  has: z.array(z.string()),
  /** Somebody asked for the next step although the incident is acknowledged. */
  wanted: z.boolean(),
  /** The acknowledgement that was seen last, so that only a later one counts. */
  ackSeen: z.coerce.date().optional(),
})
export type Escalation = z.infer<typeof escalationSchema>

/** When it has to be looked at next; undefined: when something happens. */
export function dueAt({ stepAt, wakeAt }: Pick<Escalation, 'stepAt' | 'wakeAt'>): Date | undefined {
  if (!stepAt || !wakeAt) return stepAt ?? wakeAt
  return stepAt < wakeAt ? stepAt : wakeAt
}

/** A policy as it is in force for one incident: plain data, kept with the incident from the start, so that later settings do not touch it. */
import { z } from 'zod'
import type { TimeInterval } from '../../alert/time-interval/time-interval.ts'
import { SEVERITIES } from '../../incident/severity.ts'

const range = z.object({ from: z.number(), to: z.number() })

/** Named hours, as the calendar has them. */
const hoursSchema: z.ZodType<TimeInterval> = z.object({
  name: z.string(),
  times: z.array(
    z.object({
      times: z.array(range).exactOptional(),
      weekdays: z.array(range).exactOptional(),
      location: z.string().exactOptional(),
    }),
  ),
})

export const TARGET_KINDS = ['user', 'schedule', 'team'] as const

/** Whom a step notifies: one person by login, whoever is on call in a schedule, everybody of a team. */
export const targetSchema = z.object({ kind: z.enum(TARGET_KINDS), name: z.string() })
export type Target = z.infer<typeof targetSchema>

export const stepSchema = z.object({
  /** Since the step before it reached somebody. */
  afterMs: z.number(),
  notify: z.array(targetSchema),
  /** One of its people at a time, in turn from incident to incident. */
  roundRobin: z.boolean(),
  /** `acknowledged`: only while nobody has it. `resolved`: also when somebody has it, until it is over. */
  until: z.enum(['acknowledged', 'resolved']),
  severities: z.array(z.enum(SEVERITIES)).exactOptional(),
  during: hoursSchema.exactOptional(),
  outside: hoursSchema.exactOptional(),
})
export type Step = z.infer<typeof stepSchema>

export const policySchema = z.object({
  name: z.string(),
  steps: z.array(stepSchema),
  /** How often all steps are gone through again. */
  repeat: z.number().int(),
  fallback: z.array(targetSchema),
  /** From the last step to the next round, and to the fallback. */
  fallbackAfterMs: z.number(),
  /** Who acknowledged and did no more for this long does not have it any more. Absent for a severity: an answer holds. */
  ackTimeoutMs: z.partialRecord(z.enum(SEVERITIES), z.number()),
})
export type Policy = z.infer<typeof policySchema>

/** `user ana`, `schedule shop-primary`. */
export const targetName = ({ kind, name }: Target): string => `${kind} ${name}`

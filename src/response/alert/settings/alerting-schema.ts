/**
 * The part of `opsbook.yaml` about alerts. Its words are those of `alertmanager.yml`, so that one can be pasted; what of it has no effect
 * here is told by `unusedSettings`.
 */
import { z } from 'zod'
import { duration, matcherText } from './field-schemas.ts'
import { findAlertingProblems } from './find-alerting-problems.ts'
import { receiverSchema } from './receiver-schema.ts'
import { type RouteSettings, routeSchema } from './route-schema.ts'
import { timeIntervalSchema } from './time-interval-schema.ts'

const byName = z.record(z.string().min(1), z.string())

const inhibitRuleSchema = z
  .strictObject({
    source_matchers: z.array(matcherText).optional().describe('Alerts that make others quiet while they fire.'),
    target_matchers: z.array(matcherText).optional().describe('Alerts that are made quiet.'),
    equal: z.array(z.string()).optional().describe('Labels that both must have with the same value.'),
    source_match: byName.optional(),
    source_match_re: byName.optional(),
    target_match: byName.optional(),
    target_match_re: byName.optional(),
  })
  .describe('An alert that makes others quiet.')

export const alertingSchema = z
  .strictObject({
    global: z
      .looseObject({
        resolve_timeout: duration
          .optional()
          .describe('An alert without an end is over if it is not said again for this long.'),
      })
      .optional(),
    route: routeSchema.describe('The root of the routing tree: takes every alert no other route does.'),
    receivers: z.array(receiverSchema).describe('Who is told.'),
    inhibit_rules: z.array(inhibitRuleSchema).optional(),
    time_intervals: z
      .array(timeIntervalSchema)
      .optional()
      .describe('Times that routes name to be silent in or outside of.'),
    mute_time_intervals: z.array(timeIntervalSchema).optional().describe('The older name of time_intervals.'),
    templates: z.array(z.string()).optional(),
  })
  .superRefine((settings, issues) => {
    for (const { path, message } of findAlertingProblems(settings)) issues.addIssue({ code: 'custom', path, message })
  })

export type { RouteSettings }
export type InhibitRuleSettings = z.infer<typeof inhibitRuleSchema>
export type AlertingSettings = z.infer<typeof alertingSchema>

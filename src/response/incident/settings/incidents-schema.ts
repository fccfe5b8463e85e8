/** The part of `opsbook.yaml` about incidents: which alerts are one, and how bad. */
import { z } from 'zod'
import { duration, matcherText } from '../../alert/settings/field-schemas.ts'
import { INCIDENT_KINDS } from '../incident.ts'
import { SEVERITIES } from '../severity.ts'

export const incidentsSchema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100).optional(),
        matchers: z.array(matcherText).min(1).describe('Conditions on the labels of an alert; all of them must fit.'),
        severity: z
          .enum([...SEVERITIES, 'none'])
          .optional()
          .describe('P0 is the worst; "none" makes no incident of such alerts. Else what the sender says.'),
        title: z
          .string()
          .min(1)
          .max(300)
          .optional()
          .describe(
            'Title of the incident; {{ labels.NAME }}, {{ annotations.NAME }} and {{ summary }} are filled in.',
          ),
        kind: z.enum(INCIDENT_KINDS).optional(),
      }),
    )
    .default([])
    .describe('The first rule whose matchers fit an alert decides; without one, what its sender says.'),
  reopenWithin: duration
    .default('10m')
    .describe('What fires again so soon after its incident was resolved reopens it; later it is another one.'),
})

export type IncidentsSettings = z.output<typeof incidentsSchema>

/** The JSON of the commands about alerts: what the server shows, under a name and a version. It only grows. */
import { z } from 'zod'
import { shownAlertSchema } from '../response/alert/show/shown-alert.ts'
import { shownEventSchema } from '../response/alert/show/shown-event.ts'
import { shownRoutingSchema } from '../response/alert/show/shown-routing.ts'
import { placeShape } from '../response/incident/alert/place-shape.ts'
import { suggestionShape } from '../response/incident/suggest/suggestion-shape.ts'

const alertsOutput = z.object({ schema: z.literal('opsbook.alerts/v1'), alerts: z.array(shownAlertSchema) })

const alertOutput = z.object({
  schema: z.literal('opsbook.alert/v1'),
  alert: shownAlertSchema,
  routing: shownRoutingSchema,
  episodes: z
    .array(shownAlertSchema)
    .describe('The newest first, itself among them; five before it unless -v asks for all.'),
  incidents: z.array(placeShape).nullable().describe('Null for somebody who may not see incidents.'),
  events: z.array(shownEventSchema).describe('Oldest first.'),
  suggestions: z.array(suggestionShape).describe('Procedures that may help, of its current incident.'),
  next: z.array(z.string()).describe('Command lines somebody is likely to want now.'),
})

const alertChangeOutput = z.object({
  schema: z.literal('opsbook.alert-change/v1'),
  did: z.enum(['acknowledged', 'resolved', 'snoozed', 'unsnoozed']),
  alerts: z.array(shownAlertSchema).describe('Those that were changed, as they are now.'),
  refused: z.array(z.object({ alert: z.string(), code: z.string(), message: z.string() })),
})

/** Name of the published schema file → schema. */
export const alertContracts = {
  alert: alertOutput,
  alerts: alertsOutput,
  'alert-change': alertChangeOutput,
} as const

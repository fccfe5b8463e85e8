import { z } from 'zod'
import { incidentShape } from '../incident-shape.ts'

/** An incident as one of an alert. */
export const placeShape = z.object({
  incident: incidentShape,
  attachedAt: z.iso.datetime(),
  resolvedAt: z.iso.datetime().nullable().describe('When the alert ended there'),
  detachedAt: z.iso.datetime().nullable().describe('When somebody took the alert out'),
})

import { z } from 'zod'

/** An alert of an incident, as the API shows it. */
export const incidentAlertShape = z.object({
  ...{ alert: z.string(), incident: z.string(), summary: z.string() },
  ...{ attachedAt: z.iso.datetime(), resolvedAt: z.iso.datetime().nullable() },
  severity: z.string().nullable().describe('Absent where the alert itself was forgotten'),
  labels: z.record(z.string(), z.string()),
})

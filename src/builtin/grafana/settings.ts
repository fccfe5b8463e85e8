import { z } from 'zod'

const schema = z.strictObject({
  /** Header with the signature, where the integration has a signing secret. */
  signatureHeader: z.string().min(1).default('X-Grafana-Alerting-Signature'),
  /** Header with the time of signing; without it the signature covers the body alone and can be replayed. */
  timestampHeader: z.string().min(1).optional(),
  /** How far the time of signing may be from ours. */
  toleranceSeconds: z.number().positive().max(86_400).default(300),
})

export type GrafanaSettings = z.infer<typeof schema>

export function checkSettings(settings: unknown): readonly string[] {
  const read = schema.safeParse(settings ?? {})
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.') || 'settings'}: ${message}`)
}

export function settingsOf(settings: unknown): GrafanaSettings {
  const read = schema.safeParse(settings ?? {})
  return read.success ? read.data : schema.parse({})
}

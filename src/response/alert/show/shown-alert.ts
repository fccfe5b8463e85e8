import { z } from 'zod'
import { type AlertState, snoozedUntilAt, stateAt } from '../alert.ts'
import type { StoredAlert } from '../alert-row.ts'
import { SIGNAL_SEVERITIES, type SignalSeverity } from '../signal.ts'

const labels = z.record(z.string(), z.string())
const time = z.iso.datetime()

/** An alert as our own API shows it. */
export const shownAlertSchema = z.object({
  id: z.string(),
  number: z.int().describe('Short, for people to say.'),
  integrationId: z.string(),
  key: z.string().describe('Signals of the integration with this key are about this alert.'),
  episode: z.int().describe('How often this has begun.'),
  state: z.enum(['open', 'acknowledged', 'resolved']),
  severity: z.enum(SIGNAL_SEVERITIES),
  summary: z.string(),
  labels,
  annotations: labels,
  links: z.array(z.object({ href: z.string(), text: z.string().optional() })),
  details: z.record(z.string(), z.unknown()),
  generatorUrl: z.string().nullable(),
  startsAt: time,
  endsAt: time.nullable().describe('In the future: it is over then, unless it is said again.'),
  acknowledgedAt: time.nullable(),
  acknowledgedBy: z.string().nullable(),
  snoozedUntil: time.nullable().describe('Nobody is told of it until then.'),
  count: z.int().describe('How many signals said so.'),
  openedAt: time.describe('When it first reached us.'),
  lastSeenAt: time,
  fingerprint: z.string(),
})

export interface ShownAlert extends Omit<z.output<typeof shownAlertSchema>, 'state' | 'severity'> {
  readonly state: AlertState
  readonly severity: SignalSeverity
}

export const shownAlert = (alert: StoredAlert, now: Date): ShownAlert => ({
  id: alert.id,
  number: alert.number,
  integrationId: alert.integrationId,
  key: alert.key,
  episode: alert.episode,
  state: stateAt(alert, now),
  severity: alert.severity,
  summary: alert.summary,
  labels: alert.labels,
  annotations: alert.annotations,
  links: [...alert.links],
  details: alert.details,
  generatorUrl: alert.generatorUrl ?? null,
  startsAt: alert.startsAt.toISOString(),
  endsAt: alert.endsAt?.toISOString() ?? null,
  acknowledgedAt: alert.acknowledgedAt?.toISOString() ?? null,
  acknowledgedBy: alert.acknowledgedBy ?? null,
  snoozedUntil: snoozedUntilAt(alert, now)?.toISOString() ?? null,
  count: alert.count,
  openedAt: alert.openedAt.toISOString(),
  lastSeenAt: alert.lastSeenAt.toISOString(),
  fingerprint: alert.fingerprint,
})

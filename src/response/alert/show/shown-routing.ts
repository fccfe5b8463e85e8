import { z } from 'zod'
import type { RoutingExplanation } from '../explain-routing.ts'
import { matcherText } from '../matcher/matcher.ts'
import { prometheusDuration } from '../settings/prometheus-duration.ts'

const labels = z.record(z.string(), z.string())

/** Why somebody hears of an alert, or does not. */
export const shownRoutingSchema = z.object({
  tried: z.array(
    z.object({
      route: z.string().describe('The conditions from the root down.'),
      path: z.array(z.int()).describe('Places in the lists of routes, from the root down.'),
      outcome: z.enum(['handles', 'passes', 'missed', 'not tried']),
      why: z.string().nullable(),
    }),
  ),
  groups: z.array(
    z.object({
      ...{ receiver: z.string(), groupKey: z.string(), groupLabels: labels },
      ...{ groupWait: z.string(), groupInterval: z.string(), repeatInterval: z.string() },
      mutedBy: z.array(z.string()),
    }),
  ),
  silencedBy: z.array(
    z.object({ id: z.string(), createdBy: z.string(), comment: z.string(), endsAt: z.iso.datetime() }),
  ),
  inhibitedBy: z.array(z.object({ rule: z.int(), fingerprint: z.string(), labels })),
  snoozedUntil: z.iso.datetime().nullable().describe('This alert alone is put off until then.'),
  told: z.array(z.string()).describe('Receivers that hear of it now.'),
})

/** The explanation in words, for people and for the API. */
export function shownRouting({
  tried,
  groups,
  silencedBy,
  inhibitedBy,
  snoozedUntil,
}: RoutingExplanation): z.output<typeof shownRoutingSchema> {
  const quiet = snoozedUntil !== undefined || silencedBy.length + inhibitedBy.length > 0
  return {
    tried: tried.map(({ key, path, outcome, miss, takenBy }) => ({
      ...{ route: key, path: [...path], outcome },
      why: miss
        ? `${matcherText(miss.matcher)} does not fit ${miss.found === '' ? 'a missing label' : JSON.stringify(miss.found)}`
        : takenBy === undefined
          ? null
          : `${takenBy} took it and does not continue`,
    })),
    groups: groups.map(({ receiver, groupKey, groupLabels, timing, mutedBy }) => ({
      ...{ receiver, groupKey, groupLabels: { ...groupLabels }, mutedBy: [...mutedBy] },
      groupWait: prometheusDuration(timing.groupWaitMs),
      groupInterval: prometheusDuration(timing.groupIntervalMs),
      repeatInterval: prometheusDuration(timing.repeatIntervalMs),
    })),
    silencedBy: silencedBy.map(({ id, createdBy, comment, endsAt }) => ({
      id,
      createdBy,
      comment,
      endsAt: endsAt.toISOString(),
    })),
    inhibitedBy: inhibitedBy.map(({ rule, by }) => ({ rule, fingerprint: by.fingerprint, labels: { ...by.labels } })),
    snoozedUntil: snoozedUntil?.toISOString() ?? null,
    told: quiet
      ? []
      : [...new Set(groups.filter(({ mutedBy }) => mutedBy.length === 0).map(({ receiver }) => receiver))],
  }
}

import { type Alert, snoozedUntilAt } from '../alert.ts'
import { type FiringAlert, inhibitions } from '../inhibit/inhibit.ts'
import { matchRoutes } from '../routing/match-routes.ts'
import { mutedBy } from '../routing/muted-by.ts'
import type { Alerting } from '../settings/alerting.ts'
import { matchingSilences } from '../silence/matching-silences.ts'
import type { Silence } from '../silence/silence.ts'
import { type AlertStanding, SNOOZED } from './gettable.ts'

/** What of an alert decides who hears of it. */
type Heard = Pick<Alert, 'labels' | 'endsAt' | 'acknowledgedAt' | 'snoozedUntil'>

/** Prepares to say of any alert who hears of it now and what keeps it quiet. */
export function standings(facts: {
  alerting: Alerting
  silences: readonly Silence[]
  firing: readonly FiringAlert[]
  now: Date
}): (alert: Heard) => AlertStanding {
  const { alerting, now } = facts
  const silenced = matchingSilences(facts.silences, now)
  const inhibited = inhibitions(alerting.inhibitRules, facts.firing)
  return (alert) => {
    const { labels } = alert
    const nodes = matchRoutes(alerting.root, labels)
    const muting = nodes.map((node) => mutedBy(node, alerting.timeIntervals, now))
    return {
      receivers: [...new Set(nodes.map(({ receiver }) => receiver))],
      silencedBy: silenced(labels).map(({ id }) => id),
      inhibitedBy: [...new Set(inhibited(labels).map(({ by }) => by.fingerprint))],
      // One route that may speak is enough not to be muted.
      mutedBy: [
        ...(muting.every((names) => names.length > 0) ? new Set(muting.flat()) : []),
        ...(snoozedUntilAt(alert, now) ? [SNOOZED] : []),
      ],
    }
  }
}

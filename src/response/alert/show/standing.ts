import type { LabelSet } from '../../../kit/label-set.ts'
import { type FiringAlert, inhibitions } from '../inhibit/inhibit.ts'
import { matchRoutes } from '../routing/match-routes.ts'
import { mutedBy } from '../routing/muted-by.ts'
import type { Alerting } from '../settings/alerting.ts'
import { matchingSilences } from '../silence/matching-silences.ts'
import type { Silence } from '../silence/silence.ts'
import type { AlertStanding } from './gettable.ts'

/** Prepares to say of any labels who hears of them now and what keeps them quiet. */
export function standings(facts: {
  alerting: Alerting
  silences: readonly Silence[]
  firing: readonly FiringAlert[]
  now: Date
}): (labels: LabelSet) => AlertStanding {
  const { alerting, now } = facts
  const silenced = matchingSilences(facts.silences, now)
  const inhibited = inhibitions(alerting.inhibitRules, facts.firing)
  return (labels) => {
    const nodes = matchRoutes(alerting.root, labels)
    const muting = nodes.map((node) => mutedBy(node, alerting.timeIntervals, now))
    return {
      receivers: [...new Set(nodes.map(({ receiver }) => receiver))],
      silencedBy: silenced(labels).map(({ id }) => id),
      inhibitedBy: [...new Set(inhibited(labels).map(({ by }) => by.fingerprint))],
      // One route that may speak is enough not to be muted.
      mutedBy: muting.every((names) => names.length > 0) ? [...new Set(muting.flat())] : [],
    }
  }
}

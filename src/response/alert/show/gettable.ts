import type { LabelSet } from '../../../kit/label-set.ts'
import type { StoredAlert } from '../alert-row.ts'
import { type Silence, silenceStateAt } from '../silence/silence.ts'

/** What is known about an alert beside itself, at the moment somebody asks. */
export interface AlertStanding {
  readonly receivers: readonly string[]
  readonly silencedBy: readonly string[]
  /** Fingerprints. */
  readonly inhibitedBy: readonly string[]
  /** Time intervals that keep its routes silent; {@link SNOOZED} where somebody put this one alert off. */
  readonly mutedBy: readonly string[]
}

/** What stands beside the names of time intervals: clients of Alertmanager know no snooze, and show this as the reason. */
export const SNOOZED = 'snoozed'

/** `gettableAlert` of Alertmanager's API v2. */
export interface GettableAlert {
  readonly annotations: LabelSet
  readonly endsAt: string
  readonly fingerprint: string
  readonly receivers: readonly { readonly name: string }[]
  readonly startsAt: string
  readonly status: {
    readonly inhibitedBy: readonly string[]
    readonly mutedBy: readonly string[]
    readonly silencedBy: readonly string[]
    readonly state: 'active' | 'suppressed'
  }
  readonly updatedAt: string
  readonly generatorURL?: string
  readonly labels: LabelSet
}

/** The time Alertmanager writes where there is none. */
const NO_TIME = '0001-01-01T00:00:00.000Z'

export function gettableAlert(alert: StoredAlert, standing: AlertStanding): GettableAlert {
  const { silencedBy, inhibitedBy, mutedBy, receivers } = standing
  const quiet = silencedBy.length + inhibitedBy.length + mutedBy.length > 0
  return {
    annotations: alert.annotations,
    endsAt: alert.endsAt?.toISOString() ?? NO_TIME,
    fingerprint: alert.fingerprint,
    receivers: receivers.map((name) => ({ name })),
    startsAt: alert.startsAt.toISOString(),
    status: { inhibitedBy, mutedBy, silencedBy, state: quiet ? 'suppressed' : 'active' },
    updatedAt: alert.lastSeenAt.toISOString(),
    ...(alert.generatorUrl === undefined ? {} : { generatorURL: alert.generatorUrl }),
    labels: alert.labels,
  }
}

/** `gettableSilence` of Alertmanager's API v2. */
export const gettableSilence = (silence: Silence, now: Date) => ({
  id: silence.id,
  status: { state: silenceStateAt(silence, now) },
  updatedAt: silence.updatedAt.toISOString(),
  comment: silence.comment,
  createdBy: silence.createdBy,
  endsAt: silence.endsAt.toISOString(),
  matchers: silence.matchers.map(({ name, operator, value }) => ({
    isEqual: !operator.startsWith('!'),
    isRegex: operator.endsWith('~'),
    name,
    value,
  })),
  startsAt: silence.startsAt.toISOString(),
})

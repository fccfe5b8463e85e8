import type { LabelSet } from '../../../kit/label-set.ts'
import { labelOf, labelSet } from '../../../kit/label-set.ts'
import type { Alert } from '../alert.ts'
import type { NotificationReason } from './decide-notification.ts'

/** What Alertmanager writes for "no time": the end of an alert that fires. */
const NO_TIME = '0001-01-01T00:00:00Z'

export interface WebhookAlert {
  readonly status: 'firing' | 'resolved'
  readonly labels: LabelSet
  readonly annotations: LabelSet
  readonly startsAt: string
  readonly endsAt: string
  readonly generatorURL: string
  readonly fingerprint: string
}

/** The body of Alertmanager's webhook, version 4. */
export interface WebhookBody {
  readonly receiver: string
  readonly status: 'firing' | 'resolved'
  readonly alerts: readonly WebhookAlert[]
  readonly groupLabels: LabelSet
  readonly commonLabels: LabelSet
  readonly commonAnnotations: LabelSet
  readonly externalURL: string
  readonly version: '4'
  readonly groupKey: string
  readonly truncatedAlerts: number
  readonly notification_reason: NotificationReason
  readonly routeLabels: LabelSet
}

type Told = Pick<Alert, 'labels' | 'annotations' | 'startsAt' | 'endsAt' | 'generatorUrl' | 'fingerprint'>

export interface WebhookContent {
  readonly receiver: string
  readonly firing: readonly Told[]
  readonly resolved: readonly Told[]
  readonly groupLabels: LabelSet
  readonly groupKey: string
  readonly reason: NotificationReason
  readonly externalUrl: string
  /** 0 is all of them. */
  readonly maxAlerts: number
  readonly now: Date
}

/**
 * Makes the body from what a group decided to say. Firing alerts come first and by their start, so that a receiver's limit cuts off what is
 * over before it cuts off what burns. What is common is common to all, also to those that were cut off.
 */
export function webhookV4(content: WebhookContent): WebhookBody {
  const { firing, resolved, maxAlerts } = content
  const all = [
    ...[...firing].sort(byStart).map((alert) => webhookAlert(alert, 'firing', content.now)),
    ...[...resolved].sort(byStart).map((alert) => webhookAlert(alert, 'resolved', content.now)),
  ]
  const alerts = maxAlerts > 0 ? all.slice(0, maxAlerts) : all
  return {
    receiver: content.receiver,
    status: firing.length > 0 ? 'firing' : 'resolved',
    alerts,
    groupLabels: content.groupLabels,
    commonLabels: common(all.map(({ labels }) => labels)),
    commonAnnotations: common(all.map(({ annotations }) => annotations)),
    externalURL: content.externalUrl,
    version: '4',
    groupKey: content.groupKey,
    truncatedAlerts: all.length - alerts.length,
    notification_reason: content.reason,
    routeLabels: {},
  }
}

const byStart = (a: Told, b: Told) =>
  a.startsAt.getTime() - b.startsAt.getTime() || (a.fingerprint < b.fingerprint ? -1 : 1)

const webhookAlert = (alert: Told, status: WebhookAlert['status'], now: Date): WebhookAlert => ({
  status,
  labels: alert.labels,
  annotations: alert.annotations,
  startsAt: alert.startsAt.toISOString(),
  // An alert that left its group still fires: for this group it ends now.
  endsAt: status === 'firing' ? NO_TIME : earlier(alert.endsAt ?? now, now).toISOString(),
  generatorURL: alert.generatorUrl ?? '',
  fingerprint: alert.fingerprint,
})

const earlier = (a: Date, b: Date) => (a.getTime() < b.getTime() ? a : b)

/** What every set has with the same value. */
function common(sets: readonly LabelSet[]): LabelSet {
  const [first, ...others] = sets
  return labelSet(
    Object.entries(first ?? {}).filter(([name, value]) => others.every((other) => labelOf(other, name) === value)),
  )
}

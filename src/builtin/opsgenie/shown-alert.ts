import type { IntegrationFacts } from '../../component/intake.ts'
import type { AlertFacts, AlertLogLine, RequestOutcome } from '../../component/intake-question.ts'
import { listMember } from '../../component/json-value.ts'
import { labelOf, labelSet } from '../../kit/label-set.ts'
import { isDetail } from './detail.ts'
import { priorityOfSeverity } from './priority.ts'

/** An alert as `GET /v2/alerts` lists it. */
export function alertSummary(alert: AlertFacts, integration: IntegrationFacts) {
  const { acknowledgedAt, resolvedAt, snoozedUntil, startedAt } = alert
  const since = (at: Date) => at.getTime() - startedAt.getTime()
  return {
    id: alert.id,
    tinyId: String(alert.number),
    alias: alert.key,
    message: alert.summary,
    status: alert.state === 'resolved' ? 'closed' : 'open',
    acknowledged: alert.state === 'acknowledged',
    isSeen: acknowledgedAt !== undefined,
    tags: listMember(alert.details, 'tags'),
    snoozed: snoozedUntil !== undefined,
    ...(snoozedUntil ? { snoozedUntil: snoozedUntil.toISOString() } : {}),
    count: alert.count,
    lastOccurredAt: alert.lastSeenAt.toISOString(),
    createdAt: startedAt.toISOString(),
    updatedAt: alert.updatedAt.toISOString(),
    source: labelOf(alert.labels, 'source'),
    owner: alert.acknowledgedBy ?? '',
    priority: labelOf(alert.labels, 'priority') || priorityOfSeverity(alert.severity),
    responders: listMember(alert.details, 'responders'),
    integration: { id: integration.id, name: integration.name, type: 'API' },
    report: {
      ...(acknowledgedAt ? { ackTime: since(acknowledgedAt), acknowledgedBy: alert.acknowledgedBy ?? '' } : {}),
      ...(resolvedAt ? { closeTime: since(resolvedAt), closedBy: alert.resolvedBy ?? '' } : {}),
    },
  }
}

/** An alert as `GET /v2/alerts/{id}` shows it. */
export const alertData = (alert: AlertFacts, integration: IntegrationFacts) => ({
  ...alertSummary(alert, integration),
  actions: listMember(alert.details, 'actions'),
  entity: labelOf(alert.labels, 'entity'),
  description: labelOf(alert.annotations, 'description'),
  details: labelSet(Object.entries(alert.labels).filter(([name]) => isDetail(name))),
})

export const logLine = ({ id, at, kind, text, by }: AlertLogLine) => ({
  ...{ log: text, type: kind, owner: by ?? 'System', createdAt: at.toISOString(), offset: id },
})

export const noteLine = ({ id, at, text, by }: AlertLogLine) => ({
  ...{ note: text, owner: by ?? 'System', createdAt: at.toISOString(), offset: id },
})

const ACTIONS: Readonly<Record<string, readonly [action: string, done: string]>> = {
  trigger: ['Create', 'Created alert'],
  resolve: ['Close', 'Closed alert'],
  acknowledge: ['Acknowledge', 'Acknowledged alert'],
  unacknowledge: ['UnAcknowledge', 'Unacknowledged alert'],
  snooze: ['Snooze', 'Snoozed alert'],
  note: ['AddNote', 'Added note'],
}

/** What became of a request. */
export function outcomeData({ action, processedAt, success, why, integrationId, alertId, key }: RequestOutcome) {
  const [name, done] = (Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined) ?? [action, 'Processed']
  return {
    success,
    action: name,
    processedAt: processedAt.toISOString(),
    integrationId,
    isSuccess: success,
    status: success ? done : notDone(alertId, why),
    alertId: alertId ?? '',
    alias: key ?? '',
  }
}

const notDone = (alertId: string | undefined, why: string | undefined) =>
  alertId === undefined || why === undefined ? 'Alert does not exist' : `Nothing was changed: ${why}`

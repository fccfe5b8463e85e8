/** The metrics of the server beside those of its process: is something stuck, is somebody missing, what is open? */
import type { Database } from '../../db/database.ts'
import type { Jobs } from '../../db/jobs.ts'
import type { Measure } from '../../http/metrics.ts'
import { countStates } from '../../response/monitor/heartbeat/store.ts'
import type { DeadMan } from './dead-man.ts'
import { messageMeasures } from './message-measures.ts'
import type { SelfAudit } from './self-audit.ts'
import { type ServerFacts, serverFacts } from './server-facts.ts'

export interface MeasuredParts {
  readonly db: Database
  readonly jobs: Pick<Jobs, 'counts'>
  readonly audit: Pick<SelfAudit, 'lastClean' | 'findings'>
  readonly deadMan: Pick<DeadMan, 'facts'>
  readonly startedAt: Date
  readonly clock: () => Date
}

/** All measures of one answer share one look. */
const SAME_LOOK_MS = 500

export function serverMeasures({ db, jobs, audit, deadMan, startedAt, clock }: MeasuredParts): Measure[] {
  const facts = shared(() => serverFacts(db))
  const counts = shared(jobs.counts)
  const of =
    <Value>(pick: (all: ServerFacts) => Value) =>
    async () =>
      pick(await facts())
  return [
    ...messageMeasures(db),
    {
      name: 'opsbook_heartbeats',
      help: 'Heartbeats by state',
      label: 'state',
      read: () => countStates(db),
    },
    {
      name: 'opsbook_dead_man_age_seconds',
      help: 'Time since somebody outside was last told that all is well here, or since the start; absent where nobody is',
      read: async () => {
        const { isConfigured, lastSentAt } = deadMan.facts()
        return isConfigured ? (clock().getTime() - (lastSentAt ?? startedAt).getTime()) / 1_000 : undefined
      },
    },
    {
      name: 'opsbook_notification_oldest_unsent_seconds',
      help: 'How long the oldest notification has waited to be delivered; 0 when none waits',
      read: of(({ deliveries }) => deliveries.oldestSeconds),
    },
    {
      name: 'opsbook_notifications_unsent',
      help: 'Notifications still to be delivered',
      read: of(({ deliveries }) => deliveries.pending),
    },
    {
      name: 'opsbook_alert_groups_overdue',
      help: 'Alert groups that should have spoken more than 15 seconds ago',
      read: of(({ overdueGroups }) => overdueGroups),
    },
    {
      name: 'opsbook_subscription_lag_seconds',
      help: 'How long the oldest event has waited that a part of the server has not acted on',
      label: 'subscription',
      read: of(({ subscriptions }) => subscriptions),
    },
    { name: 'opsbook_jobs_dead', help: 'Jobs that were given up', read: async () => (await counts()).dead },
    { name: 'opsbook_jobs_queued', help: 'Jobs that wait', read: async () => (await counts()).queued },
    {
      name: 'opsbook_runners_silent',
      help: 'Runners that are not heard of',
      read: of(({ silentRunners }) => silentRunners.length),
    },
    { name: 'opsbook_runs_lost', help: 'Runs whose outcome nobody knows', read: of(({ lostRuns }) => lostRuns) },
    {
      name: 'opsbook_alerts_open',
      help: 'Open alerts',
      label: 'severity',
      read: of(({ alerts }) => alerts),
    },
    {
      name: 'opsbook_incidents_open',
      help: 'Incidents that are not over',
      label: 'severity',
      read: of(({ incidents }) => incidents),
    },
    {
      name: 'opsbook_self_audit_findings',
      help: 'What the look of this replica at itself found last',
      read: async () => audit.findings().length,
    },
    {
      name: 'opsbook_self_audit_clean_age_seconds',
      help: 'Time since this replica last found nothing wrong with itself, or since its start',
      read: async () => (clock().getTime() - (audit.lastClean() ?? startedAt).getTime()) / 1_000,
    },
  ]
}

/** One answer for everybody who asks within half a second. */
function shared<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let last: { at: number; answer: Promise<Value> } | undefined
  return () => {
    const now = performance.now()
    if (last === undefined || now - last.at > SAME_LOOK_MS) last = { at: now, answer: ask() }
    return last.answer
  }
}

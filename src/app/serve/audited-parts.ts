/** What the server looks at when it looks at itself. */
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Jobs } from '../../db/jobs.ts'
import { rearmOverdue } from '../../response/incident/clock/actions.ts'
import { forgetRequests } from '../../response/incident/store.ts'
import { outboxFacts } from '../../response/page/notify/health/store.ts'
import { failingProviders } from '../../response/page/notify/outbox/circuit/store.ts'
import type { AlertsToIncidents } from './alerts-to-incidents.ts'
import type { AuditedPart } from './self-audit.ts'

/** Seconds a thing that is due may wait before it counts as stuck. */
const LATE_SECONDS = 15

/** Keys of requests are for whoever asks again because an answer was lost; nobody does that a week later. */
const KEY_DAYS = 7
const FORGET_EVERY_MS = 3_600_000

export const auditedParts = ({ db, desk, jobs, clock }: AlertsToIncidents & { jobs: Jobs }): AuditedPart[] => [
  {
    name: 'incident clocks',
    look: async () => (await rearmOverdue(desk)).map((id) => `the clock of ${id} was overdue and is armed again`),
  },
  {
    name: 'alert groups',
    look: async () => {
      const { rows } = await sql<{ late: number }>`
        select count(*)::int as late from alert_groups where next_flush_at < now() - make_interval(secs => ${LATE_SECONDS})`.execute(
        db,
      )
      const late = rows[0]?.late ?? 0
      return late > 0 ? [`${late} groups should have spoken more than ${LATE_SECONDS} s ago`] : []
    },
  },
  { name: 'messages', look: () => lookAtMessages(db) },
  {
    name: 'jobs',
    look: async () => {
      const { dead } = await jobs.counts()
      return dead > 0 ? [`${dead} jobs were given up`] : []
    },
  },
  oldRequests(db, clock),
]

/** Messages that should have left, and providers that fail: both are somebody who is not reached. */
async function lookAtMessages(db: Database): Promise<string[]> {
  const [{ oldestSeconds, stuck }, failing] = await Promise.all([outboxFacts(db), failingProviders(db)])
  return [
    ...(oldestSeconds > LATE_SECONDS ? [`one should have left ${Math.round(oldestSeconds)} s ago`] : []),
    ...(stuck > 0 ? [`${stuck} were being handed over by somebody who is gone, and nobody took them up`] : []),
    ...failing.map(({ channel, openedAt, why }) => `${channel} fails since ${openedAt.toISOString()}: ${why}`),
  ]
}

function oldRequests(db: Database, clock: () => Date): AuditedPart {
  let lastAt = Number.NEGATIVE_INFINITY
  return {
    name: 'old requests',
    look: async () => {
      if (clock().getTime() - lastAt < FORGET_EVERY_MS) return []
      lastAt = clock().getTime()
      await forgetRequests(db, KEY_DAYS)
      return []
    },
  }
}

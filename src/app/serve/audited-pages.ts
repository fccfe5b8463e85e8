/** What the server looks at when it looks at its own paging. */
import type { Database } from '../../db/database.ts'
import { forgetTokens } from '../../response/page/ack/store.ts'
import { lateEscalations, unreachedEscalations } from '../../response/page/escalation/store.ts'
import type { AuditedPart } from './self-audit.ts'

/** Seconds a step that is due may wait before it counts as stuck. */
const LATE_SECONDS = 15
/** How long links that expired are told from ones that never were. */
const KEPT_DAYS = 30

export const auditedPages = (db: Database): AuditedPart[] => [
  {
    name: 'escalation steps',
    look: async () =>
      (await lateEscalations(db, LATE_SECONDS)).map(
        ({ incidentId, lateSeconds }) => `the step of ${incidentId} is overdue by ${lateSeconds} s`,
      ),
  },
  {
    name: 'unreachable people',
    look: async () =>
      (await unreachedEscalations(db)).map((id) => `nobody can be reached for ${id}; it is tried every minute`),
  },
  {
    name: 'links of pages',
    look: async () => {
      await forgetTokens(db, KEPT_DAYS)
      return []
    },
  },
]

import type { JobData } from '../src/db/jobs.ts'
import { newId } from '../src/kit/new-id.ts'
import type { Actor } from '../src/kit/route.ts'
import type { IncidentDesk } from '../src/response/incident/actions.ts'
import { DEFAULT_POLICY, type SeverityPolicy } from '../src/response/incident/severity-policy.ts'
import { testDatabase } from './test-database.ts'

export const user = (name: string): Actor => ({ kind: 'user', id: name.toLowerCase(), name })

/** A desk on a database of its own; its jobs are only collected, to be done when a test says so. */
export async function incidentDesk(policy: SeverityPolicy = DEFAULT_POLICY) {
  const { db, config } = await testDatabase()
  const jobs: { data: JobData; startAfter: Date | undefined }[] = []
  const notes: string[] = []
  const desk: IncidentDesk = {
    db,
    newId,
    policy: () => policy,
    jobs: {
      enqueue: async (_tx, _queue, data, time) => void jobs.push({ data, startAfter: time?.startAfter }),
      enqueueAll: async (_tx, _queue, many) =>
        void jobs.push(...many.map(({ data, startAfter }) => ({ data, startAfter }))),
    },
    note: async (_tx, _by, action) => void notes.push(action),
  }
  return { desk, db, config, jobs, notes }
}

/** Is the process there, can it work? For whoever runs it. */
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { refuseRequest } from '../kit/problem.ts'
import { type Route, route } from '../kit/route.ts'

export interface Health {
  readonly db: Database
  /** True once everything started, false again when it is leaving. */
  readonly isReady: () => boolean
}

const ASK_LIMIT_MS = 2_000

export const healthRoutes = ({ db, isReady }: Health): Route[] => [
  route({
    method: 'GET',
    path: '/healthz',
    summary: 'The process answers',
    access: { kind: 'public', why: 'supervisors ask without a name; says nothing but that it answers' },
    handle: async () => ({ status: 200, body: { status: 'ok' } }),
  }),
  route({
    method: 'GET',
    path: '/readyz',
    summary: 'It can take work: started, not leaving, database writable',
    access: { kind: 'public', why: 'load balancers ask without a name; says nothing but yes or no' },
    handle: async () => {
      if (!isReady()) return refuseRequest(503, { code: 'server/not-ready', message: 'starting or leaving' })
      const answered = await Promise.race([canWrite(db), later()])
      return answered
        ? { status: 200, body: { status: 'ready' } }
        : refuseRequest(
            503,
            // Not why: the words of a driver name hosts, users and databases, and anybody may ask.
            { code: 'store/away', message: 'the database cannot be written' },
            { 'retry-after': '5' },
          )
    },
  }),
]

const canWrite = async (db: Database): Promise<boolean> => {
  try {
    const { rows } = await sql<{ standby: boolean }>`select pg_is_in_recovery() as standby`.execute(db)
    return rows[0]?.standby === false
  } catch {
    return false
  }
}

const later = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(false), ASK_LIMIT_MS).unref())

/** One unit of work: all of it is on disk, or none of it happened. */
import type { Database } from './database.ts'

/** Serialisation failure and deadlock: PostgreSQL undid the work and asks to do it again. */
const AGAIN = new Set(['40001', '40P01'])
const TRIES = 4

/**
 * Runs `work` in a transaction and commits it; the caller may answer "done" once this resolves. Work may run more than once and must have no
 * effect outside the database.
 */
export async function inTransaction<Result>(db: Database, work: (tx: Database) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute((tx) => work(tx as unknown as Database))
    } catch (error) {
      if (attempt === TRIES || !AGAIN.has((error as { code?: string }).code ?? '')) throw error
    }
  }
}

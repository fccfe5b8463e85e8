/** Transactions that a stopped process must not hold open. */
import { sql } from 'kysely'
import type { Database } from '../../../../../db/database.ts'
import { inTransaction } from '../../../../../db/transaction.ts'

/**
 * A transaction whose rows others wait for. A process that is stopped in the middle of it (a debugger, a machine that is moved) loses its
 * connection, and with it the rows, after two seconds; what it does when it comes back fails.
 */
export const inBriefTransaction = <Result>(db: Database, work: (tx: Database) => Promise<Result>): Promise<Result> =>
  inTransaction(db, async (tx) => {
    await sql`set local idle_in_transaction_session_timeout = '2s'`.execute(tx)
    return work(tx)
  })

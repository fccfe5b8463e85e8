import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/test-database.ts'
import { storeTrouble } from './store-trouble.ts'
import { inTransaction } from './transaction.ts'

test('a connection that breaks between two statements of a transaction fails that transaction and nothing else', async () => {
  const { db } = await testDatabase()
  const broken = inTransaction(db, async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
    await sql`select pg_terminate_backend(${rows[0]!.pid})`.execute(db)
    // Long enough to hear of it with nothing under way on it.
    await sleep(200)
    await sql`select 1`.execute(tx)
  })
  expect(await broken.catch(storeTrouble)).toBe('away')
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
})

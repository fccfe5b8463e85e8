import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/test-database.ts'
import { markHeartbeat } from './store.ts'

const at = (minute: number) => new Date(Date.UTC(2030, 0, 1, 12, minute))

test('the first and the last of each name are kept, in whatever order they come', async () => {
  const { db } = await testDatabase()
  for (const [integration, name, minute] of [
    ['i', 'backup', 5],
    ['i', 'backup', 9],
    ['i', 'backup', 7],
    ['other', 'backup', 1],
    ['i', 'report', 2],
  ] as const)
    await markHeartbeat(db, integration, name, at(minute))
  const { rows } = await sql`select * from heartbeats_seen order by integration_id, name`.execute(db)
  expect(rows).toEqual([
    { integration_id: 'i', name: 'backup', first_seen_at: at(5), last_seen_at: at(9) },
    { integration_id: 'i', name: 'report', first_seen_at: at(2), last_seen_at: at(2) },
    { integration_id: 'other', name: 'backup', first_seen_at: at(1), last_seen_at: at(1) },
  ])
})

test('a sender that makes names up keeps its first thousand, and those go on', async () => {
  const { db } = await testDatabase()
  await sql`insert into heartbeats_seen select 'i', 'n' || n, ${at(0)}, ${at(0)} from generate_series(1, 1000) n`.execute(
    db,
  )
  await markHeartbeat(db, 'i', 'more', at(1))
  await markHeartbeat(db, 'i', 'n7', at(1))
  await markHeartbeat(db, 'other', 'more', at(1))
  const { rows } = await sql<{ who: string }>`
    select integration_id || ' ' || name as who from heartbeats_seen where last_seen_at = ${at(1)} order by 1`.execute(
    db,
  )
  expect(rows.map(({ who }) => who)).toEqual(['i n7', 'other more'])
})

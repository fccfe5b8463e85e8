import { sql } from 'kysely'
import pg from 'pg'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/test-database.ts'
import { settleAfterRestore } from './settle-after-restore.ts'

test('a restored database holds nobody signed in and no run that could begin or be thought to run', async () => {
  const { db, config } = await testDatabase()
  await sql`insert into users (id, login, name, role, created_by) values ('u', 'ana', 'Ana', 'admin', 'u')`.execute(db)
  await sql`insert into sessions (id, digest, user_id, way, source, agent) values ('s', 'd', 'u', 'password', 'x', 'y')`.execute(
    db,
  )
  await sql`insert into setup_links (public_id, digest, user_id, expires_at) values ('l', 'd', 'u', now() + interval '1 hour')`.execute(
    db,
  )
  await sql`insert into runner_enrolments (token_hash, name, created_by, expires_at) values ('t', 'r', 'u', now() + interval '1 hour')`.execute(
    db,
  )
  await sql`insert into runners (id, name, token_hash, version, host, enrolled_by) values ('r', 'r', 't', '1', 'h', 'u')`.execute(
    db,
  )
  await sql`insert into runs (id, page, procedure, title, plan_hash, request, requested_by, requested_by_name, state, runner_id, claimed_at, lease_until)
    select state, 'p', 'q', 't', 'h', '{}', 'u', 'Ana', state, case when state = 'queued' then null else 'r' end, now(), now() + interval '10 seconds'
    from unnest(array['queued', 'running', 'waiting', 'finished']) state`.execute(db)
  const client = new pg.Client(config)
  await client.connect()
  await settleAfterRestore(client)
  await settleAfterRestore(client)
  await client.end()
  const { rows: runs } =
    await sql`select id, state, result, claimed_at as claimed from runs where id <> 'finished' order by id`.execute(db)
  expect(runs).toEqual([
    { id: 'queued', state: 'finished', result: 'cancelled', claimed: expect.any(Date) },
    { id: 'running', state: 'lost', result: null, claimed: null },
    { id: 'waiting', state: 'lost', result: null, claimed: null },
  ])
  const { rows } = await sql`select (select count(*) from sessions where ended_at is null) as sessions,
    (select count(*) from setup_links where expires_at > now()) as links,
    (select count(*) from runner_enrolments where expires_at > now()) as enrolments,
    (select count(*) from installation where restored_at is not null) as restored`.execute(db)
  expect(rows).toEqual([{ sessions: 0, links: 0, enrolments: 0, restored: 1 }])
})

/** A version and the next one at the same database: neither may trip over what the other one writes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { testDatabase } from '../../../test/test-database.ts'
import { openDatabase } from '../../db/database.ts'
import { type Migration, migrate } from '../../db/migrate.ts'
import { MIGRATIONS } from '../../db/migrations/migrations.ts'
import { sealOf } from '../../db/seal.ts'
import { integrationKeyHash } from '../../kit/integration-key.ts'
import { liveBook, readOpenBook } from '../live-book.ts'
import type { Store } from '../open-store.ts'
import { serve } from './serve.ts'

/** What a later version would bring: a column that is asked for, one with a default, a table, an index. */
const LATER: Migration = {
  name: '9000-later',
  up: [
    'alter table alerts add column owner text',
    "alter table alert_groups add column mood text not null default 'calm'",
    'alter table incidents add column budget int check (budget > 0)',
    'create table later_things (id text primary key, alert_id text not null)',
    'create index alerts_owner on alerts (owner) where owner is not null',
  ],
}

test('servers of this version go on while a later one brings the database forward, and start on it', {
  timeout: 180_000,
}, async () => {
  const { config, db } = await testDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-versions-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'docs'))
  writeFileSync(join(folder, 'docs/page.md'), '# Page\n')
  const start = async () => {
    const open = openDatabase(config)
    const store = {
      open,
      config,
      seal: sealOf(Buffer.alloc(32)),
      shown: 'test',
      embedded: undefined,
      applied: [],
    } as unknown as Store
    await migrate(open.db)
    const reading = await readOpenBook('.', folder, new Date())
    if (!reading.ok) throw new Error(reading.reason)
    const serving = await serve({
      ...{
        store,
        version: '1.2.3',
        log: pino({ level: 'silent' }),
        env: {},
        clock: () => new Date(),
        listen: '127.0.0.1:0',
      },
      book: liveBook(reading.value, { path: '.', cwd: folder, now: () => new Date() }),
    })
    onTestFinished(async () => {
      await serving.stop()
      await open.close()
    })
    return serving
  }
  const key = 'KEYKEYKEYKEYKEYKEYKEYKEYKEYKEY12'
  await sql`insert into integrations (id, name, dialect, key_hash, settings, created_by)
    values ('integration_1', 'prometheus', 'alertmanager-api', ${integrationKeyHash(key)}, '{}', 'ana')`.execute(db)
  const fire = (url: string, alertname: string, more = {}) =>
    fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify([{ labels: { alertname }, ...more }]),
    }).then(({ status }) => status)
  const earlier = await start()
  expect(await fire(earlier.url, 'before')).toBe(200)

  // The later version migrates while the earlier one works, writes in its own way, and the earlier one goes on.
  const [applied, during] = await Promise.all([migrate(db, [...MIGRATIONS, LATER]), fire(earlier.url, 'during')])
  expect([applied, during]).toEqual([['9000-later'], 200])
  await sql`update alerts set owner = 'ana'`.execute(db)
  expect(await fire(earlier.url, 'before', { annotations: { seen: 'again' } })).toBe(200)
  expect(await fire(earlier.url, 'after')).toBe(200)

  // One more of the earlier version starts on what the later one left: a roll-back, or a replica that is restarted.
  const restarted = await start()
  expect(await fire(restarted.url, 'restarted')).toBe(200)
  await vi.waitFor(async () => {
    const { rows } = await sql<{ name: string; mood: string }>`
      select labels->>'alertname' as name, mood from alert_groups order by 1`.execute(db)
    expect(rows.length).toBeGreaterThan(0)
    expect(new Set(rows.map(({ mood }) => mood))).toEqual(new Set(['calm']))
  }, 30_000)
  const { rows } = await sql`
    select labels->>'alertname' as name, owner from alerts order by 1`.execute(db)
  expect(rows).toEqual([
    { name: 'after', owner: null },
    { name: 'before', owner: 'ana' },
    { name: 'during', owner: 'ana' },
    { name: 'restarted', owner: null },
  ])
})

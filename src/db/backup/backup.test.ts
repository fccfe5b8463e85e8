import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { expect, onTestFinished, test, vi } from 'vitest'
import { testDatabase } from '../../../test/test-database.ts'
import type { OpenDatabase } from '../database.ts'
import { publish } from '../events.ts'
import { MIGRATIONS } from '../migrations/migrations.ts'
import { startSubscriber } from '../subscription.ts'
import { isEmpty, readBackup } from './read-backup.ts'
import { writeBackup } from './write-backup.ts'

const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'opsbook-backup-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

const AT = { version: '1.2.3', at: new Date('2030-01-01T00:00:00Z') }
const known = MIGRATIONS.map(({ name }) => name)

/** Rows with everything JSON could spoil: bytes, large numbers, line breaks, nulls, times. */
const fill = async ({ db }: OpenDatabase, count: number) => {
  await sql`
    insert into integrations (id, name, dialect, key_hash, settings, created_by, disabled_at)
    select 'integration_' || n, 'line' || chr(10) || 'break "' || n || '" \\ ', 'generic-json', decode(md5(n::text), 'hex'),
      jsonb_build_object('n', n, 'big', 9007199254740993), 'ana', case when n % 2 = 0 then now() end
    from generate_series(1, ${count}::int) n`.execute(db)
}

const all = async ({ db }: OpenDatabase) =>
  (await sql`select * , settings->>'big' as big from integrations order by id`.execute(db)).rows

const restore = (to: OpenDatabase, path: string, settle = async () => undefined) =>
  readBackup({ config: to.config, path, known, settle })

test('a backup restored elsewhere is the same, to the last digit', async () => {
  const [from, to] = [await testDatabase(), await testDatabase()]
  await fill(from, 1_203)
  const path = join(folder(), 'backup.gz')
  const { tables } = await writeBackup(from.config, path, AT)
  expect(tables.integrations?.rows).toBe(1_203)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(await isEmpty(to.db)).toBe(true)
  expect(await restore(to, path)).toEqual(tables)
  expect(await all(to)).toEqual(await all(from))
  expect(await isEmpty(to.db)).toBe(false)
})

test('what a subscription had not come to is handled after a restore, and so is what comes then', async () => {
  const [from, to] = [await testDatabase(), await testDatabase()]
  const event = (subject: string) => [{ type: 'alert.opened', subject, data: {} }]
  const seen: string[] = []
  const follow = (open: OpenDatabase, until: number) => {
    const handle = async (events: readonly { subject: string }[]) =>
      void seen.push(...events.map(({ subject }) => subject))
    const subscription = { name: 'follower', types: new Set(['alert.opened']), handle }
    const subscriber = startSubscriber(subscription, {
      db: open.db,
      onTrouble: (error) => expect.unreachable(`${error}`),
    })
    onTestFinished(subscriber.stop)
    return vi.waitFor(() => {
      subscriber.wake()
      expect(seen).toHaveLength(until)
    })
  }
  await sql`insert into subscriptions (name, cursor) values ('follower', '0-0')`.execute(from.db)
  await publish(from.db, event('before'))
  await follow(from, 1)
  // Where a restored database is younger, its transactions have smaller numbers than the place the subscription had come to.
  await sql`update subscriptions set cursor = '9999999999-1'`.execute(from.db)
  await sql`insert into events (xid, type, subject, data) values ('99999999999', 'alert.opened', 'waiting', '{}')`.execute(
    from.db,
  )
  const path = join(folder(), 'backup.gz')
  const { tables } = await writeBackup(from.config, path, AT)
  expect(tables.events?.rows).toBe(1)
  await restore(to, path)
  await publish(to.db, event('after'))
  await follow(to, 3)
  expect(seen).toEqual(['before', 'waiting', 'after'])
})

test('it is one moment, whatever is written meanwhile', async () => {
  const from = await testDatabase()
  await fill(from, 2_500)
  const path = join(folder(), 'backup.gz')
  const writing = writeBackup(from.config, path, AT)
  for (let n = 0; n < 20; n += 1)
    await sql`delete from integrations where id in (select id from integrations limit 100)`.execute(from.db)
  const { tables } = await writing
  expect(tables.integrations!.rows % 100).toBe(0)
  const lines = gunzipSync(readFileSync(path)).toString().split('\n')
  expect(lines.filter((line) => line.includes('"dialect":"generic-json"'))).toHaveLength(tables.integrations!.rows)
})

test.each<[string, (text: string) => string, string]>([
  ['cut off', (text) => text.slice(0, text.length - 400), 'backup/damaged'],
  ['a changed row', (text) => text.replace('"created_by":"ana"', '"created_by":"eve"'), 'backup/damaged'],
  [
    'a row left out',
    (text) =>
      text
        .split('\n')
        .filter((line) => !line.includes('"integration_2"'))
        .join('\n'),
    'backup/damaged',
  ],
  ['something else', () => '{"hello":1}\n', 'backup/damaged'],
  ['a newer version', (text) => text.replace('"0001-base"', '"0001-base","9999-later"'), 'backup/newer'],
])('%s is refused and changes nothing', async (_what, spoil, code) => {
  const [from, to] = [await testDatabase(), await testDatabase()]
  await fill(from, 20)
  const path = join(folder(), 'backup.gz')
  await writeBackup(from.config, path, AT)
  writeFileSync(path, gzipSync(spoil(gunzipSync(readFileSync(path)).toString())))
  await expect(restore(to, path)).rejects.toMatchObject({ problem: { code } })
  expect(await isEmpty(to.db)).toBe(true)
})

test('a file cut in its packed bytes is refused too', async () => {
  const [from, to] = [await testDatabase(), await testDatabase()]
  await fill(from, 200)
  const path = join(folder(), 'backup.gz')
  await writeBackup(from.config, path, AT)
  writeFileSync(path, readFileSync(path).subarray(0, 1_000))
  await expect(restore(to, path)).rejects.toMatchObject({ problem: { code: 'backup/damaged' } })
})

test('features settle what is older than the world in the same transaction', async () => {
  const [from, to] = [await testDatabase(), await testDatabase()]
  await fill(from, 2)
  const path = join(folder(), 'backup.gz')
  await writeBackup(from.config, path, AT)
  const failing = restore(to, path, async () => {
    throw new Error('not settled')
  })
  await expect(failing).rejects.toThrow('not settled')
  expect(await isEmpty(to.db)).toBe(true)
})

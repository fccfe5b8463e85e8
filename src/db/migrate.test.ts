import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/test-database.ts'
import { type Migration, migrate, migrationStates } from './migrate.ts'
import { MIGRATIONS } from './migrations/migrations.ts'

const addTable = (name: string, table: string, more: Partial<Migration> = {}): Migration => ({
  name,
  up: [`create table ${table} (id int)`, `insert into ${table} values (1)`],
  ...more,
})

test('an empty database gets everything once, and a second start finds nothing to do', async () => {
  const { db } = await testDatabase({ migrated: false })
  expect(await migrate(db)).toEqual(MIGRATIONS.map(({ name }) => name))
  expect(await migrate(db)).toEqual([])
  expect((await migrationStates(db)).every(({ appliedAt }) => appliedAt instanceof Date)).toBe(true)
})

test('replicas that start together apply each migration once', async () => {
  const { db } = await testDatabase({ migrated: false })
  const applied = await Promise.all([migrate(db), migrate(db), migrate(db)])
  expect(applied.flat().sort()).toEqual(MIGRATIONS.map(({ name }) => name))
})

test('a migration that fails half-way leaves nothing behind', async () => {
  const { db } = await testDatabase()
  const broken: Migration = { name: '9001-broken', up: ['create table half (id int)', 'select 1/0'] }
  await expect(migrate(db, [...MIGRATIONS, broken])).rejects.toThrow('division by zero')
  const { rows } = await sql`select to_regclass('half') as half`.execute(db)
  expect(rows).toEqual([{ half: null }])
  expect(await migrate(db, [...MIGRATIONS, { ...broken, up: ['create table half (id int)'] }])).toEqual(['9001-broken'])
})

test('an older version works beside a newer one that only added', async () => {
  const { db } = await testDatabase()
  await migrate(db, [...MIGRATIONS, addTable('9002-added', 'added')])
  expect(await migrate(db)).toEqual([])
})

test('an older version refuses a database that a newer one has changed beyond it', async () => {
  const { db } = await testDatabase()
  await migrate(db, [...MIGRATIONS, addTable('9003-changed', 'changed', { oldestReader: 9003 })])
  await expect(migrate(db)).rejects.toMatchObject({ problem: { code: 'database/newer-schema' } })
})

test('names are in order and used once', () => {
  const names = MIGRATIONS.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)].sort())
})

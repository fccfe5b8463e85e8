import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject, onTestFinished } from 'vitest'
import { type OpenDatabase, openDatabase, poolConfig } from '../src/db/database.ts'
import { migrate } from '../src/db/migrate.ts'

/** An empty database of this test alone, migrated and open; dropped when the test ends. */
export async function testDatabase(options: { migrated?: boolean; poolSize?: number } = {}): Promise<OpenDatabase> {
  const server = inject('database')
  const name = `test_${randomBytes(8).toString('hex')}`
  await admin(`create database ${name}`)
  const open = openDatabase(poolConfig({ ...server, database: name }, 'test', options.poolSize ?? 8))
  onTestFinished(async () => {
    await open.close()
    await admin(`drop database if exists ${name} with (force)`)
  })
  if (options.migrated !== false) await migrate(open.db)
  return open
}

async function admin(statement: string): Promise<void> {
  const client = new pg.Client({ ...inject('database'), database: 'postgres' })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** The table of integrations. */
import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Seal } from '../../db/seal.ts'
import type { Integration, KnownSender } from './integration.ts'

interface IntegrationTable {
  id: string
  name: string
  dialect: string
  key_hash: Buffer
  settings: unknown
  signing_secret: string | null
  requests_per_minute: number
  created_at: Date
  created_by: string
  disabled_at: Date | null
  last_seen_at: Date | null
  version: number
}

const PURPOSE = 'integration'
const tables = (db: Database) => db.withTables<{ integrations: IntegrationTable }>()

export interface NewIntegration {
  readonly id: string
  readonly name: string
  readonly dialect: string
  readonly keyHash: Buffer
  readonly settings: unknown
  readonly signingSecret?: string
  readonly requestsPerMinute: number
  readonly createdBy: string
}

/** Stores an integration; undefined when the name is taken. */
export async function addIntegration(
  tx: Database,
  seal: Seal,
  added: NewIntegration,
): Promise<Integration | undefined> {
  const { rows } = await sql<Selectable<IntegrationTable>>`
    insert into integrations (id, name, dialect, key_hash, settings, signing_secret, requests_per_minute, created_by)
    values (${added.id}, ${added.name}, ${added.dialect}, ${added.keyHash}, ${JSON.stringify(added.settings)}::jsonb,
      ${added.signingSecret === undefined ? null : seal.close(added.signingSecret, PURPOSE)},
      ${added.requestsPerMinute}, ${added.createdBy})
    on conflict (name) do nothing returning *`.execute(tx)
  return rows[0] && read(rows[0])
}

export async function listIntegrations(db: Database, after: string | undefined, limit: number): Promise<Integration[]> {
  let query = tables(db).selectFrom('integrations').selectAll().orderBy('id').limit(limit)
  if (after !== undefined) query = query.where('id', '>', after)
  return (await query.execute()).map(read)
}

export async function findIntegration(db: Database, id: string): Promise<Integration | undefined> {
  const row = await tables(db).selectFrom('integrations').selectAll().where('id', '=', id).executeTakeFirst()
  return row && read(row)
}

/** The sender a key belongs to, unless it was switched off. */
export async function findSender(db: Database, seal: Seal, keyHash: Buffer): Promise<KnownSender | undefined> {
  const row = await tables(db)
    .selectFrom('integrations')
    .selectAll()
    .where('key_hash', '=', keyHash)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    ...read(row),
    ...(row.signing_secret === null ? {} : { signingSecret: seal.open(row.signing_secret, PURPOSE) }),
  }
}

/** Gives an integration a new key; the old one ends at once. */
export async function replaceKey(tx: Database, id: string, keyHash: Buffer): Promise<boolean> {
  const done = await tables(tx)
    .updateTable('integrations')
    .set((eb) => ({ key_hash: keyHash, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

export async function setDisabled(tx: Database, id: string, disabled: boolean): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update integrations set disabled_at = ${disabled ? sql`coalesce(disabled_at, now())` : null}, version = version + 1
    where id = ${id}`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

/** Remembers that a sender was here, at most once a minute. */
export async function markSeen(db: Database, id: string): Promise<void> {
  await sql`update integrations set last_seen_at = now()
    where id = ${id} and (last_seen_at is null or last_seen_at < now() - interval '1 minute')`.execute(db)
}

const read = (row: Selectable<IntegrationTable>): Integration => ({
  id: row.id,
  name: row.name,
  dialect: row.dialect,
  settings: row.settings,
  requestsPerMinute: row.requests_per_minute,
  createdAt: row.created_at,
  createdBy: row.created_by,
  disabledAt: row.disabled_at,
  lastSeenAt: row.last_seen_at,
  version: row.version,
})

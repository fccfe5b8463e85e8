/** The tables of runners and of the one-time tokens that let a new one in. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'

export interface Runner {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly host: string
  readonly enrolledAt: Date
  readonly enrolledBy: string
  readonly lastSeenAt: Date | null
  readonly draining: boolean
  readonly disabledAt: Date | null
}

const COLUMNS = sql.raw(
  `id, name, version, host, enrolled_at as "enrolledAt", enrolled_by as "enrolledBy", last_seen_at as "lastSeenAt", draining,
   disabled_at as "disabledAt"`,
)

export async function addEnrolment(
  tx: Database,
  enrolment: { tokenHash: Buffer; name: string; by: string; validSeconds: number },
): Promise<void> {
  const { tokenHash, name, by, validSeconds } = enrolment
  await sql`
    insert into runner_enrolments (token_hash, name, created_by, expires_at)
    values (${tokenHash}, ${name}, ${by}, now() + make_interval(secs => ${validSeconds}))`.execute(tx)
}

/** Uses an enrolment up; undefined when there is none, it is used already, or too old. */
export async function useEnrolment(tx: Database, tokenHash: Buffer): Promise<{ name: string; by: string } | undefined> {
  const { rows } = await sql<{ name: string; by: string }>`
    update runner_enrolments set used_at = now()
    where token_hash = ${tokenHash} and used_at is null and expires_at > now() returning name, created_by as by`.execute(
    tx,
  )
  return rows[0]
}

/** A runner that is enrolled again under its name gets a new token; the old one ends. */
export async function putRunner(
  tx: Database,
  runner: { id: string; name: string; tokenHash: Buffer; version: string; host: string; by: string },
): Promise<Runner> {
  const { id, name, tokenHash, version, host, by } = runner
  const { rows } = await sql<Runner>`
    insert into runners (id, name, token_hash, version, host, enrolled_by) values (${id}, ${name}, ${tokenHash}, ${version}, ${host}, ${by})
    on conflict (name) do update set token_hash = excluded.token_hash, version = excluded.version, host = excluded.host,
      enrolled_at = now(), enrolled_by = excluded.enrolled_by, disabled_at = null, draining = false
    returning ${COLUMNS}`.execute(tx)
  return rows[0]!
}

export async function runnerOfToken(db: Database, tokenHash: Buffer): Promise<Runner | undefined> {
  const { rows } = await sql<Runner>`
    select ${COLUMNS} from runners where token_hash = ${tokenHash} and disabled_at is null`.execute(db)
  return rows[0]
}

export async function findRunner(db: Database, id: string): Promise<Runner | undefined> {
  const { rows } = await sql<Runner>`select ${COLUMNS} from runners where id = ${id}`.execute(db)
  return rows[0]
}

export async function listRunners(db: Database, after: string | undefined, limit: number): Promise<Runner[]> {
  const { rows } = await sql<Runner>`
    select ${COLUMNS} from runners where ${after ?? null}::text is null or id > ${after ?? null} order by id limit ${limit}`.execute(
    db,
  )
  return rows
}

/** A runner was heard of. */
export async function touchRunner(db: Database, id: string, version: string): Promise<void> {
  await sql`update runners set last_seen_at = now(), version = ${version} where id = ${id}`.execute(db)
}

export async function changeRunner(
  tx: Database,
  id: string,
  change: { draining?: boolean; disabled?: boolean },
): Promise<boolean> {
  const { draining, disabled } = change
  const { numAffectedRows } = await sql`
    update runners set draining = coalesce(${draining ?? null}::boolean, draining),
      disabled_at = case when ${disabled ?? null}::boolean is null then disabled_at when ${disabled ?? false} then now() end
    where id = ${id}`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

/** The table of the audit. */
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { type AuditDraft, type AuditRecord, type ChainEnd, GENESIS, nextRecord } from './entry.ts'

const LOCK = 4_712_003
const BATCH = 5_000

/**
 * Appends entries in the caller's transaction: what was done and that it was done are on disk together, or neither. One transaction at a
 * time appends, on whatever replica, from here to its commit; so append last.
 */
export async function appendAudit(tx: Database, drafts: readonly AuditDraft[]): Promise<void> {
  if (drafts.length === 0) return
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
  // A statement of its own: only now does it see what the last holder of the lock has committed.
  const { rows } = await sql<{ seq: number | null; hash: string | null; at: Date }>`
    select last.seq, last.hash, clock_timestamp() as at
    from (select 1) one left join (select seq, hash from audit order by seq desc limit 1) last on true`.execute(tx)
  const { seq, hash, at } = rows[0]!
  let end: ChainEnd = { seq: seq ?? 0, hash: hash ?? GENESIS }
  const records: AuditRecord[] = []
  for (const draft of drafts) {
    const record = nextRecord(draft, end, at)
    records.push(record)
    end = record
  }
  await sql`
    insert into audit (seq, hash, body)
    select * from unnest(${records.map((each) => each.seq)}::bigint[], ${records.map((each) => each.hash)}::text[],
      ${records.map((each) => each.body)}::text[])`.execute(tx)
}

/** The last entry's number and hash; number 0 for an empty chain. */
export async function auditEnd(db: Database): Promise<ChainEnd> {
  const { rows } = await sql<ChainEnd>`select seq, hash from audit order by seq desc limit 1`.execute(db)
  return rows[0] ?? { seq: 0, hash: GENESIS }
}

export async function auditRecord(db: Database, seq: number): Promise<AuditRecord | undefined> {
  const { rows } = await sql<AuditRecord>`select seq, hash, body from audit where seq = ${seq}`.execute(db)
  return rows[0]
}

/** All records from one number on, in order, a batch at a time: any length in little memory. The next batch comes while one is used. */
export async function* auditRecords(
  db: Database,
  from = 1,
  to = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<AuditRecord[]> {
  const batch = async (first: number) => {
    const { rows } = await sql<AuditRecord>`
      select seq, hash, body from audit where seq >= ${first} and seq <= ${to} order by seq limit ${BATCH}`.execute(db)
    return rows
  }
  for (let coming = batch(from); ; ) {
    const records = await coming
    const last = records.at(-1)
    if (!last) return
    coming = records.length < BATCH ? Promise.resolve([]) : batch(last.seq + 1)
    // Whoever stops early does not ask for it any more.
    coming.catch(() => undefined)
    yield records
  }
}

export interface AuditFilter {
  readonly action?: string | undefined
  readonly actor?: string | undefined
  readonly subject?: string | undefined
  /** Only entries before this number. */
  readonly before?: number | undefined
  /** Only entries behind this number. */
  readonly behind?: number | undefined
}

/** Entries that fit, newest first; oldest first when those behind a number are asked for. */
export async function findAudit(db: Database, filter: AuditFilter, limit: number): Promise<AuditRecord[]> {
  const { action, actor, subject, before, behind } = filter
  const conditions: RawBuilder<unknown>[] = [sql`true`]
  if (action !== undefined) conditions.push(sql`(body::jsonb) ->> 'action' = ${action}`)
  if (actor !== undefined) conditions.push(sql`(body::jsonb) #>> '{actor,id}' = ${actor}`)
  if (subject !== undefined) conditions.push(sql`(body::jsonb) #>> '{subject,id}' = ${subject}`)
  if (before !== undefined) conditions.push(sql`seq < ${before}`)
  if (behind !== undefined) conditions.push(sql`seq > ${behind}`)
  const order = behind === undefined ? sql`seq desc` : sql`seq`
  const { rows } = await sql<AuditRecord>`
    select seq, hash, body from audit where ${sql.join(conditions, sql` and `)} order by ${order} limit ${limit}`.execute(
    db,
  )
  return rows
}

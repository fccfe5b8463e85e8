/**
 * What happened, for those who follow it: browsers, and features that act on what another one did. Appended in the transaction that
 * made it true, read in an order in which nothing can appear before what was already read.
 */
import { type RawBuilder, sql } from 'kysely'
import pg from 'pg'
import type { Database } from './database.ts'
import { inTransaction } from './transaction.ts'

export interface NewEvent {
  /** `incident.opened`, `alert.resolved`: noun of the API, what became of it. */
  readonly type: string
  /** The thing's identifier. */
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface StoredEvent extends NewEvent {
  /** Opaque to readers; what `Last-Event-ID` carries. */
  readonly cursor: string
  readonly at: Date
}

const CHANNEL = 'opsbook_events'

/** Appends events and wakes readers at commit. */
export async function publish(tx: Database, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  await sql`with ${published(events)} select ${WAKE}`.execute(tx)
}

/** Appends events as a part of another statement, which selects {@link WAKE} too. */
export const published = (events: readonly NewEvent[]): RawBuilder<unknown> =>
  sql`published as (insert into events (type, subject, data)
    select e->>'type', e->>'subject', e->'data' from jsonb_array_elements(${JSON.stringify(events)}::jsonb) e)`

/** Wakes readers at commit. */
export const WAKE: RawBuilder<unknown> = sql`pg_notify(${sql.lit(CHANNEL)}, '')`

/** The place behind everything that can be read now. */
export async function lastCursor(db: Database): Promise<string> {
  const end = await horizon(db)
  const { rows } = await sql<{ xid: string; seq: number }>`
    select xid::text, seq from events where xid < ${end}::text::xid8 order by xid desc, seq desc limit 1`.execute(db)
  return rows[0] ? `${rows[0].xid}-${rows[0].seq}` : '0-0'
}

/**
 * Events behind a cursor, oldest first. Only those of transactions older than any that is still running: a transaction that commits later
 * sorts behind everything returned here, so a reader who goes on from the last cursor misses nothing.
 */
export async function eventsAfter(db: Database, cursor: string, limit: number): Promise<StoredEvent[]> {
  const [xid, seq] = readCursor(cursor)
  const end = await horizon(db)
  const { rows } = await sql<Omit<StoredEvent, 'cursor'> & { xid: string; seq: number }>`
    select xid::text, seq, at, type, subject, data from events
    where (xid, seq) > (${xid}::text::xid8, ${seq}::bigint) and xid < ${end}::text::xid8
    order by xid, seq limit ${limit}`.execute(db)
  return rows.map(({ xid, seq, ...event }) => ({ ...event, cursor: `${xid}-${seq}` }))
}

/**
 * The oldest transaction that may still write into this database, or the next one. A snapshot's own `xmin` would count transactions of
 * other databases on the same server too, and wait for them. Must be a statement of its own before the rows are read: a transaction that
 * ends in between is then visible. `age` counts from a moment after the snapshot, so the result errs towards the past.
 */
async function horizon(db: Database): Promise<string> {
  const { rows } = await sql<{ horizon: string }>`
    select (pg_snapshot_xmax(pg_current_snapshot())::text::numeric
      - coalesce((select max(age(backend_xid)) from pg_stat_activity
                  where datname = current_database() and backend_xid is not null), 0))::text as horizon`.execute(db)
  return rows[0]!.horizon
}

/** A cursor somebody sends back; anything else starts at the beginning. */
export const isCursor = (text: string): boolean => /^\d{1,20}-\d{1,16}$/.test(text)

const readCursor = (cursor: string): [string, string] =>
  isCursor(cursor) ? (cursor.split('-') as [string, string]) : ['0', '0']

/**
 * Calls `wake` when events may have come; also every second, because a transaction that ends late lets older ones through without
 * a call of its own. Keeps trying to listen; ends with the signal.
 */
export function listenForEvents(config: pg.PoolConfig, wake: () => void, signal: AbortSignal): void {
  const timer = setInterval(wake, 1_000)
  const connect = async () => {
    if (signal.aborted) return
    const client = new pg.Client(config)
    let isLost = false
    const leave = () => void client.end().catch(() => undefined)
    const again = () => {
      // The connection's end and what failed because of it are one loss: each must not begin a listener of its own.
      if (isLost) return
      isLost = true
      signal.removeEventListener('abort', leave)
      leave()
      setTimeout(() => void connect(), 500).unref()
    }
    client.on('error', () => undefined)
    client.on('notification', wake)
    client.once('end', again)
    signal.addEventListener('abort', leave, { once: true })
    try {
      await client.connect()
      await client.query(`listen ${CHANNEL}`)
      wake()
    } catch {
      again()
    }
  }
  void connect()
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}

/** Forgets events older than a time; who was away longer reads the state itself. */
export async function forgetEvents(db: Database, before: Date): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { numAffectedRows } = await sql`delete from events where at < ${before}`.execute(tx)
    return Number(numAffectedRows ?? 0)
  })
}

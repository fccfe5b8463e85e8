/** The table of what changes schedules at run time. Nothing is removed: what was taken back says by whom. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { Change, Shift } from '../rota.ts'
import type { DescribedChange } from '../shown.ts'
import type { Span } from '../zone/spans.ts'

/** A change with what people ask about it. */
export interface StoredChange extends DescribedChange {
  readonly seq: number
}

interface Content {
  readonly people?: readonly string[]
  readonly person?: string
  readonly name?: string
  readonly shifts?: readonly Shift[]
}

interface Row {
  seq: number
  id: string
  schedule: string
  kind: Change['kind']
  startsAt: Date
  endsAt: Date
  content: Content
  swapId: string | null
  note: string
  createdAt: Date
  createdBy: string
  withdrawnAt: Date | null
  withdrawnBy: string | null
}

const COLUMNS = sql.raw(
  `seq, id, schedule, kind, starts_at as "startsAt", ends_at as "endsAt", content, swap_id as "swapId", note,
   created_at as "createdAt", created_by as "createdBy", withdrawn_at as "withdrawnAt", withdrawn_by as "withdrawnBy"`,
)

function storedOf({ id, kind, startsAt, endsAt, content, swapId, ...rest }: Row): StoredChange {
  const base = { id, from: startsAt.getTime(), until: endsAt.getTime() }
  const { people = [], person, name = '', shifts = [] } = content
  return { ...rest, change: changeOf() }

  function changeOf(): Change {
    if (kind === 'temporary') return { ...base, kind, name, shifts }
    if (kind !== 'replace') return { ...base, kind, people }
    return { ...base, kind, person, people, ...(swapId === null ? {} : { swap: swapId }) }
  }
}

export interface NewChange {
  readonly schedule: string
  readonly change: Change
  readonly note: string
  readonly at: Date
  readonly by: string
}

export async function addChange(tx: Database, { schedule, change, note, at, by }: NewChange): Promise<StoredChange> {
  const { id, kind, from, until, ...content } = change
  const swap = change.kind === 'replace' ? (change.swap ?? null) : null
  const { rows } = await sql<Row>`
    insert into oncall_changes (id, schedule, kind, starts_at, ends_at, content, swap_id, note, created_at, created_by)
    values (${id}, ${schedule}, ${kind}, ${new Date(from)}, ${new Date(until)}, ${JSON.stringify(content)}::jsonb, ${swap},
      ${note}, ${at}, ${by})
    returning ${COLUMNS}`.execute(tx)
  return storedOf(rows[0]!)
}

/** What is in force at some time of a stretch, in the order in which it was made. */
export async function changesIn(db: Database, schedule: string, { from, until }: Span): Promise<readonly Change[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from oncall_changes
    where schedule = ${schedule} and ends_at > ${new Date(from)} and starts_at < ${new Date(until)} and withdrawn_at is null
    order by seq`.execute(db)
  return rows.map((row) => storedOf(row).change)
}

/** Changes that are not over, of one schedule. */
export async function countOpen(tx: Database, schedule: string, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from oncall_changes
    where schedule = ${schedule} and ends_at > ${now} and withdrawn_at is null`.execute(tx)
  return rows[0]!.count
}

export async function findChange(db: Database, id: string): Promise<StoredChange | undefined> {
  const { rows } = await sql<Row>`select ${COLUMNS} from oncall_changes where id = ${id}`.execute(db)
  return rows[0] && storedOf(rows[0])
}

/** Finds one and keeps others from changing it until the transaction ends. */
export async function lockChange(tx: Database, id: string): Promise<StoredChange | undefined> {
  const { rows } = await sql<Row>`select ${COLUMNS} from oncall_changes where id = ${id} for update`.execute(tx)
  return rows[0] && storedOf(rows[0])
}

/** Takes a change back. One that has begun ends now: what it did until now was so. */
export async function withdrawChange(tx: Database, id: string, { at, by }: { at: Date; by: string }): Promise<void> {
  await sql`
    update oncall_changes set ends_at = least(ends_at, greatest(starts_at, ${at})), withdrawn_by = ${by},
      withdrawn_at = case when starts_at >= ${at} then ${at}::timestamptz end
    where id = ${id}`.execute(tx)
}

/** A page of a schedule's changes, the newest first. */
export async function listChanges(
  db: Database,
  schedule: string,
  page: { after: number | undefined; limit: number },
): Promise<readonly StoredChange[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from oncall_changes
    where schedule = ${schedule} and (${page.after ?? null}::bigint is null or seq < ${page.after ?? null})
    order by seq desc limit ${page.limit}`.execute(db)
  return rows.map(storedOf)
}

/** Makes whoever changes a schedule wait for whoever does already, until the transaction ends. */
export async function lockSchedule(tx: Database, schedule: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('oncall ' || ${schedule}, 0))`.execute(tx)
}

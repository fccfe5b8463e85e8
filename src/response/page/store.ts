/** The table of pages. */
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Page, PageEnd } from './page.ts'

const COLUMNS = sql.raw(
  `id, incident_id as "incidentId", user_id as "userId", by, step, round, until, severity, text, due_at as "dueAt",
   started_at as "startedAt", ended_at as "endedAt", ended`,
)

export type NewPage = Omit<Page, 'startedAt' | 'endedAt' | 'ended'> & {
  /** What is typed back to acknowledge it. */
  readonly code: string
}

export async function addPage(tx: Database, page: NewPage): Promise<void> {
  const { id, incidentId, userId, by, step, round, until, severity, code, text, dueAt } = page
  await sql`
    insert into pages (id, incident_id, user_id, by, step, round, until, severity, code, text, due_at)
    values (${id}, ${incidentId}, ${userId}, ${by}, ${step}, ${round}, ${until}, ${severity}, ${code}, ${text}, ${dueAt})`.execute(
    tx,
  )
}

export async function findPage(db: Database, id: string): Promise<Page | undefined> {
  const { rows } = await sql<Page>`select ${COLUMNS} from pages where id = ${id}`.execute(db)
  return rows[0]
}

/** What is typed back for a page. */
export async function codeOfPage(db: Database, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ code: string }>`select code from pages where id = ${id}`.execute(db)
  return rows[0]?.code
}

export interface OpenCode {
  readonly id: string
  readonly code: string
  /** Stands for all pages of one message. */
  readonly groupCode: string | null
}

/** Codes of a person's pages that are still open. */
export async function openCodes(tx: Database, userId: string): Promise<OpenCode[]> {
  const { rows } = await sql<OpenCode>`
    select id, code, group_code as "groupCode" from pages where user_id = ${userId} and ended_at is null order by started_at`.execute(
    tx,
  )
  return rows
}

/** One code for several pages of a person. */
export async function setGroupCode(tx: Database, pageIds: readonly string[], code: string): Promise<void> {
  await sql`update pages set group_code = ${code} where id = any(${[...pageIds]}::text[])`.execute(tx)
}

/** Pages of an incident that are still open, oldest first. */
export async function openPages(db: Database, incidentId: string): Promise<Page[]> {
  const { rows } = await sql<Page>`
    select ${COLUMNS} from pages where incident_id = ${incidentId} and ended_at is null order by started_at, id`.execute(
    db,
  )
  return rows
}

export interface PageFilter {
  readonly userId?: string | undefined
  readonly incidentId?: string | undefined
  readonly open?: boolean | undefined
  readonly after?: string | undefined
  readonly limit: number
}

/** Newest first. */
export async function listPages(db: Database, filter: PageFilter): Promise<Page[]> {
  const { userId = null, incidentId = null, open = false, after = null, limit } = filter
  const { rows } = await sql<Page>`
    select ${COLUMNS} from pages
    where (${userId}::text is null or user_id = ${userId}) and (${incidentId}::text is null or incident_id = ${incidentId})
      and (${!open} or ended_at is null) and (${after}::text is null or id < ${after})
    order by id desc limit ${limit}`.execute(db)
  return rows
}

export async function endPage(tx: Database, id: string, end: PageEnd): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update pages set ended_at = clock_timestamp(), ended = ${end} where id = ${id} and ended_at is null`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

/** Ends the open pages of an incident: all of them, or those that an acknowledgement ends; whoever did it has acknowledged theirs. */
export async function endPages(
  tx: Database,
  incidentId: string,
  { which, by }: { which: 'acknowledged' | 'all'; by: string | undefined },
): Promise<{ id: string; ended: PageEnd }[]> {
  const other = which === 'all' ? 'over' : 'taken'
  const { rows } = await sql<{ id: string; ended: PageEnd }>`
    update pages set ended_at = clock_timestamp(),
      ended = case when user_id = ${by ?? null}::text then 'acknowledged' else ${other} end
    where incident_id = ${incidentId} and ended_at is null
      and (${which === 'all'} or until = 'acknowledged' or user_id = ${by ?? null}::text)
    returning id, ended`.execute(tx)
  return rows
}

export async function isOpenPage(tx: Database, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from pages where id = ${id} and ended_at is null`.execute(tx)
  return rows.length > 0
}

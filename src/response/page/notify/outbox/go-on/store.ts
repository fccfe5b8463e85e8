/** The messages of pages, all ways together. */
import { sql } from 'kysely'
import type { Database } from '../../../../../db/database.ts'
import type { PageMessage } from './next-method.ts'

export interface PageMessageRow extends PageMessage {
  readonly pageId: string
  readonly subjectKind: string
  readonly subjectId: string
  readonly thread: string
  readonly severity: string | null
  readonly lane: number
}

/** Everything one person is or was told of the pages that these messages belong to, while those pages are still wanted. */
export async function pageMessages(
  tx: Database,
  userId: string,
  messageIds: readonly string[],
): Promise<PageMessageRow[]> {
  const { rows } = await sql<PageMessageRow>`
    select id, page_id as "pageId", method_id as "methodId", state = 'pending' and delivery_id is null as "isPlanned", due_at as "dueAt",
      subject_kind as "subjectKind", subject_id as "subjectId", thread, severity, lane
    from messages where user_id = ${userId} and kind = 'page' and state <> 'withdrawn' and page_id in (
      select page_id from messages where id = any(${[...messageIds]}::text[]) and kind = 'page' and state <> 'withdrawn')
    order by id for update`.execute(tx)
  return rows
}

export async function pullForward(tx: Database, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update messages set due_at = clock_timestamp() where id = any(${[...ids]}::text[]) and state = 'pending'
      and delivery_id is null and due_at > clock_timestamp()`.execute(tx)
}

/** Of these pages those whose person has got nothing, and for whom nothing has been said yet; it has from now on. */
export async function nothingLeft(tx: Database, pageIds: readonly string[]): Promise<readonly string[]> {
  if (pageIds.length === 0) return []
  const { rows } = await sql<{ pageId: string }>`
    with unreached as (
      select page_id from messages where page_id = any(${[...pageIds]}::text[]) and kind = 'page' and state <> 'withdrawn'
      group by page_id
      having not bool_or(state in ('sending', 'delivered') or (state = 'accepted' and coalesce(why, '') <> 'unproven'))
        and not bool_and(said_unreachable))
    , said as (update messages set said_unreachable = true from unreached where messages.page_id = unreached.page_id)
    select page_id as "pageId" from unreached`.execute(tx)
  return rows.map(({ pageId }) => pageId)
}

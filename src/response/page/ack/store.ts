/** The tables of what links, buttons and typed codes may do, and what they did. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { PageAct, TokenAct } from './act-token.ts'

export interface NewToken {
  readonly hash: Buffer
  readonly act: TokenAct
  readonly pageId: string
}

/** Long enough for a night and a day; whoever comes later signs in. */
const VALID_HOURS = 24

/** Keeps tokens of pages; one that is there already stays as it is. */
export async function addTokens(tx: Database, tokens: readonly NewToken[]): Promise<void> {
  const rows = tokens.map(({ hash, act, pageId }) => ({ hash: hash.toString('hex'), act, page: pageId }))
  await sql`
    insert into page_tokens (hash, page_id, act, expires_at)
    select decode(hash, 'hex'), page, act, clock_timestamp() + make_interval(hours => ${VALID_HOURS})
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (hash text, act text, page text)
    on conflict do nothing`.execute(tx)
}

/** What a token is for: one page, or all those a grouped message stood for. */
export interface FoundToken {
  readonly pageId: string
  readonly act: TokenAct
  readonly isExpired: boolean
  /** What was done with it. */
  readonly used: readonly PageAct[]
}

export async function findToken(db: Database, hash: Buffer): Promise<readonly FoundToken[]> {
  const { rows } = await sql<FoundToken>`
    select page_id as "pageId", act, expires_at <= clock_timestamp() as "isExpired",
      array(select act from page_token_uses uses where uses.hash = page_tokens.hash and uses.page_id = page_tokens.page_id
        order by at) as used
    from page_tokens where hash = ${hash} order by page_id limit 500`.execute(db)
  return rows
}

/** Takes the one use a token has for an act on a page; false when it was taken before. */
export async function takeUse(tx: Database, hash: Buffer, pageId: string, act: PageAct): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into page_token_uses (hash, page_id, act) values (${hash}, ${pageId}, ${act}) on conflict do nothing`.execute(
    tx,
  )
  return (numAffectedRows ?? 0n) > 0n
}

/** Guesses of a code in the last while; a person who types wrong may do so some times. */
const MISS_WINDOW_SECONDS = 600

export async function codeMisses(db: Database, userId: string): Promise<number> {
  const { rows } = await sql<{ misses: number }>`
    select misses from page_code_misses
    where user_id = ${userId} and since > clock_timestamp() - make_interval(secs => ${MISS_WINDOW_SECONDS})`.execute(db)
  return rows[0]?.misses ?? 0
}

export async function countMiss(db: Database, userId: string): Promise<void> {
  await sql`
    insert into page_code_misses (user_id, misses, since) values (${userId}, 1, clock_timestamp())
    on conflict (user_id) do update set
      misses = case when page_code_misses.since > clock_timestamp() - make_interval(secs => ${MISS_WINDOW_SECONDS})
        then page_code_misses.misses + 1 else 1 end,
      since = case when page_code_misses.since > clock_timestamp() - make_interval(secs => ${MISS_WINDOW_SECONDS})
        then page_code_misses.since else clock_timestamp() end`.execute(db)
}

/** Forgets what has been expired for long. */
export async function forgetTokens(db: Database, days: number): Promise<void> {
  await sql`delete from page_tokens where expires_at < clock_timestamp() - make_interval(days => ${days})`.execute(db)
}

/** The table of swaps. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { Swap, SwapState } from './swap.ts'

interface Row {
  id: string
  schedule: string
  state: SwapState
  offeredBy: string
  offeredTo: string | null
  startsAt: Date
  endsAt: Date
  returnStartsAt: Date | null
  returnEndsAt: Date | null
  note: string
  createdAt: Date
  decidedAt: Date | null
  decidedBy: string | null
}

const COLUMNS = sql.raw(
  `id, schedule, state, offered_by as "offeredBy", offered_to as "offeredTo", starts_at as "startsAt", ends_at as "endsAt",
   return_starts_at as "returnStartsAt", return_ends_at as "returnEndsAt", note, created_at as "createdAt",
   decided_at as "decidedAt", decided_by as "decidedBy"`,
)

const swapOf = (row: Row): Swap => ({
  ...{ id: row.id, schedule: row.schedule, state: row.state, offeredBy: row.offeredBy, note: row.note },
  ...{ offeredTo: row.offeredTo ?? undefined, createdAt: row.createdAt },
  ...{ decidedAt: row.decidedAt ?? undefined, decidedBy: row.decidedBy ?? undefined },
  ...{ from: row.startsAt.getTime(), until: row.endsAt.getTime() },
  inReturn:
    row.returnStartsAt && row.returnEndsAt
      ? { from: row.returnStartsAt.getTime(), until: row.returnEndsAt.getTime() }
      : undefined,
})

export async function addSwap(tx: Database, swap: Swap): Promise<void> {
  const at = (instant: number | undefined) => (instant === undefined ? null : new Date(instant))
  await sql`
    insert into oncall_swaps (id, schedule, offered_by, offered_to, starts_at, ends_at, return_starts_at, return_ends_at, note, created_at)
    values (${swap.id}, ${swap.schedule}, ${swap.offeredBy}, ${swap.offeredTo ?? null}, ${at(swap.from)}, ${at(swap.until)},
      ${at(swap.inReturn?.from)}, ${at(swap.inReturn?.until)}, ${swap.note}, ${swap.createdAt})`.execute(tx)
}

export async function findSwap(db: Database, id: string): Promise<Swap | undefined> {
  const { rows } = await sql<Row>`select ${COLUMNS} from oncall_swaps where id = ${id}`.execute(db)
  return rows[0] && swapOf(rows[0])
}

/** Finds one and keeps others from deciding it until the transaction ends. */
export async function lockSwap(tx: Database, id: string): Promise<Swap | undefined> {
  const { rows } = await sql<Row>`select ${COLUMNS} from oncall_swaps where id = ${id} for update`.execute(tx)
  return rows[0] && swapOf(rows[0])
}

export async function decideStored(
  tx: Database,
  id: string,
  { state, at, by }: { state: SwapState; at: Date; by: string },
): Promise<void> {
  await sql`
    update oncall_swaps set state = ${state}, decided_at = ${at}, decided_by = ${by} where id = ${id}`.execute(tx)
}

export async function countOpenSwaps(tx: Database, schedule: string, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from oncall_swaps where schedule = ${schedule} and state = 'open' and ends_at > ${now}`.execute(
    tx,
  )
  return rows[0]!.count
}

/** A page of swaps, the newest first; `open` are those somebody can still accept. */
export async function listSwaps(
  db: Database,
  { schedule, open, now }: { schedule: string | undefined; open: boolean; now: Date },
  page: { after: string | undefined; limit: number },
): Promise<readonly Swap[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from oncall_swaps
    where (${schedule ?? null}::text is null or schedule = ${schedule ?? null})
      and (not ${open}::boolean or (state = 'open' and ends_at > ${now}))
      and (${page.after ?? null}::text is null or id < ${page.after ?? null})
    order by id desc limit ${page.limit}`.execute(db)
  return rows.map(swapOf)
}

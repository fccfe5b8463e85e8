/** The tables of who really was on call. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { Span } from '../zone/spans.ts'

/** Somebody was on from when until when; what is going on ends at the last look. */
export interface RecordedShift {
  readonly seq: number
  readonly schedule: string
  readonly login: string
  readonly beganAt: Date
  readonly endedAt: Date
}

/** How far a schedule is recorded, and who was on then where anybody looked before; held until the transaction ends; undefined when somebody else is recording it right now. */
export async function lockRecorded(
  tx: Database,
  schedule: string,
  now: Date,
): Promise<{ until: Date; logins: readonly string[] | null } | undefined> {
  await sql`
    insert into oncall_recorded (schedule, recorded_until, logins) values (${schedule}, ${now}, null) on conflict do nothing`.execute(
    tx,
  )
  const { rows } = await sql<{ until: Date; logins: string[] | null }>`
    select recorded_until as until, logins from oncall_recorded where schedule = ${schedule} for update skip locked`.execute(
    tx,
  )
  return rows[0]
}

export async function moveRecorded(
  tx: Database,
  schedule: string,
  { until, logins }: { until: Date; logins: readonly string[] },
): Promise<void> {
  await sql`
    update oncall_recorded set recorded_until = ${until}, logins = ${sql.val([...logins])} where schedule = ${schedule}`.execute(
    tx,
  )
}

/** Writes that people were on. Whoever was on up to its beginning goes on. */
export async function recordShift(
  tx: Database,
  schedule: string,
  { from, until, logins }: Span & { logins: readonly string[] },
): Promise<void> {
  if (logins.length === 0) return
  await sql`
    with people as (select unnest(${sql.val([...logins])}::text[]) as login),
      longer as (
        update oncall_history set ended_at = ${new Date(until)}
        where schedule = ${schedule} and ended_at = ${new Date(from)} and login in (select login from people) returning login)
    insert into oncall_history (schedule, login, began_at, ended_at)
    select ${schedule}, login, ${new Date(from)}, ${new Date(until)} from people
    where login not in (select login from longer)`.execute(tx)
}

/** A page of what was recorded, oldest first, of what touches a stretch of time. */
export async function listRecorded(
  db: Database,
  { schedule, login, from, until }: Span & { schedule?: string | undefined; login?: string | undefined },
  page: { after: number; limit: number },
): Promise<readonly RecordedShift[]> {
  const { rows } = await sql<RecordedShift>`
    select seq, schedule, login, began_at as "beganAt", ended_at as "endedAt" from oncall_history
    where ended_at > ${new Date(from)} and began_at < ${new Date(until)} and seq > ${page.after}
      and (${schedule ?? null}::text is null or schedule = ${schedule ?? null})
      and (${login ?? null}::text is null or login = ${login ?? null})
    order by seq limit ${page.limit}`.execute(db)
  return rows
}

/** Who was on by the record, undefined where nothing is recorded of that time. */
export async function recordedAt(db: Database, schedule: string, at: Date): Promise<readonly string[] | undefined> {
  const { rows } = await sql<{ logins: string[] | null }>`
    select (select array_agg(login order by seq) from oncall_history
            where schedule = r.schedule and began_at <= ${at} and ended_at > ${at}) as logins
    from oncall_recorded r where schedule = ${schedule} and recorded_until > ${at}
      and (select min(began_at) from oncall_history where schedule = r.schedule) <= ${at}`.execute(db)
  return rows[0] && (rows[0].logins ?? [])
}

/** The tables of silences. Nothing is removed: what somebody silenced, and when, stays. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { Matcher } from '../matcher/matcher.ts'
import { storableJson } from '../receive/storable-json.ts'
import type { Silence, SilenceState } from './silence.ts'

interface SilenceRow {
  id: string
  matchers: Matcher[]
  starts_at: Date
  ends_at: Date
  created_by: string
  comment: string
  updated_at: Date
}

const silenceOf = (row: SilenceRow): Silence => ({
  ...{ id: row.id, matchers: row.matchers, startsAt: row.starts_at, endsAt: row.ends_at },
  ...{ createdBy: row.created_by, comment: row.comment, updatedAt: row.updated_at },
})

/** What a change of a silence is called in its history. */
export type SilenceAction = 'created' | 'updated' | 'expired' | 'replaced'

export async function saveSilence(
  tx: Database,
  silence: Silence,
  by: { action: SilenceAction; actor: string },
): Promise<void> {
  const json = storableJson({ ...silence, actor: by.actor })
  await sql`
    with given as (select * from jsonb_to_record(${json}::jsonb) as row (id text, matchers jsonb, "startsAt" timestamptz,
        "endsAt" timestamptz, "createdBy" text, comment text, "updatedAt" timestamptz, actor text)),
      history as (insert into silence_history (silence_id, at, action, actor, silence)
        select id, "updatedAt", ${by.action}, actor, ${json}::jsonb - 'actor' from given)
    insert into silences (id, matchers, starts_at, ends_at, created_by, comment, updated_at)
    select id, matchers, "startsAt", "endsAt", "createdBy", comment, "updatedAt" from given
    on conflict (id) do update set matchers = excluded.matchers, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
      created_by = excluded.created_by, comment = excluded.comment, updated_at = excluded.updated_at`.execute(tx)
}

/** Finds a silence and keeps others from changing it until the transaction ends. */
export async function lockSilence(tx: Database, id: string): Promise<Silence | undefined> {
  const { rows } = await sql<SilenceRow>`select * from silences where id = ${id} for update`.execute(tx)
  return rows[0] && silenceOf(rows[0])
}

export async function findSilence(db: Database, id: string): Promise<Silence | undefined> {
  const { rows } = await sql<SilenceRow>`select * from silences where id = ${id}`.execute(db)
  return rows[0] && silenceOf(rows[0])
}

/** Silences that are active now or will be. */
export async function currentSilences(db: Database, now: Date): Promise<readonly Silence[]> {
  const { rows } = await sql<SilenceRow>`select * from silences where ends_at >= ${now} order by id`.execute(db)
  return rows.map(silenceOf)
}

/** Silences that ended in a stretch of time. */
export async function expiredSilences(db: Database, since: Date, before: Date): Promise<readonly Silence[]> {
  const { rows } = await sql<SilenceRow>`
    select * from silences where ends_at >= ${since} and ends_at < ${before} order by ends_at desc limit 10000`.execute(
    db,
  )
  return rows.map(silenceOf)
}

export interface SilencePage {
  readonly state: SilenceState | 'current' | 'all'
  readonly now: Date
  readonly after?: string | null | undefined
  readonly limit: number
}

/** A page of silences, the newest first. */
export async function listSilences(
  db: Database,
  { state, now, after = null, limit }: SilencePage,
): Promise<readonly Silence[]> {
  const stands = {
    current: sql`ends_at >= ${now}`,
    active: sql`starts_at <= ${now} and ends_at >= ${now}`,
    pending: sql`starts_at > ${now}`,
    expired: sql`ends_at < ${now}`,
    all: sql`true`,
  }[state]
  const { rows } = await sql<SilenceRow>`
    select * from silences where ${stands} and (${after}::text is null or id < ${after})
    order by id desc limit ${limit}`.execute(db)
  return rows.map(silenceOf)
}

export interface SilenceHistoryEntry {
  readonly seq: number
  readonly at: Date
  readonly action: SilenceAction
  readonly actor: string
  readonly silence: unknown
}

export async function silenceHistory(
  db: Database,
  id: string,
  page: { after: number; limit: number },
): Promise<readonly SilenceHistoryEntry[]> {
  const { rows } = await sql<SilenceHistoryEntry>`
    select seq, at, action, actor, silence from silence_history
    where silence_id = ${id} and seq > ${page.after} order by seq limit ${page.limit}`.execute(db)
  return rows
}

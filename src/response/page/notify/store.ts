/** The messages people are to be told, as rows. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { Severity } from '../../incident/severity.ts'
import type { Lane } from './lane.ts'
import type { NotificationKind } from './notification.ts'
import type { Reachability } from './reachability.ts'
import type { NotificationRule, QuietHours, UsableMethod } from './rules/notification-rules.ts'

export interface NewMessage {
  readonly id: string
  readonly userId: string
  readonly methodId: string
  readonly channel: string
  readonly lane: Lane
  readonly kind: NotificationKind
  readonly pageId?: string
  readonly subject?: { readonly kind: string; readonly id: string }
  readonly thread: string
  readonly severity?: Severity
  /** What it says, where that is known already; a page is composed when it is sent. */
  readonly content?: unknown
  readonly dueAt: Date
}

/** Puts messages into the outbox. */
export async function addMessages(tx: Database, messages: readonly NewMessage[]): Promise<void> {
  if (messages.length === 0) return
  const rows = messages.map(({ subject, ...message }) => ({
    ...message,
    subjectKind: subject?.kind ?? null,
    subjectId: subject?.id ?? null,
  }))
  await sql`
    insert into messages (id, user_id, method_id, channel, lane, kind, page_id, subject_kind, subject_id, thread, severity, content, due_at)
    select "id", "userId", "methodId", "channel", "lane", "kind", "pageId", "subjectKind", "subjectId", "thread", "severity", "content", "dueAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given ("id" text, "userId" text, "methodId" text, "channel" text,
      "lane" smallint, "kind" text, "pageId" text, "subjectKind" text, "subjectId" text, "thread" text, "severity" text,
      "content" jsonb, "dueAt" timestamptz)
    on conflict (id) do nothing`.execute(tx)
}

/** A person is told twice of one page only when that is meant: not by two targets of one step, nor by a step that is done again. */
const SAME_STEP_SECONDS = 10

/** When the first message of a page leaves that was planned just now, in this lane or a more urgent one; undefined: plan anew. */
export async function plannedJustNow(tx: Database, pageId: string, lane: Lane): Promise<Date | undefined> {
  const { rows } = await sql<{ first: Date | null }>`
    select min(due_at) as first from messages where page_id = ${pageId} and kind = 'page' and lane <= ${lane}
      and state not in ('withdrawn', 'failed') and created_at > clock_timestamp() - make_interval(secs => ${SAME_STEP_SECONDS})`.execute(
    tx,
  )
  return rows[0]?.first ?? undefined
}

export async function databaseNow(tx: Database): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx)
  return rows[0]!.now
}

/** Wakes the senders of all replicas when the transaction commits. */
export async function ringOutbox(tx: Database): Promise<void> {
  await sql`select pg_notify('opsbook_events', '')`.execute(tx)
}

/**
 * The methods somebody can be reached by, the best first: verified, not known to be dead, their channel in the settings. Those whose provider is
 * in trouble are left out, unless there is no other.
 */
export async function usableMethods(tx: Database, userId: string): Promise<UsableMethod[]> {
  const { rows } = await sql<UsableMethod & { isTroubled: boolean }>`
    select method.id, method.channel, known.rank,
      exists (select 1 from notify_circuits circuit where circuit.channel = method.channel
        and circuit.closed_until > clock_timestamp()) as "isTroubled"
    from contact_methods method join notify_channels known on known.channel = method.channel and known.is_configured
    join users on users.id = method.user_id and users.disabled_at is null
    where method.user_id = ${userId} and method.verified_at is not null and method.gone_at is null
    order by known.rank, method.id`.execute(tx)
  const sound = rows.filter(({ isTroubled }) => !isTroubled)
  return (sound.length > 0 ? sound : rows).map(({ id, channel, rank }) => ({ id, channel, rank }))
}

export interface PersonalSettings {
  readonly rules?: readonly NotificationRule[]
  readonly quiet?: QuietHours
}

export async function personalSettings(tx: Database, userId: string): Promise<PersonalSettings> {
  const { rows } = await sql<{ rules: NotificationRule[] | null; quiet: QuietHours | null }>`
    select rules, quiet from notification_settings where user_id = ${userId}`.execute(tx)
  const { rules, quiet } = rows[0] ?? { rules: null, quiet: null }
  return { ...(rules ? { rules } : {}), ...(quiet ? { quiet } : {}) }
}

/** Takes back what has not left yet. What is being handed over just now finds out at its last look. Answers with how many. */
export async function withdraw(
  tx: Database,
  what: { readonly pageId: string; readonly unsent?: boolean } | { readonly subjectId: string },
  why: string,
): Promise<number> {
  const which =
    'pageId' in what ? sql`page_id = ${what.pageId}` : sql`subject_id = ${what.subjectId} and page_id is not null`
  const { rows } = await sql<{ count: number }>`
    with withdrawn as (
      update messages set state = 'withdrawn', done_at = clock_timestamp(), why = ${why}
      where ${which} and state in ('pending', 'sending') and kind in ('page', 'grouped') returning delivery_id)
    select count(*)::int as count from withdrawn`.execute(tx)
  return rows[0]!.count
}

/** For each person who got a message about something, the best of the methods it went to. */
export async function whoWasTold(
  tx: Database,
  subjectId: string,
): Promise<readonly { userId: string; methodId: string; channel: string; lane: Lane; thread: string }[]> {
  const { rows } = await sql<{ userId: string; methodId: string; channel: string; lane: Lane; thread: string }>`
    select distinct on (told.user_id) told.user_id as "userId", told.method_id as "methodId", told.channel, told.lane, told.thread
    from messages told left join notify_channels known on known.channel = told.channel
    where told.subject_id = ${subjectId} and told.kind = 'page' and told.state in ('sending', 'accepted', 'delivered')
    order by told.user_id, known.rank, told.id desc`.execute(tx)
  return rows
}

export async function reachOf(db: Database, userIds: readonly string[]): Promise<ReadonlyMap<string, Reachability>> {
  const { rows } = await sql<{ userId: string; isReachable: boolean; lastProvenAt: Date | null }>`
    select users.id as "userId", users.disabled_at is null and coalesce(bool_or(method.verified_at is not null
      and method.gone_at is null and known.is_configured), false) as "isReachable", max(method.last_proven_at) as "lastProvenAt"
    from users left join contact_methods method on method.user_id = users.id
      left join notify_channels known on known.channel = method.channel
    where users.id = any(${[...userIds]}::text[]) group by users.id`.execute(db)
  return new Map(
    rows.map(({ userId, isReachable, lastProvenAt }) => [
      userId,
      { userId, isReachable, lastProvenAt: lastProvenAt ?? undefined },
    ]),
  )
}

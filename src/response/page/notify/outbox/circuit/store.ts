/** What is known of providers, shared by all replicas. */
import { sql } from 'kysely'
import type { Database } from '../../../../../db/database.ts'
import { publish } from '../../../../../db/events.ts'
import { afterAnswer, type Circuit, type ProviderAnswer, WORKING } from './circuit.ts'

interface Provider {
  readonly provider: string
  readonly channel: string
}

/** Remembers how a provider answered, and tells when it stops or begins to work again. */
export async function noteAnswer(
  tx: Database,
  { provider, channel }: Provider,
  answer: ProviderAnswer,
  why = '',
): Promise<void> {
  const { rows } = await sql<Circuit & { now: Date; openedAt: Date | null; closedUntil: Date | null }>`
    select failures, opened_at as "openedAt", closed_until as "closedUntil", pause_ms as "pauseMs", clock_timestamp() as now
    from notify_circuits where provider = ${provider} ${answer.worked ? sql`and failures > 0` : sql``} for update`.execute(
    tx,
  )
  const known = rows[0]
  if (!known && answer.worked) return
  const before = known
    ? { ...known, openedAt: known.openedAt ?? undefined, closedUntil: known.closedUntil ?? undefined }
    : WORKING
  const now = known?.now ?? (await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx)).rows[0]!.now
  const { circuit, step } = afterAnswer(before, answer, now)
  const { failures, openedAt, closedUntil, pauseMs } = circuit
  await sql`
    insert into notify_circuits (provider, channel, failures, opened_at, closed_until, pause_ms, why)
    values (${provider}, ${channel}, ${failures}, ${openedAt ?? null}, ${closedUntil ?? null}, ${pauseMs}, ${why})
    on conflict (provider) do update set failures = excluded.failures, opened_at = excluded.opened_at,
      closed_until = excluded.closed_until, pause_ms = excluded.pause_ms, why = excluded.why`.execute(tx)
  if (step !== 'none')
    await publish(tx, [
      { type: step === 'opened' ? 'channel.failing' : 'channel.recovered', subject: channel, data: { channel, why } },
    ])
}

/** A failing provider is tried again by one message at a time: all others wait until that one is answered. */
export async function closeWhileTrying(tx: Database, provider: string, forMs: number): Promise<void> {
  await sql`
    update notify_circuits set closed_until = clock_timestamp() + ${forMs} * interval '1 millisecond'
    where provider = ${provider} and opened_at is not null`.execute(tx)
}

export interface FailingProvider {
  readonly channel: string
  readonly openedAt: Date
  readonly closedUntil: Date
  readonly why: string
}

/** Providers that count as failing now. */
export async function failingProviders(db: Database): Promise<readonly FailingProvider[]> {
  const { rows } = await sql<FailingProvider>`
    select channel, opened_at as "openedAt", closed_until as "closedUntil", coalesce(why, '') as why
    from notify_circuits where opened_at is not null order by opened_at`.execute(db)
  return rows
}

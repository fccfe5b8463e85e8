/** The table of what was changed. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import { storableJson } from '../receive/storable-json.ts'
import type { ChangeEvent } from './change-event.ts'

/** Adds them; the transaction of the request they came with. */
export async function addChangeEvents(
  tx: Database,
  changes: readonly (ChangeEvent & { readonly requestId: string })[],
): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map(
    ({ id, integrationId, requestId, happenedAt, receivedAt, summary, service, source, links }) => ({
      ...{ id, integration_id: integrationId, request_id: requestId, happened_at: happenedAt, received_at: receivedAt },
      ...{ summary, service, source, links },
    }),
  )
  await sql`
    insert into change_events (id, integration_id, request_id, happened_at, received_at, summary, service, source, links)
    select id, integration_id, request_id, happened_at, received_at, summary, service, source, links
    from jsonb_to_recordset(${storableJson(rows)}::jsonb) as change (id text, integration_id text, request_id text,
      happened_at timestamptz, received_at timestamptz, summary text, service text, source text, links jsonb)`.execute(
    tx,
  )
}

export interface ChangesAsked {
  readonly from: Date
  readonly to: Date
  /** Changes of other services are left out; of those that named none, nobody knows. */
  readonly service?: string | undefined
  /** Goes on behind this one. */
  readonly after?: { readonly at: Date; readonly id: string } | undefined
  readonly limit: number
}

/** In the order in which they happened. */
export async function changesBetween(db: Database, asked: ChangesAsked): Promise<ChangeEvent[]> {
  const { from, to, service = null, after, limit } = asked
  const { rows } = await sql<
    Omit<ChangeEvent, 'service' | 'source'> & { service: string | null; source: string | null }
  >`
    select id, integration_id as "integrationId", happened_at as "happenedAt", received_at as "receivedAt", summary, service, source, links
    from change_events
    where happened_at between ${from} and ${to} and (${service}::text is null or service is null or lower(service) = lower(${service}))
      and (${after?.id ?? null}::text is null or (happened_at, id) > (${after?.at ?? null}::timestamptz, ${after?.id ?? null}))
    order by happened_at, id limit ${limit}`.execute(db)
  return rows.map(({ service: of, source, ...row }) => ({
    ...row,
    ...(of === null ? {} : { service: of }),
    ...(source === null ? {} : { source }),
  }))
}

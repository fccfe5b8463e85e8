/** Rooms and receivers that are no person hear what becomes of incidents, without any policy: a channel of theirs in the settings is the wish. */
import type { Database } from '../../db/database.ts'
import type { StoredEvent } from '../../db/events.ts'
import type { Subscription } from '../../db/subscription.ts'
import { inTransaction } from '../../db/transaction.ts'
import { findIncident } from '../../response/incident/store.ts'
import { tellRooms } from '../../response/page/notify/actions.ts'
import type { ChannelsInForce } from '../../response/page/notify/channel-in-force.ts'

const WORDS: Readonly<Record<string, string>> = {
  'incident.opened': 'opened',
  'incident.severity-changed': 'severity changed',
  'incident.acknowledged': 'acknowledged',
  'incident.resolved': 'resolved',
  'incident.reopened': 'reopened',
}

/** Handling an event twice tells it once. */
export const incidentsToRooms = (db: Database, channels: () => ChannelsInForce): Subscription => ({
  name: 'incidents-to-rooms',
  types: new Set(Object.keys(WORDS)),
  handle: async (events) => {
    for (const event of events) await tellOf(db, channels(), event)
  },
})

async function tellOf(db: Database, channels: ChannelsInForce, { type, subject, data }: StoredEvent): Promise<void> {
  const rooms = [...channels.values()]
    .filter(({ channel }) => channel.reach === 'shared')
    .map(({ channel }) => channel.id)
  const incident = rooms.length === 0 ? undefined : await findIncident(db, subject)
  if (incident?.kind !== 'normal') return
  const { id, number, severity, title } = incident
  const text = { title: `${WORDS[type]}: ${title}`, lines: [], severity, reference: `#${number}` }
  const news = { subject: { kind: 'incident' as const, id }, severity, text, key: `${id}_${String(data.seq)}` }
  await inTransaction(db, (tx) => tellRooms(tx, rooms, news))
}

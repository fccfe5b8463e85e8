/** Metrics about telling people. */
import type { Database } from '../../db/database.ts'
import type { Measure } from '../../http/metrics.ts'
import { endedMessages, outboxFacts } from '../../response/page/notify/health/store.ts'
import { failingProviders } from '../../response/page/notify/outbox/circuit/store.ts'

export const messageMeasures = (db: Database): Measure[] => [
  {
    name: 'opsbook_message_oldest_unsent_seconds',
    help: 'How long the oldest message to a person has waited that should have left; 0 when none waits',
    read: async () => (await outboxFacts(db)).oldestSeconds,
  },
  {
    name: 'opsbook_messages_waiting',
    help: 'Messages to people that are planned or being handed over',
    read: async () => (await outboxFacts(db)).waiting,
  },
  {
    name: 'opsbook_messages_ended_last_hour',
    help: 'Messages to people that ended within the last hour, by how',
    label: 'state',
    read: async () => Object.fromEntries((await endedMessages(db)).map(({ state, count }) => [state, count])),
  },
  {
    name: 'opsbook_channels_failing',
    help: 'Channels whose provider fails, with 1 each',
    label: 'channel',
    read: async () => Object.fromEntries((await failingProviders(db)).map(({ channel }) => [channel, 1])),
  },
]

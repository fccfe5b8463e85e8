/** Turns messages that have come due into what is handed over: each by itself, or many as one. */
import type { Database } from '../../../../../db/database.ts'
import { newId } from '../../../../../kit/new-id.ts'
import { inBriefTransaction } from '../brief/store.ts'
import {
  addDeliveries,
  attach,
  type DueMessage,
  dueMessages,
  lockAttaching,
  type NewDelivery,
  queueFacts,
} from './store.ts'
import { type StormBudgets, spread } from './storm.ts'

const BATCH = 2_000
/** Somebody waits for these; there are never many. */
const ALWAYS_ALONE = new Set(['test', 'reminder'])

/** Attaches what is due; answers with how many messages that were. Nothing when another replica is at it. */
export const attachDue = (db: Database, budgets: StormBudgets): Promise<number> =>
  inBriefTransaction(db, async (tx) => {
    if (!(await lockAttaching(tx))) return 0
    const due = await dueMessages(tx, BATCH)
    const queues = new Map<string, DueMessage[]>()
    for (const message of due) {
      const queue = [message.userId, message.methodId, message.lane, message.kind].join(' ')
      queues.set(queue, [...(queues.get(queue) ?? []), message])
    }
    for (const messages of queues.values()) await attachQueue(tx, messages, budgets)
    return due.length
  })

async function attachQueue(tx: Database, messages: readonly DueMessage[], budgets: StormBudgets): Promise<void> {
  const first = messages[0]!
  const { recent, open, now } = await queueFacts(tx, first)
  if (open !== undefined && !ALWAYS_ALONE.has(first.kind))
    return attach(
      tx,
      messages.map(({ id }) => ({ message: id, delivery: open })),
    )
  const waiting = messages.length
  const { alone, restAt } = ALWAYS_ALONE.has(first.kind)
    ? { alone: waiting, restAt: undefined }
    : spread({ budget: budgets[first.lane], recent, waiting, now })
  const made: NewDelivery[] = messages
    .slice(0, alone)
    .map((message) => ({ ...message, id: newId('delivery'), dueAt: now }))
  const places = made.map(({ id }, at) => ({ message: messages[at]!.id, delivery: id }))
  if (restAt) {
    const group = newId('delivery')
    made.push({ ...first, id: group, thread: undefined, dueAt: restAt })
    places.push(...messages.slice(alone).map(({ id }) => ({ message: id, delivery: group })))
  }
  await addDeliveries(tx, made)
  await attach(tx, places)
}

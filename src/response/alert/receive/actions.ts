/** Signals in, alerts out: durable before anybody is told "received". */
import type { Database } from '../../../db/database.ts'
import { type NewEvent, publish } from '../../../db/events.ts'
import { storeTrouble } from '../../../db/store-trouble.ts'
import { inTransaction } from '../../../db/transaction.ts'
import type { NewId } from '../../../kit/new-id.ts'
import type { Signal } from '../signal.ts'
import { type FoldedSignals, foldSignals, type ReceivedSignal, type SignalOutcome } from './fold-signals.ts'
import { storableText } from './storable-json.ts'
import {
  appendSignalEvents,
  type KeptRequest,
  keepRequests,
  latestAlerts,
  lockIntegrations,
  saveFolded,
} from './store.ts'

/** What one request brought. */
export interface Delivery extends KeptRequest {
  readonly signals: readonly Signal[]
}

export interface ReceiverParts {
  readonly db: Database
  readonly newId: NewId
  readonly clock: () => Date
  /** Told after a commit that opened or changed alerts, so that they are looked at soon; with those that began. */
  readonly onStored: (begun: readonly BegunAlert[]) => void
}

/** An alert that began or began again, as its sender described it. */
export interface BegunAlert extends Pick<Signal, 'summary' | 'severity' | 'labels' | 'annotations'> {
  readonly id: string
}

/** What became of a signal, with the short number of its alert. */
export interface StoredOutcome extends SignalOutcome {
  readonly alertNumber?: number
}

/** Resolves when everything the request brought is on disk: one outcome a signal, in its order. */
export type Receive = (delivery: Delivery) => Promise<readonly StoredOutcome[]>

/** Signals a transaction takes at most, unless one request alone has more. */
const LARGEST_BATCH = 500
/** Transactions at a time: while one waits for the disk, the next is being written. */
const WRITERS = 2

interface Waiting {
  readonly delivery: Delivery
  readonly resolve: (outcomes: readonly StoredOutcome[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * Makes the way in. Requests that arrive while others are being written wait a moment and share the next transaction, so single alerts
 * cost a fraction of a disk write each and nobody waits for a timer. A batch that fails is tried one request at a time: only the one the
 * store refuses is refused.
 */
export function makeReceiver(parts: ReceiverParts): Receive {
  const queue: Waiting[] = []
  let writing = 0
  const take = (): Waiting[] => {
    const taken: Waiting[] = []
    for (let signals = 0; queue.length > 0; ) {
      signals += queue[0]!.delivery.signals.length
      if (taken.length > 0 && signals > LARGEST_BATCH) break
      taken.push(queue.shift()!)
    }
    return taken
  }
  const write = async (): Promise<void> => {
    writing += 1
    while (queue.length > 0) await store(take(), parts)
    writing -= 1
  }
  return (delivery) =>
    new Promise((resolve, reject) => {
      queue.push({ delivery, resolve, reject })
      if (writing < WRITERS) void write()
    })
}

async function store(batch: readonly Waiting[], parts: ReceiverParts): Promise<void> {
  try {
    const outcomes = await receiveSignals(
      batch.map(({ delivery }) => delivery),
      parts,
    )
    for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index]!)
  } catch (error) {
    // A store in trouble refuses each of them; asking again one by one would only keep their senders waiting.
    if (batch.length === 1 || storeTrouble(error)) for (const { reject } of batch) reject(error)
    else for (const one of batch) await store([one], parts)
  }
}

/** Stores requests in one transaction of a constant number of statements. */
export async function receiveSignals(
  deliveries: readonly Delivery[],
  { db, newId, clock, onStored }: ReceiverParts,
): Promise<readonly (readonly StoredOutcome[])[]> {
  const batch = deliveries.flatMap(({ id, integrationId, signals }) =>
    signals.map((signal): ReceivedSignal => ({ integrationId, requestId: id, signal })),
  )
  const folded = await inTransaction(db, async (tx) => {
    await lockIntegrations(tx, [...new Set(deliveries.map(({ integrationId }) => integrationId))])
    // Asked behind the lock: whoever had it before us was earlier, also in what is written down.
    const now = clock()
    const latest = await latestAlerts(tx, batch)
    const folded = foldSignals(batch, latest, { now, newId })
    const numbers = new Map([...latest.values()].map(({ id, number }) => [id, number]))
    for (const [id, number] of await saveFolded(tx, folded, now)) numbers.set(id, number)
    await keepRequests(tx, deliveries)
    await appendSignalEvents(tx, batch, folded.outcomes, now)
    await publish(tx, eventsOf(batch, folded))
    return { ...folded, numbers }
  })
  if (folded.outcomes.some(({ repetition }) => !repetition)) onStored(begunOf(batch, folded))
  const outcomes = folded.outcomes
    .map((outcome): StoredOutcome => {
      const number = outcome.alertId === undefined ? undefined : folded.numbers.get(outcome.alertId)
      return number === undefined ? outcome : { ...outcome, alertNumber: number }
    })
    .values()
  return deliveries.map(({ signals }) => signals.map(() => outcomes.next().value!))
}

const begunOf = (batch: readonly ReceivedSignal[], { outcomes }: Pick<FoldedSignals, 'outcomes'>): BegunAlert[] =>
  batch.flatMap(({ signal: { summary, severity, labels, annotations } }, index): BegunAlert[] => {
    const { outcome, alertId, reopened } = outcomes[index]!
    if (alertId === undefined || (outcome !== 'opened' && !reopened)) return []
    return [{ id: alertId, summary, severity, labels, annotations }]
  })

/** What others hear of: openings and ends, not every word. */
function eventsOf(batch: readonly ReceivedSignal[], { outcomes }: FoldedSignals): NewEvent[] {
  return batch.flatMap(({ integrationId, signal }, index): NewEvent[] => {
    const { outcome, alertId, reopened } = outcomes[index]!
    const what = reopened ? 'reopened' : outcome
    if (alertId === undefined || what === 'updated' || what === 'ignored') return []
    const { severity, summary } = signal
    return [
      { type: `alert.${what}`, subject: alertId, data: { integrationId, severity, summary: storableText(summary) } },
    ]
  })
}

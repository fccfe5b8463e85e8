/** Signals in, alerts out: durable before anybody is told "received". */
import type { Database } from '../../../db/database.ts'
import { type NewEvent, publish } from '../../../db/events.ts'
import { storeTrouble } from '../../../db/store-trouble.ts'
import { inTransaction } from '../../../db/transaction.ts'
import type { NewId } from '../../../kit/new-id.ts'
import { type ChangeEvent, subjectOfChange } from '../change-event/change-event.ts'
import { addChangeEvents } from '../change-event/store.ts'
import type { Signal } from '../signal.ts'
import {
  type FoldedSignals,
  foldSignals,
  type KnownAlert,
  type ReceivedSignal,
  type SignalOutcome,
} from './fold-signals.ts'
import { storableText } from './storable-json.ts'
import {
  cameBetween,
  fitsOneStatement,
  integrationsOf,
  type KeptRequest,
  latestAlerts,
  lockIntegrations,
  saveAtOnce,
  saveBatch,
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

interface Waiting {
  readonly delivery: Delivery
  readonly resolve: (outcomes: readonly StoredOutcome[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * Makes the way in. Requests that arrive while others are being written wait a moment and share the next transaction, so single alerts
 * cost a fraction of a disk write each and nobody waits for a timer. One transaction at a time: a second one would wait for the same lock,
 * and halve what they share. A batch that fails is tried one request at a time: only the one the
 * store refuses is refused.
 */
export function makeReceiver(parts: ReceiverParts): Receive {
  const queue: Waiting[] = []
  let isWriting = false
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
    isWriting = true
    while (queue.length > 0) await store(take(), parts)
    isWriting = false
  }
  return (delivery) =>
    new Promise((resolve, reject) => {
      queue.push({ delivery, resolve, reject })
      if (!isWriting) void write()
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

/** What a batch did, with the numbers of its alerts. */
interface Stored extends FoldedSignals {
  readonly numbers: ReadonlyMap<string, number>
}

/**
 * Stores requests in one transaction of a constant number of statements. Nearly always these are two, one that looks and one that writes; only
 * where somebody came between, or where more than that is to be written, the integrations are locked first.
 */
export async function receiveSignals(
  deliveries: readonly Delivery[],
  parts: ReceiverParts,
): Promise<readonly (readonly StoredOutcome[])[]> {
  const batch = deliveries.flatMap(({ id, integrationId, signals }) =>
    signals.map((signal): ReceivedSignal => ({ integrationId, requestId: id, signal })),
  )
  const { outcomes, numbers } =
    (await storeAtOnce(deliveries, batch, parts)) ?? (await storeLocked(deliveries, batch, parts))
  if (outcomes.some(({ repetition }) => !repetition)) parts.onStored(begunOf(batch, { outcomes }))
  const stored = outcomes
    .map((outcome): StoredOutcome => {
      const number = outcome.alertId === undefined ? undefined : numbers.get(outcome.alertId)
      return number === undefined ? outcome : { ...outcome, alertNumber: number }
    })
    .values()
  return deliveries.map(({ signals }) => signals.map(() => stored.next().value!))
}

/** Undefined where it takes more than one statement to write, or the alerts are not any more what they were; then nothing was written. */
async function storeAtOnce(
  deliveries: readonly Delivery[],
  batch: readonly ReceivedSignal[],
  { db, newId, clock }: ReceiverParts,
): Promise<Stored | undefined> {
  const latest = await latestAlerts(db, batch)
  const now = clock()
  const folded = foldSignals(batch, latest, { now, newId })
  // What was changed is written beside, in a table of its own.
  if (!fitsOneStatement(folded) || batch.some(({ signal }) => signal.action === 'change')) return undefined
  try {
    const made = await saveAtOnce(db, { deliveries, batch, folded, events: eventsOf(batch, folded) }, now)
    return { ...folded, numbers: numbersOf(latest, made) }
  } catch (error) {
    if (cameBetween(error)) return undefined
    throw error
  }
}

const storeLocked = (
  deliveries: readonly Delivery[],
  batch: readonly ReceivedSignal[],
  { db, newId, clock }: ReceiverParts,
): Promise<Stored> =>
  inTransaction(db, async (tx) => {
    await lockIntegrations(tx, integrationsOf(deliveries))
    // Asked behind the lock: whoever had it before us was earlier, also in what is written down.
    const now = clock()
    const latest = await latestAlerts(tx, batch)
    const folded = foldSignals(batch, latest, { now, newId })
    const made = await saveBatch(tx, { deliveries, batch, folded, events: eventsOf(batch, folded) }, now)
    const changes = changesOf(batch, { now, newId })
    await addChangeEvents(tx, changes)
    await publish(tx, changes.map(toldOf))
    return { ...folded, numbers: numbersOf(latest, made) }
  })

const numbersOf = (latest: ReadonlyMap<string, KnownAlert>, made: ReadonlyMap<string, number>): Stored['numbers'] =>
  new Map([...[...latest.values()].map(({ id, number }) => [id, number!] as const), ...made])

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

/** What a batch says was deployed or changed. */
const changesOf = (
  batch: readonly ReceivedSignal[],
  { now, newId }: { now: Date; newId: NewId },
): (ChangeEvent & { requestId: string })[] =>
  batch.flatMap(({ integrationId, requestId, signal }) => {
    if (signal.action !== 'change') return []
    const { startsAt, summary, links } = signal
    return [
      {
        ...{ id: newId('change'), integrationId, requestId, happenedAt: startsAt, receivedAt: now, summary, links },
        ...subjectOfChange(signal),
      },
    ]
  })

const toldOf = ({ id, summary, service }: ChangeEvent): NewEvent => ({
  type: 'change.received',
  subject: id,
  data: { summary: storableText(summary), service: service === undefined ? null : storableText(service) },
})

/**
 * One feature acting on what another one did. Every event is handled at least once, in order, by one replica at a time; how far it has come
 * is kept, so that a crash goes on where it was.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Database } from './database.ts'
import { eventsAfter, lastCursor, type StoredEvent } from './events.ts'
import { inTransaction } from './transaction.ts'

export interface Subscription {
  /** Its place is kept under this name. */
  readonly name: string
  readonly types: ReadonlySet<string>
  /** All that have come, in their order, so that a storm of them can share its work. Idempotent; what it throws is tried again, one by one. */
  readonly handle: (events: readonly StoredEvent[]) => Promise<void>
  /** Events that are taken at a time; 100 if absent. */
  readonly batch?: number
}

export interface Subscriber {
  readonly wake: () => void
  readonly stop: () => Promise<void>
}

const BATCH = 500
/** An event that fails so often is told and passed over, so that one poisonous event does not hold up all that follow. */
const TRIES = 5
const AGAIN_MS = 1_000
/** Between two looks: what comes meanwhile shares the next one. Without it a stream of single events costs a dozen statements each. */
const REST_MS = 100

export interface SubscriberOptions {
  readonly db: Database
  readonly onTrouble: (error: unknown, event: StoredEvent | undefined) => void
}

/** Starts handling on this replica. A new subscription begins at the end. */
export function startSubscriber(subscription: Subscription, { db, onTrouble }: SubscriberOptions): Subscriber {
  let stopped = false
  let again = false
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let hasPlace = false
  const work = async () => {
    do {
      again = false
      try {
        if (!hasPlace) await takePlace(db, subscription.name)
        hasPlace = true
        const full = subscription.batch ?? BATCH
        let seen: Seen = { looked: full, failed: false }
        while (!stopped && !seen.failed && seen.looked === full) seen = await handleSome(db, subscription, onTrouble)
        if (seen.failed) timer = setTimeout(wake, AGAIN_MS)
        await sleep(REST_MS)
      } catch (error) {
        onTrouble(error, undefined)
        timer = setTimeout(wake, AGAIN_MS)
      }
    } while (again && !stopped)
  }
  const wake = () => {
    if (stopped) return
    again = true
    running ??= work().finally(() => {
      running = undefined
      if (again) wake()
    })
  }
  wake()
  return {
    wake,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

interface Seen {
  readonly looked: number
  readonly failed: boolean
}

/** First number of the two that make the lock of a subscription. */
const LOCK = 4_712_004

/** A subscription nobody has heard of begins behind everything there is. */
async function takePlace(db: Database, name: string): Promise<void> {
  const end = await lastCursor(db)
  await sql`insert into subscriptions (name, cursor) values (${name}, ${end}) on conflict do nothing`.execute(db)
}

/**
 * Handles what has come, at most a batch; another replica at it: nothing. The lock is one that needs no transaction number, because
 * readers of events wait for every numbered transaction that runs.
 */
async function handleSome(
  db: Database,
  subscription: Subscription,
  onTrouble: SubscriberOptions['onTrouble'],
): Promise<Seen> {
  const { name, types, handle, batch = BATCH } = subscription
  return inTransaction(db, async (tx) => {
    await sql`set local idle_in_transaction_session_timeout = '120s'`.execute(tx)
    const { rows: locks } = await sql<{ mine: boolean }>`
      select pg_try_advisory_xact_lock(${LOCK}, hashtext(${name})) as mine`.execute(tx)
    if (!locks[0]?.mine) return { looked: 0, failed: false }
    // A statement of its own: only now does it see what the last holder of the lock has kept.
    const { rows } = await sql<Place>`
      select cursor, tries from subscriptions where name = ${name}`.execute(tx)
    const place = rows[0]!
    const events = await eventsAfter(db, place.cursor, batch)
    if (events.length === 0) return { looked: 0, failed: false }
    const wanted = events.filter(({ type }) => types.has(type))
    const end = { cursor: events.at(-1)!.cursor, tries: 0 }
    const isDone = wanted.length === 0 || (place.tries === 0 && (await succeeds(handle(wanted))))
    const after = isDone ? end : await oneByOne(wanted, { place, end, handle }, onTrouble)
    await keep(tx, name, after)
    return { looked: events.length, failed: after.tries > 0 }
  })
}

interface Place {
  readonly cursor: string
  /** How often the event behind it has failed. */
  readonly tries: number
}

/** Finds the event that makes trouble and goes as far as that, or past it when it has had its tries. */
async function oneByOne(
  events: readonly StoredEvent[],
  { place, end, handle }: { place: Place; end: Place; handle: Subscription['handle'] },
  onTrouble: SubscriberOptions['onTrouble'],
): Promise<Place> {
  let { cursor, tries } = place
  for (const event of events) {
    try {
      await handle([event])
    } catch (error) {
      onTrouble(error, event)
      if (tries + 1 < TRIES) return { cursor, tries: tries + 1 }
    }
    cursor = event.cursor
    tries = 0
  }
  return end
}

const succeeds = (work: Promise<void>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  )

const keep = (tx: Database, name: string, { cursor, tries }: Place) =>
  sql`update subscriptions set cursor = ${cursor}, tries = ${tries} where name = ${name}`.execute(tx)

/**
 * One feature acting on what another one did. Every event is handled at least once, in order, by one replica at a time; how far it has come
 * is kept, so that a crash goes on where it was.
 */
import { sql } from 'kysely'
import type { Database } from './database.ts'
import { eventsAfter, lastCursor, type StoredEvent } from './events.ts'
import { inTransaction } from './transaction.ts'

export interface Subscription {
  /** Its place is kept under this name. */
  readonly name: string
  readonly types: ReadonlySet<string>
  /** Idempotent; what it throws is tried again. */
  readonly handle: (event: StoredEvent) => Promise<void>
  /** The same for many at once, in their order, where that is cheaper; when it throws they are handled one by one. */
  readonly handleAll?: (events: readonly StoredEvent[]) => Promise<void>
  /** Events that are taken at a time; 100 if absent. */
  readonly batch?: number
}

export interface Subscriber {
  readonly wake: () => void
  readonly stop: () => Promise<void>
}

const BATCH = 100
/** An event that fails so often is told and passed over, so that one poisonous event does not hold up all that follow. */
const TRIES = 5
const AGAIN_MS = 1_000

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
  const work = async () => {
    do {
      again = false
      try {
        const full = subscription.batch ?? BATCH
        let seen: Seen = { looked: full, failed: false }
        while (!stopped && !seen.failed && seen.looked === full) seen = await handleSome(db, subscription, onTrouble)
        if (seen.failed) timer = setTimeout(wake, AGAIN_MS)
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
  const end = await lastCursor(db)
  await sql`insert into subscriptions (name, cursor) values (${name}, ${end}) on conflict do nothing`.execute(db)
  return inTransaction(db, async (tx) => {
    await sql`set local idle_in_transaction_session_timeout = '120s'`.execute(tx)
    const { rows: locks } = await sql<{ mine: boolean }>`
      select pg_try_advisory_xact_lock(${LOCK}, hashtext(${name})) as mine`.execute(tx)
    if (!locks[0]?.mine) return { looked: 0, failed: false }
    // A statement of its own: only now does it see what the last holder of the lock has kept.
    const { rows } = await sql<{ cursor: string; tries: number }>`
      select cursor, tries from subscriptions where name = ${name}`.execute(tx)
    const place = rows[0]!
    const events = await eventsAfter(db, place.cursor, batch)
    let { cursor, tries } = place
    if (tries === 0 && (await handledAll(subscription, events, onTrouble))) {
      await keep(tx, name, events.at(-1)!.cursor, 0)
      return { looked: events.length, failed: false }
    }
    for (const event of events) {
      try {
        if (types.has(event.type)) await handle(event)
      } catch (error) {
        onTrouble(error, event)
        if (tries + 1 < TRIES) {
          await keep(tx, name, cursor, tries + 1)
          return { looked: 0, failed: true }
        }
      }
      cursor = event.cursor
      tries = 0
    }
    if (events.length > 0) await keep(tx, name, cursor, tries)
    return { looked: events.length, failed: false }
  })
}

/** True when all of them were handled in one go. One that is poisonous is found by handling them one by one. */
async function handledAll(
  { types, handleAll }: Subscription,
  events: readonly StoredEvent[],
  onTrouble: SubscriberOptions['onTrouble'],
): Promise<boolean> {
  const wanted = events.filter(({ type }) => types.has(type))
  if (!handleAll || events.length === 0) return false
  try {
    if (wanted.length > 0) await handleAll(wanted)
    return true
  } catch (error) {
    onTrouble(error, undefined)
    return false
  }
}

const keep = (tx: Database, name: string, cursor: string, tries: number) =>
  sql`update subscriptions set cursor = ${cursor}, tries = ${tries} where name = ${name}`.execute(tx)

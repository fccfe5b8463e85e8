/** `GET /api/v1/events`: everything that happens, as server-sent events, going on where the client stopped. */
import { z } from 'zod'
import type { Database } from '../db/database.ts'
import { eventsAfter, isCursor, lastCursor, type StoredEvent } from '../db/events.ts'
import { ACCESS_CHANGED } from '../identity/user.ts'
import { personBehind } from '../kit/person-behind.ts'
import { type Route, route } from '../kit/route.ts'

export interface EventFeed {
  readonly db: Database
  /** Calls back when there may be something new; answers with how to stop. */
  readonly onWake: (wake: () => void) => () => void
}

/** How often a silent stream says it is alive, so that proxies keep it and clients notice its death. */
const BEAT_MS = 15_000
const BATCH = 200
/** A stream ends by itself after so long; the client comes again and proves anew who it is, which may have ended by time alone. */
const LONGEST_MS = 10 * 60_000

/** The route of the stream; the same for every reader who may read incidents. */
export const eventStreamRoute = (feed: EventFeed): Route =>
  route({
    method: 'GET',
    path: '/api/v1/events',
    summary: 'Everything that happens, as a stream of server-sent events; Last-Event-ID goes on where a client stopped',
    access: { kind: 'user', permission: 'incident:read', object: 'none' },
    query: z.object({ after: z.string().max(64).optional() }),
    handle: async ({ actor, headers, query, signal }) => {
      const asked = headers['last-event-id'] ?? query.after
      const start = asked !== undefined && isCursor(asked) ? asked : await lastCursor(feed.db)
      return {
        status: 200,
        headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
        stream: follow(feed, start, { signal, reader: personBehind(actor).id }),
      }
    },
  })

async function* follow(
  { db, onWake }: EventFeed,
  start: string,
  { signal, reader }: { signal: AbortSignal; reader: string },
): AsyncGenerator<string> {
  const endsAt = performance.now() + LONGEST_MS
  let cursor = start
  let ring: () => void = () => undefined
  const stop = onWake(() => ring())
  signal.addEventListener('abort', () => ring(), { once: true })
  yield `retry: 1000\nid: ${cursor}\nevent: hello\ndata: {}\n\n`
  try {
    while (!signal.aborted && performance.now() < endsAt) {
      const woken = new Promise<void>((resolve) => {
        ring = resolve
      })
      const events = await eventsAfter(db, cursor, BATCH)
      for (const event of events) {
        if (event.type !== ACCESS_CHANGED) yield frame(event)
        else if (event.subject === reader) {
          // What this reader may see has changed: the client comes again, with the rights of today, behind this event.
          yield `id: ${event.cursor}\n\n`
          return
        }
      }
      cursor = events.at(-1)?.cursor ?? cursor
      if (events.length === BATCH) continue
      if ((await orBeat(woken)) === 'beat') yield ': alive\n\n'
    }
  } finally {
    stop()
  }
}

function orBeat(woken: Promise<void>): Promise<'woken' | 'beat'> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('beat'), BEAT_MS)
    void woken.then(() => {
      clearTimeout(timer)
      resolve('woken')
    })
  })
}

/** JSON has no raw line break, so one event is always one data line. */
const frame = ({ cursor, type, subject, at, data }: StoredEvent): string =>
  `id: ${cursor}\nevent: ${type}\ndata: ${JSON.stringify({ subject, at, ...data })}\n\n`

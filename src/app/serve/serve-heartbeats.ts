/** Heartbeats, put together: what the book expects, what comes in, what is told. */
import type { Route } from '../../kit/route.ts'
import type { Receive } from '../../response/alert/receive/actions.ts'
import { matcherText } from '../../response/alert/settings/field-schemas.ts'
import { adoptBook, type HeartbeatDesk } from '../../response/monitor/heartbeat/declare/actions.ts'
import { heartbeatRoutes } from '../../response/monitor/heartbeat/routes.ts'
import { heartbeatLag } from '../../response/monitor/heartbeat/store.ts'
import type { LiveBook } from '../live-book.ts'
import { type HeartbeatFeeds, heartbeatFeeds } from './alerts-to-heartbeats.ts'
import { startHeartbeats } from './heartbeats-to-alerts.ts'
import type { AuditedPart } from './self-audit.ts'

export interface HeartbeatParts extends HeartbeatDesk {
  readonly book: LiveBook
  readonly clock: () => Date
  readonly onTrouble: (error: unknown) => void
}

export interface ServedHeartbeats {
  readonly feeds: HeartbeatFeeds
  readonly routes: readonly Route[]
  readonly audited: AuditedPart
  /** Begins to judge on this replica; what is missing is told to `receive`. */
  readonly start: (receive: Receive, onStop: (stop: () => Promise<void> | void) => void) => void
  /** A sign of life may have come. */
  readonly wake: () => void
}

/** What others changed is known within this. */
const REFRESH_EVERY_MS = 5_000

/** Takes over what the book expects, and gives the parts of it; nothing is judged before `start`. */
export async function serveHeartbeats(parts: HeartbeatParts): Promise<ServedHeartbeats> {
  const { db, book, clock, newId, onTrouble } = parts
  const feeds = heartbeatFeeds({ db, onTrouble })
  let wake = () => {}
  const adopt = async () => {
    await adoptBook(parts, book.current().config.heartbeats)
    await feeds.refresh()
    wake()
  }
  await adopt()
  book.onChange(() => void adopt().catch(onTrouble))
  const onPing = () => wake()
  return {
    feeds,
    routes: heartbeatRoutes({ ...parts, matcher: matcherText, onPing }),
    audited: { name: 'heartbeats', look: () => lookAtHeartbeats(parts) },
    wake: onPing,
    start: (receive, onStop) => {
      const judging = startHeartbeats({ db, receive, newId, clock, onTrouble })
      wake = judging.wake
      const refreshing = setInterval(() => void feeds.refresh().catch(onTrouble), REFRESH_EVERY_MS)
      onStop(() => clearInterval(refreshing))
      onStop(judging.stop)
    },
  }
}

/** Seconds one that is due may wait before it counts as stuck. */
const LATE_SECONDS = 15

async function lookAtHeartbeats({ db }: Pick<HeartbeatParts, 'db'>): Promise<string[]> {
  const { overdueSeconds, untoldSeconds } = await heartbeatLag(db)
  return [
    ...(overdueSeconds > LATE_SECONDS ? [`one should have been judged ${Math.round(overdueSeconds)} s ago`] : []),
    ...(untoldSeconds > LATE_SECONDS * 2 ? [`one changed ${Math.round(untoldSeconds)} s ago and is not told yet`] : []),
  ]
}

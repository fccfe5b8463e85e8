/** Heartbeats as a part of the server: judged on every replica, and told to the alert engine by the way every other alert comes in. */
import type { Database } from '../../db/database.ts'
import { type Repetition, repeat } from '../../response/alert/dispatch/repeat/actions.ts'
import type { Receive } from '../../response/alert/receive/actions.ts'
import type { Signal } from '../../response/alert/signal.ts'
import { judgeHeartbeats } from '../../response/monitor/heartbeat/actions.ts'
import { missedWords } from '../../response/monitor/heartbeat/missed-words.ts'
import { claimUntold, markTold } from '../../response/monitor/heartbeat/store.ts'
import type { HeartbeatNews } from '../../response/monitor/heartbeat/stored-heartbeat.ts'

export interface HeartbeatsToAlerts {
  readonly db: Database
  readonly receive: Receive
  readonly newId: (noun: string) => string
  readonly clock: () => Date
  readonly onTrouble: (error: unknown) => void
}

/** Alerts of heartbeats are of this integration, which has no key: nobody but we can send as it. */
export const HEARTBEAT_SENDER = 'heartbeats'

const EVERY_MS = 1_000
const AT_A_TIME = 50

/** Starts it. */
export const startHeartbeats = (parts: HeartbeatsToAlerts): Repetition =>
  repeat(async () => {
    const judged = await judgeHeartbeats(parts.db)
    const news = await claimUntold(parts.db, AT_A_TIME)
    for (const each of news) await tell(parts, each)
    return judged + news.length > 0 ? 0 : EVERY_MS
  }, parts.onTrouble)

/** Told twice it is the same alert; told late it is told again as it is then. */
async function tell({ db, receive, newId, clock }: HeartbeatsToAlerts, news: HeartbeatNews): Promise<void> {
  const signal = signalOf(news, clock())
  await receive({
    ...{ id: newId('request'), integrationId: HEARTBEAT_SENDER, receivedAt: clock(), signals: [signal] },
    raw: new TextEncoder().encode(JSON.stringify({ heartbeat: news.name, ...news.standing })),
    ...{ problems: [], warnings: [] },
  })
  await markTold(db, news)
}

function signalOf(news: HeartbeatNews, now: Date): Signal {
  const { name, written, standing, since } = news
  const { summary, description } = missedWords(news)
  return {
    action: standing.state === 'down' ? 'trigger' : 'resolve',
    key: name,
    ...{ summary, severity: written.severity },
    labels: { ...written.labels, alertname: 'HeartbeatMissed', heartbeat: name },
    annotations: { description },
    startsAt: standing.state === 'down' ? since : now,
    ...(standing.state === 'down' ? {} : { endsAt: now }),
    ...{ endIsTimeout: false, links: [], details: {} },
  }
}

/** Heartbeats over time: pings are taken, times are judged, and what the alert engine has to hear is handed out. */
import type { Database } from '../../../db/database.ts'
import { type NewEvent, publish } from '../../../db/events.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { afterSilence } from './after-silence.ts'
import type { Standing } from './heartbeat.ts'
import { judgeTime } from './judge-time.ts'
import { keepPing } from './ping/store.ts'
import { compileHeartbeat } from './settings/compile-heartbeat.ts'
import { type HeartbeatKey, lockAll, lockDue, lockHeartbeat, lockWatch, saveStanding, saveWatch } from './store.ts'
import type { StoredHeartbeat } from './stored-heartbeat.ts'
import { type Ping, takePing } from './take-ping.ts'

/** How a sign of life came, and what it said. */
export interface PingSource {
  readonly via: string
  readonly body?: string | undefined
  /** Writes it into the audit, where a person did it. */
  readonly audit?: ((tx: Database, id: string) => Promise<void>) | undefined
}

/** Takes a sign of life; on disk when this resolves. Undefined when nobody expects it. */
export function recordPing(
  db: Database,
  key: HeartbeatKey,
  ping: Ping,
  { via, body, audit }: PingSource,
): Promise<StoredHeartbeat | undefined> {
  return inTransaction(db, async (tx) => {
    const locked = await lockHeartbeat(tx, key)
    if (!locked) return undefined
    const { found, now } = locked
    const { standing, durationMs } = takePing(found.standing, compileHeartbeat(found.written), ping, now)
    await saveStanding(tx, found, standing)
    await keepPing(tx, { ...ping, heartbeatId: found.id, at: now, durationMs, via, body })
    await publish(tx, changeOf(found, standing))
    await audit?.(tx, found.id)
    return { ...found, standing, lastPingAt: now }
  })
}

/** What others hear of: a change of state, not every sign of life. */
function changeOf({ id, name, standing: before }: StoredHeartbeat, after: Standing): NewEvent[] {
  if (before.state === after.state && before.why === after.why) return []
  return [{ type: `heartbeat.${after.state}`, subject: id, data: { name, why: after.why ?? null } }]
}

/** So long without anybody who listens is silence; shorter ones are within every grace. */
const SILENCE_MS = 10_000
/** Who listens says so this often. */
const WATCH_EVERY_MS = 2_000
const AT_A_TIME = 100

/**
 * Judges what time has changed, once for all replicas. After a time in which nobody listened, deadlines that fell into it are moved first, so
 * that a server that was down itself calls nothing dead. Answers with how many were judged.
 */
export function judgeHeartbeats(db: Database): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { until, now } = await lockWatch(tx)
    if (until && now.getTime() - until.getTime() > SILENCE_MS) await excuse(tx, { from: until, until: now })
    if (!until || now.getTime() - until.getTime() > WATCH_EVERY_MS) await saveWatch(tx, now)
    const due = await lockDue(tx, AT_A_TIME)
    for (const each of due) {
      const standing = judgeTime(each.standing, compileHeartbeat(each.written), now)
      await saveStanding(tx, each, standing)
      await publish(tx, changeOf(each, standing))
    }
    return due.length
  })
}

async function excuse(tx: Database, silence: { from: Date; until: Date }): Promise<void> {
  for (const each of await lockAll(tx)) {
    const standing = afterSilence(each.standing, compileHeartbeat(each.written), silence)
    if (standing !== each.standing) await saveStanding(tx, each, standing)
  }
}

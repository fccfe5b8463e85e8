/** Alerts that are signs of life: Alertmanager's Watchdog fires for ever, and its silence is what matters. */
import type { Database } from '../../db/database.ts'
import { matchesAll } from '../../response/alert/matcher/matcher.ts'
import type { Receive } from '../../response/alert/receive/actions.ts'
import { compileConditions } from '../../response/alert/settings/compile-routes.ts'
import type { Signal } from '../../response/alert/signal.ts'
import type { AlertRules } from '../../response/incident/alert/actions.ts'
import type { DeclareRule } from '../../response/incident/declare.ts'
import { recordPing } from '../../response/monitor/heartbeat/actions.ts'
import { listHeartbeats } from '../../response/monitor/heartbeat/store.ts'
import { HEARTBEAT_SENDER } from './heartbeats-to-alerts.ts'

interface Feed {
  readonly name: string
  readonly matches: (labels: Signal['labels']) => boolean
}

export interface HeartbeatFeeds {
  /** Receives, and then counts what came as signs of life. */
  readonly feeding: (receive: Receive) => Receive
  /** The rules of incidents with one before them: alerts that feed a heartbeat are no incident of their own. */
  readonly before: (rules: AlertRules) => AlertRules
  /** Looks anew at which alerts feed which heartbeat. */
  readonly refresh: () => Promise<void>
}

export interface HeartbeatFeedParts {
  readonly db: Database
  readonly onTrouble: (error: unknown) => void
}

const MOST = 10_000

export function heartbeatFeeds({ db, onTrouble }: HeartbeatFeedParts): HeartbeatFeeds {
  let feeds: readonly Feed[] = []
  const refresh = async () => {
    const all = await listHeartbeats(db, { limit: MOST })
    feeds = all.flatMap(({ name, written: { matchers } }) => {
      if (matchers.length === 0) return []
      const conditions = compileConditions({ matchers })
      return [{ name, matches: (labels: Signal['labels']) => matchesAll(conditions, labels) }]
    })
  }
  return {
    refresh,
    before: (known) => ({ ...known, rules: [...feeds.map(noIncident), ...known.rules] }),
    feeding: (receive) => async (delivery) => {
      const outcomes = await receive(delivery)
      // An alert that is stored and not counted comes again before its heartbeat is missed: that is what such alerts are for.
      for (const name of fedBy(feeds, delivery))
        await recordPing(db, { name }, SUCCESS, { via: 'alert' }).catch(onTrouble)
      return outcomes
    },
  }
}

const noIncident = ({ name, matches }: Feed): DeclareRule => ({ name: `heartbeat ${name}`, matches, severity: 'none' })

const SUCCESS = { kind: 'success' } as const

function fedBy(feeds: readonly Feed[], { integrationId, signals }: Parameters<Receive>[0]): ReadonlySet<string> {
  if (feeds.length === 0 || integrationId === HEARTBEAT_SENDER) return new Set()
  const firing = signals.filter(({ action }) => action === 'trigger')
  return new Set(feeds.filter(({ matches }) => firing.some(({ labels }) => matches(labels))).map(({ name }) => name))
}

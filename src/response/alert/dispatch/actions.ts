/** Makes due groups speak: alerts into groups, groups into the outbox. Any replica may do any of it at any time. */
import type { Database } from '../../../db/database.ts'
import { publish } from '../../../db/events.ts'
import { inTransaction } from '../../../db/transaction.ts'
import type { NewId } from '../../../kit/new-id.ts'
import { storableText } from '../../../kit/storable-json.ts'
import { stateAt } from '../alert.ts'
import type { StoredAlert } from '../alert-row.ts'
import { webhookV4 } from '../grouping/webhook-v4.ts'
import { inhibitions } from '../inhibit/inhibit.ts'
import { matchesAll } from '../matcher/matcher.ts'
import type { Alerting } from '../settings/alerting.ts'
import { matchingSilences } from '../silence/matching-silences.ts'
import { currentSilences } from '../silence/store.ts'
import { type FlushFacts, type FlushPlan, planFlush, routesById } from './plan-flush.ts'
import { type WantedGroup, wantedGroups } from './plan-routing.ts'
import {
  adoptRouting,
  claimDueGroups,
  claimUnrouted,
  inhibitingAlerts,
  loadAlerts,
  loadGroups,
  type NewDelivery,
  requeueLost,
  saveFlushes,
  saveRouting,
  sweepEnded,
} from './store.ts'

export interface DispatcherParts {
  readonly db: Database
  readonly newId: NewId
  readonly clock: () => Date
  /** Where people find us; stands in every notification. */
  readonly externalUrl: string
}

const ALERTS_AT_A_TIME = 500
const GROUPS_AT_A_TIME = 100

/** Settings and a name that is the same for the same settings on every replica. */
export interface NamedAlerting {
  readonly configId: string
  readonly alerting: Alerting
}

/** Takes new settings into use. Times that run go on; an alert only moves if the new tree leads it elsewhere. */
export const adoptAlerting = (db: Database, { configId }: NamedAlerting): Promise<boolean> =>
  inTransaction(db, (tx) => adoptRouting(tx, configId))

/** Looks for the groups of new and moved alerts. Answers how many it had in its hands; fewer than a full load: none are left. */
export async function routeAlerts({ db, clock }: DispatcherParts, alerting: Alerting): Promise<number> {
  return inTransaction(db, async (tx) => {
    const alerts = await claimUnrouted(tx, ALERTS_AT_A_TIME)
    if (alerts.length === 0) return 0
    const now = clock()
    const wanted = new Map<string, readonly WantedGroup[]>()
    const ended: string[] = []
    for (const alert of alerts)
      if (stateAt(alert, now) === 'resolved') ended.push(alert.id)
      else wanted.set(alert.id, wantedGroups(alerting.root, alert, now))
    await saveRouting(tx, wanted, ended)
    return alerts.length
  })
}

/** Flushes groups that are due. Answers how many; what they say is in the outbox when this resolves. */
export async function flushGroups(parts: DispatcherParts, alerting: Alerting): Promise<number> {
  return inTransaction(parts.db, async (tx) => {
    const groups = await claimDueGroups(tx, GROUPS_AT_A_TIME)
    if (groups.length === 0) return 0
    const now = parts.clock()
    const { members, told } = await loadGroups(
      tx,
      groups.map(({ id }) => id),
    )
    const facts = groups.map(
      (group): FlushFacts => ({ group, members: members.get(group.id) ?? [], told: told.get(group.id) ?? [] }),
    )
    const isSuppressed = await suppression(tx, alerting, facts, now)
    const surroundings = { alerting, routes: routesById(alerting), isSuppressed, now }
    const plans = new Map(facts.map((each): [string, FlushPlan] => [each.group.id, planFlush(each, surroundings)]))
    const said = [...plans.values()].flatMap(({ deliveries }) => deliveries)
    const words = await loadAlerts(tx, [...new Set(said.flatMap(({ firing, resolved }) => [...firing, ...resolved]))])
    await saveFlushes(
      tx,
      plans,
      facts.flatMap(({ group }) => composed(group, plans.get(group.id)!, words, { ...parts, now })),
    )
    return groups.length
  })
}

/** What silences and rules make quiet now. Sources are looked up only where a rule's target is among the alerts. */
async function suppression(tx: Database, alerting: Alerting, facts: readonly FlushFacts[], now: Date) {
  const labels = facts.flatMap(({ members }) => members.map((member) => member.labels))
  const silences = matchingSilences(await currentSilences(tx, now), now)
  const rules = alerting.inhibitRules.filter(({ target }) => labels.some((set) => matchesAll(target, set)))
  const inhibited = inhibitions(rules, await inhibitingAlerts(tx, rules))
  return (set: FlushFacts['group']['labels']) => silences(set).length > 0 || inhibited(set).length > 0
}

function composed(
  group: FlushFacts['group'],
  plan: FlushPlan,
  words: ReadonlyMap<string, StoredAlert>,
  { newId, externalUrl, now }: DispatcherParts & { now: Date },
): NewDelivery[] {
  const found = (ids: readonly string[]) => ids.flatMap((id) => words.get(id) ?? [])
  return plan.deliveries.map(({ receiver, delivery, reason, maxAlerts, firing, resolved, undeliverable }) => ({
    id: newId('delivery'),
    ...{ group, receiver, delivery },
    ...(undeliverable === undefined ? {} : { undeliverable }),
    body: webhookV4({
      ...{ receiver, reason, maxAlerts, externalUrl, now, groupKey: group.groupKey, groupLabels: group.labels },
      ...{ firing: found(firing), resolved: found(resolved) },
    }),
  }))
}

/** Ends alerts whose senders have gone quiet. They are over from their end on; this is only when others hear of it. */
export async function endQuietAlerts({ db }: DispatcherParts): Promise<number> {
  return inTransaction(db, async (tx) => {
    const ended = await sweepEnded(tx)
    await publish(
      tx,
      ended.map(({ id, integrationId, summary }) => ({
        ...{ type: 'alert.resolved', subject: id },
        data: { integrationId, summary: storableText(summary) },
      })),
    )
    return ended.length
  })
}

/** Finds open alerts that are in no group, and lets them look for theirs again. Answers how many. */
export const findLostAlerts = ({ db }: DispatcherParts): Promise<number> => inTransaction(db, requeueLost)

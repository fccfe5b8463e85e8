import type { LabelSet } from '../../../kit/label-set.ts'
import { stateAt } from '../alert.ts'
import {
  decideNotification,
  type GroupMember,
  type NotificationReason,
  type Told,
} from '../grouping/decide-notification.ts'
import { mutedBy } from '../routing/muted-by.ts'
import { allNodes, type RouteNode } from '../routing/route-node.ts'
import type { Alerting, Delivery } from '../settings/alerting.ts'

/** A group as it is stored. */
export interface StoredGroup {
  readonly id: string
  readonly routeId: string
  readonly groupKey: string
  readonly labels: LabelSet
}

/** An alert of a group, as much of it as the decision needs. */
export interface FlushedAlert {
  readonly id: string
  /** See `toldName`. */
  readonly name: string
  readonly labels: LabelSet
  readonly endsAt?: Date
  /** Put off by somebody. Whether that time has come is for the database's clock to say, which all replicas share. */
  readonly snooze?: { readonly until: Date; readonly isOn: boolean }
}

/** What one delivery of a group was told, with the alert behind each name that is owed its end. */
export interface StoredTold {
  readonly receiver: string
  readonly delivery: string
  readonly firing: readonly string[]
  readonly owed: ReadonlyMap<string, string>
  readonly at: Date
}

/** Something to send. Alerts are named by their identifiers; their words are fetched when there is something to say. */
export interface PlannedDelivery {
  readonly receiver: string
  readonly delivery: string
  readonly reason: NotificationReason
  readonly firing: readonly string[]
  readonly resolved: readonly string[]
  readonly maxAlerts: number
  /** Nobody can be told: why. It is kept as failed, for a person to see. */
  readonly undeliverable?: string
}

export interface FlushPlan {
  readonly deliveries: readonly PlannedDelivery[]
  /** What is to be remembered instead of what was. */
  readonly told: readonly StoredTold[]
  /** Members that are over: the group has no more use for them. */
  readonly over: readonly string[]
  /** Nothing is left to say, now or later. */
  readonly ends: boolean
  readonly nextInMs: number
  /** The first snooze of its alerts ends then: it looks again no later. */
  readonly wakesAt?: Date
}

export interface FlushFacts {
  readonly group: StoredGroup
  readonly members: readonly FlushedAlert[]
  readonly told: readonly StoredTold[]
}

export interface FlushSurroundings {
  readonly alerting: Alerting
  /** By the identifier of a route. */
  readonly routes: ReadonlyMap<string, RouteNode>
  /** Silenced or inhibited now. */
  readonly isSuppressed: (labels: LabelSet) => boolean
  readonly now: Date
}

export const routesById = (alerting: Alerting): ReadonlyMap<string, RouteNode> =>
  new Map(allNodes(alerting.root).map((node) => [node.id, node]))

/**
 * What a group says when its time has come, to each way its receiver is told. A way that was told something and is not the route's any more
 * (another receiver, no route at all) is told the end of what it was told.
 */
export function planFlush({ group, members, told }: FlushFacts, surroundings: FlushSurroundings): FlushPlan {
  const { alerting, routes, isSuppressed, now } = surroundings
  const node = routes.get(group.routeId)
  const alive = new Map<string, FlushedAlert>()
  for (const member of members) if (stateAt(member, now) !== 'resolved') alive.set(member.name, member)
  const asMembers = [...alive.values()].map(
    ({ name, labels, snooze }): GroupMember => ({
      ...{ name, firing: true, suppressed: snooze?.isOn === true || isSuppressed(labels) },
      ...(snooze && !snooze.isOn ? { wokeAt: snooze.until } : {}),
    }),
  )
  const muted = node !== undefined && mutedBy(node, alerting.timeIntervals, now).length > 0
  const deliveries: PlannedDelivery[] = []
  const after: StoredTold[] = []
  let owed = 0
  for (const { receiver, delivery, isCurrent, before } of waysOf(node, alerting, told)) {
    const decision = decideNotification({
      members: isCurrent ? asMembers : [],
      told: before && asTold(before),
      sendResolved: delivery.sendResolved,
      repeatIntervalMs: node?.timing.repeatIntervalMs ?? 0,
      muted,
      now,
    })
    const idOf = (name: string) => alive.get(name)?.id ?? before?.owed.get(name) ?? ''
    owed += (decision.after ?? before)?.owed.size ?? 0
    if (decision.after) {
      const { firing, owed, at } = decision.after
      after.push({
        receiver,
        delivery: delivery.id,
        firing: [...firing],
        owed: new Map([...owed].map((name) => [name, idOf(name)])),
        at,
      })
    }
    if (decision.do === 'nothing' || decision.firing.length + decision.resolved.length === 0) continue
    deliveries.push({
      ...{ receiver, delivery: delivery.id, reason: decision.reason, maxAlerts: delivery.maxAlerts },
      firing: decision.firing.map(idOf),
      resolved: decision.resolved.map((name) => before?.owed.get(name) ?? ''),
      ...(delivery.missing
        ? { undeliverable: `there is no ${delivery.id} of a receiver "${receiver}" in the settings any more` }
        : {}),
    })
  }
  const wakesAt = [...alive.values()].flatMap(({ snooze }) => (snooze?.isOn ? [snooze.until] : [])).sort(byTime)[0]
  return {
    deliveries,
    told: after,
    over: members.filter((member) => stateAt(member, now) === 'resolved').map(({ id }) => id),
    ends: owed === 0 && (alive.size === 0 || node === undefined),
    nextInMs: node?.timing.groupIntervalMs ?? 0,
    ...(wakesAt ? { wakesAt } : {}),
  }
}

const byTime = (a: Date, b: Date) => a.getTime() - b.getTime()

interface Way {
  readonly receiver: string
  readonly delivery: Pick<Delivery, 'id' | 'sendResolved' | 'maxAlerts'> & { readonly missing?: boolean }
  /** The route leads here now. */
  readonly isCurrent: boolean
  readonly before: StoredTold | undefined
}

function waysOf(node: RouteNode | undefined, alerting: Alerting, told: readonly StoredTold[]): Way[] {
  const current = node ? (alerting.receivers.get(node.receiver)?.deliveries ?? []) : []
  const isCurrent = (before: StoredTold) =>
    before.receiver === node?.receiver && current.some(({ id }) => id === before.delivery)
  return [
    ...current.map(
      (delivery): Way => ({
        ...{ receiver: node!.receiver, delivery, isCurrent: true },
        before: told.find((each) => each.receiver === node!.receiver && each.delivery === delivery.id),
      }),
    ),
    ...told
      .filter((before) => !isCurrent(before))
      .map(
        (before): Way => ({
          ...{ receiver: before.receiver, isCurrent: false, before },
          delivery: alerting.receivers.get(before.receiver)?.deliveries.find(({ id }) => id === before.delivery) ?? {
            ...{ id: before.delivery, sendResolved: true, maxAlerts: 0, missing: true },
          },
        }),
      ),
  ]
}

const asTold = ({ firing, owed, at }: StoredTold): Told => ({ firing: new Set(firing), owed: new Set(owed.keys()), at })

/** What one delivery of a group was told, as far as the next decision needs it. Names are those of alerts whatever their episode. */
export interface Told {
  /** Firing in the last notification. */
  readonly firing: ReadonlySet<string>
  /** Told firing at some time and not told resolved since: each is owed that word. */
  readonly owed: ReadonlySet<string>
  /** When the last notification was decided. */
  readonly at: Date
}

/** One alert a group holds now. */
export interface GroupMember {
  readonly name: string
  readonly firing: boolean
  /** Silenced, inhibited or snoozed. */
  readonly suppressed: boolean
  /** Somebody put it off until then, and that time has come: who was told before is told again. */
  readonly wokeAt?: Date
}

/** The words of Alertmanager's webhook, `notification_reason`. */
export type NotificationReason =
  | 'first notification'
  | 'new alerts added'
  | 'some alerts resolved'
  | 'all alerts resolved'
  | 'repeat interval elapsed'

/** `after` is to be kept; absent where nothing changes. */
export type NotificationDecision =
  | { do: 'nothing'; after?: Told }
  | {
      do: 'notify'
      reason: NotificationReason
      firing: readonly string[]
      resolved: readonly string[]
      after: Told
    }

export interface NotificationQuestion {
  readonly members: readonly GroupMember[]
  readonly told: Told | undefined
  readonly sendResolved: boolean
  readonly repeatIntervalMs: number
  /** The route is silent now, by its time intervals. */
  readonly muted: boolean
  readonly now: Date
}

/**
 * Whether a group speaks at a flush, and of what.
 *
 * The cases are Alertmanager's (its deduplication stage: something new, everything over, something over, repeated), with one promise more: who
 * was told that an alert fires is told when that is over, even if it has been silenced, inhibited or muted since, or its route is gone. So
 * what has resolved passes every filter; what still fires does not. And what comes back from a snooze is news, whoever had heard of it before.
 */
export function decideNotification(question: NotificationQuestion): NotificationDecision {
  const { members, told, sendResolved, repeatIntervalMs, muted, now } = question
  const alive = members.filter(({ firing }) => firing)
  const living = new Set(alive.map(({ name }) => name))
  const audible = muted ? [] : alive.filter(({ suppressed }) => !suppressed)
  const spoken = audible.map(({ name }) => name)
  const woken = audible.some(({ wokeAt }) => wokeAt && told && wokeAt > told.at)
  const over = [...(told?.owed ?? [])].filter((name) => !living.has(name))
  const reason = reasonTo({ spoken, woken, over, living, told, sendResolved, repeatIntervalMs, now })
  if (reason === undefined) {
    // Nobody wants to hear that it is over, but a new episode of it must count as new.
    return over.length === 0 ? { do: 'nothing' } : { do: 'nothing', after: without(told!, over) }
  }
  const resolved = sendResolved ? over : []
  const rest = told ? without(told, over) : undefined
  // Where nothing that fires may be spoken of, what the other side last heard about it stays what it heard.
  const firing = spoken.length > 0 ? new Set(spoken) : (rest?.firing ?? new Set<string>())
  return {
    do: 'notify',
    reason,
    firing: spoken,
    resolved,
    // No earlier than the ends of snoozes it speaks of, or a clock behind the database's would have them told once more.
    after: { firing, owed: new Set([...(rest?.owed ?? []), ...spoken]), at: latest(now, audible) },
  }
}

function reasonTo(facts: {
  spoken: readonly string[]
  woken: boolean
  over: readonly string[]
  living: ReadonlySet<string>
  told: Told | undefined
  sendResolved: boolean
  repeatIntervalMs: number
  now: Date
}): NotificationReason | undefined {
  const { spoken, woken, over, living, told, sendResolved, repeatIntervalMs, now } = facts
  if (told === undefined) return spoken.length > 0 ? 'first notification' : undefined
  if (woken || spoken.some((name) => !told.firing.has(name))) return 'new alerts added'
  if (over.length > 0 && sendResolved) return living.size === 0 ? 'all alerts resolved' : 'some alerts resolved'
  if (spoken.length === 0) return undefined
  return now.getTime() - told.at.getTime() > repeatIntervalMs ? 'repeat interval elapsed' : undefined
}

const latest = (now: Date, members: readonly GroupMember[]): Date =>
  members.reduce((found, { wokeAt }) => (wokeAt && wokeAt > found ? wokeAt : found), now)

const without = ({ firing, owed, at }: Told, over: readonly string[]): Told => {
  const gone = new Set(over)
  const kept = (names: ReadonlySet<string>) => new Set([...names].filter((name) => !gone.has(name)))
  return { firing: kept(firing), owed: kept(owed), at }
}

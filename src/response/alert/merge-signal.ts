import { type Alert, stateAt } from './alert.ts'
import type { Signal } from './signal.ts'

/** What an alert is remembered by when the next signal with its key arrives. */
export type LatestAlert = Pick<Alert, 'startsAt' | 'endsAt' | 'endIsTimeout' | 'acknowledgedAt'>

/** What a signal does. `acknowledged: false` takes an acknowledgement back, because it was given to something that had ended since. */
export type Merge =
  | { do: 'open'; startsAt: Date; endsAt?: Date; endIsTimeout: boolean }
  | { do: 'update'; startsAt: Date; endsAt?: Date; endIsTimeout: boolean; reopens: boolean; acknowledged?: false }
  | { do: 'resolve'; endsAt: Date }
  | { do: 'acknowledge' }
  | { do: 'ignore'; why: string }

/**
 * What one signal does to the latest alert with its key.
 *
 * The rules are those of the tools that send: an Alertmanager alert is an interval, merged with the stored one where they overlap
 * (its API v2); a PagerDuty or Opsgenie event opens, acknowledges or resolves, and without an open alert the latter two are
 * accepted and change nothing. Signals count in the order they arrive.
 */
export function mergeSignal(signal: Signal, latest: LatestAlert | undefined, now: Date): Merge {
  switch (signal.action) {
    case 'change':
      return ignore('a change is no alert')
    case 'acknowledge':
      return acknowledge(latest, now)
    case 'resolve':
      return resolve(signal, latest, now)
    case 'trigger':
      return signal.endsAt === undefined ? event(signal, latest, now) : interval(signal, signal.endsAt, latest, now)
  }
}

const ignore = (why: string): Merge => ({ do: 'ignore', why })
const isOver = (latest: LatestAlert, now: Date) => stateAt(latest, now) === 'resolved'
const NOTHING_OPEN = 'no open alert has this key'

function acknowledge(latest: LatestAlert | undefined, now: Date): Merge {
  if (!latest || isOver(latest, now)) return ignore(NOTHING_OPEN)
  return latest.acknowledgedAt ? ignore('already acknowledged') : { do: 'acknowledge' }
}

function resolve(signal: Signal, latest: LatestAlert | undefined, now: Date): Merge {
  if (!latest || isOver(latest, now)) return ignore(NOTHING_OPEN)
  // An end before the beginning, or still to come, would leave the alert in a state nobody meant.
  const said = signal.endsAt ?? now
  return { do: 'resolve', endsAt: earlier(now, later(latest.startsAt, said)) }
}

/** A trigger without an end, as PagerDuty and Opsgenie have it: what was resolved stays resolved, the next one is a new episode. */
function event(signal: Signal, latest: LatestAlert | undefined, now: Date): Merge {
  if (!latest || isOver(latest, now)) return { do: 'open', startsAt: signal.startsAt, endIsTimeout: false }
  const startsAt = earlier(latest.startsAt, signal.startsAt)
  return { do: 'update', startsAt, endIsTimeout: false, reopens: false }
}

/** A trigger with an end, as Alertmanager has it. */
function interval(signal: Signal, endsAt: Date, latest: LatestAlert | undefined, now: Date): Merge {
  const fires = endsAt.getTime() > now.getTime()
  const opened: Merge = { do: 'open', startsAt: signal.startsAt, endsAt, endIsTimeout: signal.endIsTimeout }
  if (!latest) return fires ? opened : ignore('over before it was ever heard of')
  const over = isOver(latest, now)
  const overlaps =
    signal.startsAt.getTime() <= (latest.endsAt?.getTime() ?? Number.POSITIVE_INFINITY) &&
    endsAt.getTime() >= latest.startsAt.getTime()
  // While an alert is open there is no second one with its key, so one that is announced for later joins it.
  if (!overlaps && (over || !fires))
    return fires ? opened : ignore(over ? 'over before it was ever heard of' : 'older than the open alert')
  const startsAt = earlier(latest.startsAt, signal.startsAt)
  if (fires) {
    // An end somebody gave outlasts an earlier one, also when that is newer; a guess does not.
    const keepsEnd = !over && !latest.endIsTimeout && (latest.endsAt?.getTime() ?? Infinity) > endsAt.getTime()
    const end = keepsEnd ? endOf(latest) : { endsAt, endIsTimeout: signal.endIsTimeout }
    // Where we had only guessed that it was over, the person who has it still has it.
    const lost = over && !latest.endIsTimeout && latest.acknowledgedAt !== undefined
    return { do: 'update', startsAt, ...end, reopens: over, ...(lost ? { acknowledged: false } : {}) }
  }
  if (!over) return { do: 'resolve', endsAt: later(startsAt, endsAt) }
  if (latest.endsAt!.getTime() >= endsAt.getTime()) return ignore('already resolved')
  return { do: 'update', startsAt, endsAt, endIsTimeout: signal.endIsTimeout, reopens: false }
}

const endOf = ({ endsAt, endIsTimeout }: LatestAlert) =>
  endsAt === undefined ? { endIsTimeout } : { endsAt, endIsTimeout }
const earlier = (a: Date, b: Date) => (a.getTime() <= b.getTime() ? a : b)
const later = (a: Date, b: Date) => (a.getTime() >= b.getTime() ? a : b)

/**
 * What keeps a person from being buried: of many messages for one contact method the first leave by themselves, the rest as one counted
 * message now and then. Each lane has a budget of its own.
 */
import type { Lane } from '../../lane.ts'

export interface LaneBudget {
  /** Messages that leave each by itself within `windowMs`. */
  readonly alone: number
  readonly windowMs: number
  /** Beyond these: one counted message in this time. */
  readonly everyMs: number
  /** Never more messages than this within an hour; what waits is counted into a later one. Absent: no such bound. */
  readonly mostPerHour?: number | undefined
}

export type StormBudgets = Readonly<Record<Lane, LaneBudget>>

export interface StormFacts {
  readonly budget: LaneBudget
  /** When messages of this lane left, or are to leave, by this contact method within the last hour. */
  readonly recent: readonly Date[]
  /** Messages that have come due. */
  readonly waiting: number
  readonly now: Date
}

export interface Spread {
  /** So many of the waiting ones leave now, each by itself, the oldest first. */
  readonly alone: number
  /** When all others leave as one; undefined when there are none. */
  readonly restAt: Date | undefined
}

const HOUR_MS = 3_600_000

/** Decides how messages that have come due leave. */
export function spread({ budget, recent, waiting, now }: StormFacts): Spread {
  const times = recent.map((at) => at.getTime()).sort((a, b) => a - b)
  const since = (ms: number) => times.filter((at) => at > now.getTime() - ms).length
  const room = Math.min(budget.alone - since(budget.windowMs), (budget.mostPerHour ?? Infinity) - since(HOUR_MS))
  const alone = Math.max(0, Math.min(waiting, room))
  if (alone === waiting) return { alone, restAt: undefined }
  const all = [...times, ...Array.from({ length: alone }, () => now.getTime())]
  const last = all.at(-1)
  const paced = last === undefined ? now.getTime() : Math.max(now.getTime(), last + budget.everyMs)
  return { alone, restAt: new Date(bounded(all, paced, budget.mostPerHour)) }
}

/** The first time at or behind `at` at which fewer than `most` messages left in the hour before. */
function bounded(times: readonly number[], at: number, most: number | undefined): number {
  if (most === undefined || times.length < most) return at
  return Math.max(at, times[times.length - most]! + HOUR_MS)
}

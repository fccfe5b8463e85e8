import type { TimelineEntry } from '../../../src/http/contract.ts'

export interface Involved {
  readonly name: string
  readonly acts: number
  /** When they last did something. */
  readonly last: string
}

/** Whoever did something, the one who did so last first. */
export function involved(acts: readonly TimelineEntry[]): readonly Involved[] {
  const people = new Map<string, Involved>()
  for (const { by, happenedAt } of acts) {
    const known = people.get(by)
    const last = known && known.last > happenedAt ? known.last : happenedAt
    people.set(by, { name: by, acts: (known?.acts ?? 0) + 1, last })
  }
  return [...people.values()].sort((one, other) => (one.last < other.last ? 1 : -1))
}

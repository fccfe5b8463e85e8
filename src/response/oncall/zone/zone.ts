/**
 * Wall clocks. A local time is a number here, too: the milliseconds a UTC clock that shows the same would have. All rules of a schedule are
 * about local times, so everything that summer time, moved zones and skipped days can do is in this file.
 */

import { isZoneName } from './zone-name.ts'
import { zoneOffset } from './zone-offset.ts'

export interface Zone {
  readonly name: string
  /** What clocks show at an instant. */
  readonly wall: (instant: number) => number
  /**
   * The first instant at which clocks show a local time or a later one: the first of two where it comes twice, the end of the gap where it is
   * skipped. Starts and hand-offs are read so.
   */
  readonly first: (local: number) => number
  /**
   * The instant from which on clocks never again show an earlier time: the second of two where it comes twice, the end of the gap where it is
   * skipped. Ends are read so.
   */
  readonly last: (local: number) => number
  /** Changes of the clock in a stretch of time, oldest first. */
  readonly changes: (from: number, until: number) => readonly ClockChange[]
}

export interface ClockChange {
  readonly at: number
  /** By how much clocks go forward; negative when they go back. */
  readonly byMs: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** No clock on earth was ever further from UTC. */
const FURTHEST_MS = 16 * HOUR_MS

const zones = new Map<string, Zone | undefined>()

/** The zone of a name of the IANA database, undefined when there is none. Kept for the life of the process: there are some hundred. */
export function zoneOf(name: string): Zone | undefined {
  if (!zones.has(name)) zones.set(name, isZoneName(name) ? makeZone(name) : undefined)
  return zones.get(name)
}

function makeZone(name: string): Zone {
  const clock = new ZoneClock(name)
  return {
    name,
    wall: (instant) => instant + clock.offsetAt(instant),
    first: (local) => first(clock, local),
    last: (local) => last(clock, local),
    changes: (from, until) => clock.changes(from, until),
  }
}

function first(clock: ZoneClock, local: number): number {
  const from = local - FURTHEST_MS
  for (let index = clock.indexAt(from, local + FURTHEST_MS); ; index += 1) {
    const start = Math.max(from, clock.startOf(index))
    const at = Math.max(start, local - clock.offsetOf(index))
    if (at < clock.startOf(index + 1)) return at
  }
}

function last(clock: ZoneClock, local: number): number {
  const until = local + FURTHEST_MS
  clock.indexAt(local - FURTHEST_MS, until)
  let end = until
  for (let index = clock.indexAt(until, until); ; index -= 1) {
    const start = clock.startOf(index)
    if (start + clock.offsetOf(index) < local) return Math.min(end, local - clock.offsetOf(index))
    end = start
  }
}

/**
 * The stretches of time with one offset each, learned outwards from the first question. Each day is looked at: libraries that look for the next
 * change in larger steps miss zones that changed twice in between (Cancún in the winter of 2001).
 */
class ZoneClock {
  private readonly offset: (instant: number) => number
  /** Beginning of each stretch; the first one began before anything was asked. */
  private readonly starts: number[] = [Number.NEGATIVE_INFINITY]
  private readonly offsets: number[] = []
  private knownFrom = 0
  private knownUntil = 0

  constructor(name: string) {
    this.offset = zoneOffset(name)
  }

  offsetAt(instant: number): number {
    return this.offsets[this.indexAt(instant, instant)]!
  }

  startOf(index: number): number {
    return this.starts[index] ?? Number.POSITIVE_INFINITY
  }

  offsetOf(index: number): number {
    return this.offsets[index]!
  }

  /** The stretch an instant is in; `until` says how far it will be walked on from there. An index is good until the next call. */
  indexAt(instant: number, until: number): number {
    if (this.offsets.length === 0) this.begin(Math.floor(instant))
    while (this.knownFrom > instant) this.learnPrevious()
    while (this.knownUntil <= until) this.learnNext()
    let [low, high] = [0, this.starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.starts[middle]! <= instant) low = middle
      else high = middle - 1
    }
    return low
  }

  changes(from: number, until: number): ClockChange[] {
    const changes: ClockChange[] = []
    for (let index = this.indexAt(from, until) + 1; this.startOf(index) < until; index += 1)
      changes.push({ at: this.startOf(index), byMs: this.offsets[index]! - this.offsets[index - 1]! })
    return changes
  }

  private begin(instant: number): void {
    this.offsets.push(this.offset(instant))
    this.knownFrom = instant
    this.knownUntil = instant
  }

  private learnNext(): void {
    const [from, until] = [this.knownUntil, this.knownUntil + DAY_MS]
    const offset = this.offset(until)
    if (offset !== this.offsets.at(-1)) {
      this.starts.push(this.moved(from, until))
      this.offsets.push(offset)
    }
    this.knownUntil = until
  }

  private learnPrevious(): void {
    const [from, until] = [this.knownFrom - DAY_MS, this.knownFrom]
    const offset = this.offset(from)
    if (offset !== this.offsets[0]) {
      this.starts[0] = this.moved(from, until)
      this.starts.unshift(Number.NEGATIVE_INFINITY)
      this.offsets.unshift(offset)
    }
    this.knownFrom = from
  }

  /** The instant in between at which clocks were moved. */
  private moved(from: number, until: number): number {
    const before = this.offset(from)
    let [low, high] = [from, until]
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (this.offset(middle) === before) low = middle
      else high = middle
    }
    return high
  }
}

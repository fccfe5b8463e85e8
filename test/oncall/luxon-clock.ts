/** Wall clocks by luxon, found by trying: the clock is read once a day from 1970 to 2040, and where it changed the instant is searched. */
import { IANAZone } from 'luxon'

const DAY_MS = 86_400_000
const BEGIN = Date.UTC(1969, 11, 1)
const END = Date.UTC(2041, 1, 1)
/** Nothing moves clocks further than this. */
const FAR_MS = 26 * 3_600_000

export interface Move {
  readonly at: number
  readonly before: number
  readonly after: number
}

export interface LuxonClock {
  readonly name: string
  /** When clocks were moved. */
  readonly moves: readonly Move[]
  readonly wall: (instant: number) => number
  /** The latest that clocks had ever shown by an instant, itself included. */
  readonly shownBy: (instant: number) => number
  /** The earliest that clocks will still show from an instant on, itself included. */
  readonly shownFrom: (instant: number) => number
}

const clocks = new Map<string, LuxonClock>()

export function luxonClock(name: string): LuxonClock {
  const known = clocks.get(name)
  if (known) return known
  const made = makeClock(name)
  clocks.set(name, made)
  return made
}

function makeClock(name: string): LuxonClock {
  const zone = IANAZone.create(name)
  const offset = (instant: number) => Math.round(zone.offset(instant) * 60_000)
  const moves: Move[] = []
  let before = offset(BEGIN)
  for (let day = BEGIN; day < END; day += DAY_MS) {
    const after = offset(day + DAY_MS)
    if (after === before) continue
    let [low, high] = [day, day + DAY_MS]
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (offset(middle) === before) low = middle
      else high = middle
    }
    moves.push({ at: high, before, after })
    before = after
  }
  const first = moves[0]?.before ?? before
  const offsetAt = (instant: number) => moves.findLast(({ at }) => at <= instant)?.after ?? first
  const wall = (instant: number) => instant + offsetAt(instant)
  return {
    ...{ name, moves, wall },
    // Before a clock goes back it has shown everything up to, and not including, the time at which it does.
    shownBy: (instant) =>
      Math.max(
        wall(instant),
        ...moves.filter(({ at }) => at <= instant && at > instant - FAR_MS).map(({ at, before }) => at + before - 1),
      ),
    shownFrom: (instant) =>
      Math.min(
        wall(instant),
        ...moves.filter(({ at }) => at > instant && at < instant + FAR_MS).map(({ at, after }) => at + after),
      ),
  }
}

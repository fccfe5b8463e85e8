/** Seconds in the words of an operator. */
import type { TimeBound } from '../book/page.ts'

const UNITS: readonly (readonly [number, string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
]

/** "90 s", "15 min", "2 h 30 min": at most two units. */
export function durationWords(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  // Up to two minutes people count in seconds when the figure is not whole minutes.
  if (seconds < 120 && seconds % 60 !== 0) return `${Math.round(seconds)} s`
  // Rounded first: two hours less a second are two hours, not one hour and 60 minutes.
  const [finest] = UNITS[unitOf(seconds) + 1] ?? [1]
  const told = Math.round(seconds / finest) * finest
  const first = unitOf(told)
  const [size, name] = UNITS[first]!
  const next = UNITS[first + 1]
  const whole = Math.floor(told / size)
  const rest = next ? Math.round((told - whole * size) / next[0]) : 0
  return rest > 0 && next ? `${whole} ${name} ${rest} ${next[1]}` : `${whole} ${name}`
}

const unitOf = (seconds: number): number => UNITS.findIndex(([size]) => seconds >= size)

/** "up to 30 s", "5 min to 10 min". */
export function boundWords({ minSeconds, maxSeconds }: Pick<TimeBound, 'minSeconds' | 'maxSeconds'>): string {
  if (minSeconds === maxSeconds || minSeconds === 0) return `up to ${durationWords(maxSeconds)}`
  return `${durationWords(minSeconds)} to ${durationWords(maxSeconds)}`
}

/** `2026-03-02 03:12:41Z`: UTC, because the people who read a record need not be in one place. */
export const momentWords = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')}Z`

/** `2 min ago`, from one moment to a later one. */
export function agoWords(iso: string, now: Date): string {
  const seconds = (now.getTime() - Date.parse(iso)) / 1000
  if (Number.isNaN(seconds)) return 'at an unknown time'
  if (seconds < -1) return `in ${durationWords(-seconds)}`
  return seconds < 1 ? 'just now' : `${durationWords(Math.floor(seconds))} ago`
}

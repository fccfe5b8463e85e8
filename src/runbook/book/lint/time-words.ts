import { readDuration } from '../../../kit/duration.ts'

const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
]

/** A stretch of time in the words of a person, rounded to one digit: `15 minutes`, `1.5 hours`, `immediately`. */
export function inWords(seconds: number): string {
  const { count, name } = measure(seconds)
  return seconds === 0 ? 'immediately' : `${count} ${name}${count === 1 ? '' : 's'}`
}

/** A rhythm in words: `every hour`, `every 30 minutes`, `every week`. */
export function everyWords(seconds: number): string {
  if (seconds === 7 * 86_400) return 'every week'
  const { count, name } = measure(seconds)
  return count === 1 ? `every ${name}` : `every ${count} ${name}s`
}

/** In the largest unit in which it is a whole number with at most one digit behind the point, else rounded. */
function measure(seconds: number): { count: number; name: string } {
  const fitting = UNITS.filter(([unit]) => seconds >= unit)
  const [unit, name] = fitting.find(
    ([size]) => Math.abs((seconds / size) * 10 - Math.round((seconds / size) * 10)) < 1e-6,
  ) ??
    fitting[0] ?? [1, 'second']
  return { count: Math.round((seconds / unit) * 10) / 10, name }
}

/** Half of the last digit of a time that is written, in seconds: authors round. */
export function roundingSeconds(text: string): number {
  const match = /(\d+)(?:\.(\d+))?\s*([a-z]+)/i.exec(text)
  if (!match) return 0
  const unit = readDuration(`1 ${match[3]}`)?.maxSeconds ?? 0
  return 0.5 * unit * 10 ** -(match[2]?.length ?? 0)
}

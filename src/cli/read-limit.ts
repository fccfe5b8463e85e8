import { usageFailure } from './failure.ts'

/** The number of `--limit`. */
export function readLimit(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw usageFailure('invalid-value', `--limit takes a number from 1, not "${text}"`)
}
